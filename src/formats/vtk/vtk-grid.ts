/** What both file formats of VTK share: a uniform grid with named arrays on its points or cells. */
import { NotFoundError } from '../../base/index.js';
import type { Axis, SourceInfo } from '../../volume/index.js';
import { ONE_DATASET } from '../format.js';
import type { DatasetInfo } from '../format.js';
import { checkedSize, unsupported } from '../limits.js';
import { kindOf, sourceInfo } from '../source-info.js';
import { storedBytes } from '../stored.js';
import type { StoredType } from '../stored.js';

export interface VtkGrid {
  /** points along x, y, z */
  readonly points: readonly number[];
  /** along x, y, z */
  readonly spacing: readonly number[];
  /** text of the unit where the file names one; null: it says that the spacing means nothing */
  readonly unit?: string | null;
  /** 3x3 cosines by rows of z, y, x, where the file gives them */
  readonly direction?: readonly number[];
}

export interface VtkArray {
  readonly name: string;
  readonly onCells: boolean;
  readonly type: string;
  readonly stored: StoredType | undefined;
  readonly components: number;
  readonly componentNames?: readonly string[];
}

function idOf(array: VtkArray): string {
  return `${array.onCells ? 'cell' : 'point'}:${array.name}`;
}

/** The list of arrays; the name of a single one is not needed. An empty grid is listed once, so that opening says why. */
export function vtkDatasets(arrays: readonly VtkArray[]): DatasetInfo[] {
  if (arrays.length === 0) return [...ONE_DATASET];
  return arrays.map((array) => ({ id: arrays.length === 1 ? '' : idOf(array), title: array.name }));
}

export function chooseArray<T extends VtkArray>(arrays: readonly T[], dataset: string | undefined, file: string): T {
  const wanted = dataset ?? '';
  const array = wanted === '' ? arrays[0] : arrays.find((one) => idOf(one) === wanted || one.name === wanted);
  if (array !== undefined) return array;
  if (wanted === '') throw unsupported(file, 'its VTK grid holds no array of values; save one with the grid.');
  throw new NotFoundError(`${file} holds no array "${wanted}"; choose one that is listed.`, { subject: file });
}

/** Lengths along x, y, z of the points, or of the cells between them. */
function lengthsOf(grid: VtkGrid, onCells: boolean): number[] {
  return grid.points.map((n) => (onCells ? Math.max(1, n - 1) : n));
}

export interface VtkPlan {
  readonly info: SourceInfo;
  readonly stored: StoredType;
  readonly needed: number;
}

export function planVtk(
  found: { readonly format: 'vtk' | 'vti'; readonly path: string; readonly name: string; readonly cost: SourceInfo['cost'] },
  grid: VtkGrid,
  array: VtkArray,
  many: boolean,
): VtkPlan {
  const { stored, components, type, name } = array;
  if (stored === undefined)
    throw unsupported(found.name, `its array "${name}" has the type "${type}", which is not supported; save it as integers or floats.`);
  const [x = 1, y = 1, z = 1] = lengthsOf(grid, array.onCells);
  const axes: Axis[] = [
    { name: 'z', size: z },
    { name: 'y', size: y },
    { name: 'x', size: x },
  ];
  if (components !== 1) axes.push({ name: 'c', size: components });
  const [dx = NaN, dy = NaN, dz = NaN] = grid.spacing;
  const needed = checkedSize(found.name, [x, y, z, components, storedBytes(stored)]);
  const info = sourceInfo({
    ...found,
    kind: kindOf(axes),
    axes,
    stored,
    // one plane may be given no thickness: its own pixels stand for it
    spacing:
      grid.unit === null
        ? undefined
        : {
            value: [z === 1 && !(dz > 0) ? dx : dz, dy, dx],
            unit: grid.unit ?? null,
            source: grid.unit === undefined ? 'VTK spacing (no unit in the file)' : 'VTK spacing and LengthUnit',
          },
    ...(grid.direction === undefined ? {} : { direction: grid.direction }),
    ...(array.componentNames === undefined || components === 1 ? {} : { channels: array.componentNames.map((title) => ({ name: title })) }),
    dataset: many ? idOf(array) : '',
  });
  return { info, stored, needed };
}
