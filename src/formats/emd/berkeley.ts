/** The Berkeley layout: a group marked `emd_group_type` holds `data` and one vector of coordinates for each axis. */
import { parseLengthUnit } from '../../base/index.js';
import type { Hdf5Dataset, Hdf5File } from '../../ports/index.js';
import type { AxisName } from '../../volume/index.js';
import { parentOf } from '../hdf5/nexus.js';
import { isAngle, rolesByCount } from '../hdf5/roles.js';
import { readNumbers } from '../hdf5/source.js';
import type { Described, Roles } from '../hdf5/source.js';
import { evenStep, joinLengths, plainUnit, textOf } from '../hdf5/spacing.js';
import type { Length } from '../hdf5/spacing.js';

const MAX_COORDINATES = 1_000_000;
const MAX_GROUPS = 1000;
const TIME = /^(?:t|time|frames?)$/i;
const DEGREES = /^(?:deg|degrees?|°|rad|radians?)$/i;

/** Data of marked groups, in the order of the file. */
export async function berkeleyDatasets(file: Hdf5File): Promise<readonly Hdf5Dataset[]> {
  const marked: Hdf5Dataset[] = [];
  const named = (await file.datasets()).filter(({ path }) => path.endsWith('/data'));
  for (const dataset of named.slice(0, MAX_GROUPS)) {
    const { emd_group_type: type } = await file.attributes(parentOf(dataset.path));
    if (type === 1 || type === 'array' || type === '1') marked.push(dataset);
  }
  return marked.toSorted((a, b) => Number(b.shape.length >= 2) - Number(a.shape.length >= 2));
}

interface Dimension {
  readonly name: string;
  readonly unit: string | null;
  /** a sentence where the coordinates are uneven */
  readonly step: number | string | undefined;
}

/** Axes count from 1, in the later version of the layout from 0; two numbers stand for start and step. */
async function dimensions(file: Hdf5File, dataset: Hdf5Dataset): Promise<readonly Dimension[]> {
  const group = parentOf(dataset.path);
  const base = (await file.dataset(`${group}/dim0`)) === null ? 1 : 0;
  const all: Dimension[] = [];
  for (const [i, size] of dataset.shape.entries()) {
    const vector = await file.dataset(`${group}/dim${i + base}`);
    const attributes = vector === null ? {} : await file.attributes(vector.path);
    const values = vector === null ? undefined : await readNumbers(file, vector, MAX_COORDINATES);
    const name = textOf(attributes['name']) ?? '';
    const fits = values !== undefined && values.length >= 2 && (values.length === size || values.length === 2);
    const step = fits ? evenStep(values, name === '' ? `dim${i + base}` : name) : undefined;
    all.push({ name, unit: plainUnit(textOf(attributes['units'])), step });
  }
  return all;
}

interface Named {
  readonly roles: Roles;
  readonly kind: Described['kind'];
  readonly warnings: readonly string[];
}

function planesAre(role: AxisName, count: number, kind: Described['kind'], warning?: string): Named {
  const roles: Roles = count === 4 ? ['t', 'c', 'y', 'x'] : [role, 'y', 'x'];
  return { roles, kind, warnings: warning === undefined ? [] : [warning] };
}

function named(dataset: Hdf5Dataset, dims: readonly Dimension[], fileName: string): Named {
  const [outer] = dims;
  const count = dataset.shape.length;
  if (count === 1) return { roles: ['c'], kind: 'spectrum', warnings: [] };
  if (count === 2) return { roles: ['y', 'x'], kind: 'image', warnings: [] };
  if (count === 4)
    return planesAre(
      't',
      4,
      'series',
      'The data have 4 dimensions, as a scan of diffraction patterns has; t and c stand for the outer two.',
    );
  if (count > 4 || outer === undefined) return { roles: rolesByCount(dataset, fileName), kind: 'series', warnings: [] };
  if (isAngle(outer.name) || DEGREES.test(outer.unit ?? '')) return planesAre('t', 3, 'projections');
  if (TIME.test(outer.name)) return planesAre('t', 3, 'series');
  const isSpace = outer.unit === null ? !/energy|loss/i.test(outer.name) : parseLengthUnit(outer.unit) !== undefined || outer.unit === 'px';
  if (isSpace) return planesAre('z', 3, dataset.shape[0] === 1 ? 'image' : 'volume');
  return planesAre(
    't',
    3,
    'series',
    `The unit of the first axis (${outer.unit ?? 'none'}) is no length, so the planes are a series and not a volume.`,
  );
}

export async function berkeleyMeaning(
  file: Hdf5File,
  dataset: Hdf5Dataset,
  fileName: string,
): Promise<Pick<Described, 'roles' | 'kind' | 'spacing' | 'warnings'>> {
  const dims = await dimensions(file, dataset);
  const { roles, kind, warnings } = named(dataset, dims, fileName);
  const lengths: Partial<Record<AxisName, Length>> = {};
  const uneven: string[] = [];
  roles.forEach((role, i) => {
    const dim = dims[i];
    if (role === null || role === 't' || role === 'c' || dim === undefined) return;
    if (typeof dim.step === 'string') uneven.push(dim.step);
    // pixels counted from 0 are no calibration
    else if (dim.step !== undefined && dim.unit !== null && !/^(?:px|pixels?|index)$/i.test(dim.unit))
      lengths[role] = { value: dim.step, unit: dim.unit };
  });
  const noLength = [lengths.x, lengths.y].find((one) => one?.unit?.match(/^1\/|\^?-1$|rad$|eV$/) !== null && one !== undefined);
  if (noLength !== undefined)
    return {
      roles,
      kind,
      warnings: [...warnings, `The pixels are measured in "${noLength.unit ?? ''}", which is no length, so the pixel size is unknown.`],
    };
  const found = uneven.length > 0 ? { warnings: uneven } : joinLengths(lengths, roles, 'EMD dim vectors');
  return { roles, kind, spacing: found.spacing, warnings: [...warnings, ...found.warnings] };
}
