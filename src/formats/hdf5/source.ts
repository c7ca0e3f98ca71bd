/** A `VolumeSource` over a data set, whose axes may be stored in another order or with further ones of length 1. */
import type { Hdf5Dataset, Hdf5File } from '../../ports/index.js';
import type { AxisName, SourceInfo, SourceKind, VolumeSource } from '../../volume/index.js';
import type { FileSpacing } from '../calibration.js';
import { byteText, corrupt, GIB, unsupported } from '../limits.js';
import { checkRegion } from '../plane-source.js';
import { turn } from '../raw-source.js';
import { sourceInfo } from '../source-info.js';
import { decodeStored, isStoredType, storedBytes } from '../stored.js';
import type { StoredType } from '../stored.js';

/** no compression goes further, except over parts that were never written */
const MAX_RATIO = 1100;

/** For every stored axis its name, or null for one of length 1 that is left out. */
export type Roles = readonly (AxisName | null)[];

export interface Described {
  readonly format: string;
  readonly path: string;
  readonly name: string;
  readonly dataset: Hdf5Dataset;
  /** names the data set for people and in `info` */
  readonly id: string;
  readonly roles: Roles;
  readonly kind: SourceKind;
  readonly spacing?: FileSpacing | undefined;
  readonly valueScale?: SourceInfo['valueScale'] | undefined;
  readonly channels?: readonly { readonly name: string }[] | undefined;
  readonly warnings: readonly string[];
  readonly fileBytes: number;
}

const ORDER: readonly AxisName[] = ['t', 'c', 'z', 'y', 'x'];

/** The type that a data set is read as; booleans are bytes. */
export function storedType(dataset: Hdf5Dataset): StoredType | undefined {
  const type = dataset.type === 'bool' ? 'uint8' : dataset.type;
  return isStoredType(type) ? type : undefined;
}

/** Stored axes in the order in which they are shown; colour samples that lie last stay last. */
function shownAxes(roles: Roles): number[] {
  const rank = (axis: number): number => {
    const role = roles[axis];
    if (role === 'c' && axis === roles.length - 1) return ORDER.length;
    return role === null || role === undefined ? -1 : ORDER.indexOf(role);
  };
  return roles.flatMap((role, axis) => (role === null ? [] : [axis])).toSorted((a, b) => rank(a) - rank(b));
}

function readableType(found: Described): StoredType {
  const { dataset, name } = found;
  if (dataset.refusal !== null) throw unsupported(name, `the data set "${dataset.path}" cannot be read, ${dataset.refusal}.`);
  const stored = storedType(dataset);
  if (stored === undefined) throw unsupported(name, `the data set "${dataset.path}" holds ${dataset.type} values, which are no picture.`);
  const bytes = dataset.shape.reduce((all, n) => all * n, storedBytes(stored));
  if (bytes === 0) throw corrupt(name, `the data set "${dataset.path}" has no values`);
  if (dataset.chunk !== null && bytes > GIB && bytes > found.fileBytes * MAX_RATIO)
    throw corrupt(name, `its ${byteText(found.fileBytes)} cannot hold the ${byteText(bytes)} of "${dataset.path}"`);
  return stored;
}

/** Takes over the file: closing the source closes it. */
export function datasetSource(file: Hdf5File, found: Described): VolumeSource {
  const { dataset, roles } = found;
  const stored = readableType(found);
  const shown = shownAxes(roles);
  const axes = shown.map((axis) => ({ name: roles[axis] ?? 'x', size: dataset.shape[axis] ?? 1 }));
  const described = sourceInfo({
    ...found,
    axes,
    stored,
    dataset: found.id,
    cost: dataset.chunk === null ? 'contiguous' : 'per-chunk',
  });
  const info: SourceInfo = dataset.type === 'bool' ? { ...described, storedDtype: 'bool' } : described;
  // positions of the shown axes among those that are left when the axes of length 1 are gone
  const kept = [...shown].toSorted((a, b) => a - b);
  const order = shown.map((axis) => kept.indexOf(axis));
  return {
    info,
    async read(region, signal) {
      checkRegion(info, region);
      const start = roles.map(() => 0);
      const size = roles.map(() => 1);
      shown.forEach((axis, i) => {
        start[axis] = region.start[i] ?? 0;
        size[axis] = region.size[i] ?? 1;
      });
      const data = decodeStored(await file.read(dataset.path, start, size, signal), stored, false, found.name);
      if (order.every((axis, i) => axis === i)) return data;
      return turn(
        data,
        kept.map((axis) => size[axis] ?? 1),
        order,
      );
    },
    close: () => file.close(),
  };
}

export async function readNumbers(file: Hdf5File, dataset: Hdf5Dataset, most: number): Promise<readonly number[] | undefined> {
  const stored = storedType(dataset);
  const count = dataset.shape.reduce((all, n) => all * n, 1);
  if (stored === undefined || dataset.refusal !== null || count === 0 || count > most) return undefined;
  const bytes = await file.read(
    dataset.path,
    dataset.shape.map(() => 0),
    dataset.shape,
  );
  return Array.from(decodeStored(bytes, stored, false, dataset.path));
}
