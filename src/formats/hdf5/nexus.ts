/** NeXus: the plotted data of a file, its axes, and what kind of measurement it is. */
import type { Hdf5Dataset, Hdf5File } from '../../ports/index.js';
import type { AxisName } from '../../volume/index.js';
import { isAngle, rolesFromLabels } from './roles.js';
import type { Roles } from './source.js';
import { axisLength, joinLengths, scalarLength, textOf } from './spacing.js';
import type { FoundSpacing, Length } from './spacing.js';

const MAX_GROUPS = 2000;

function join(group: string, name: string): string {
  return name.startsWith('/') ? name.slice(1) : group === '' ? name : `${group}/${name}`;
}

export function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** Every group that leads to a data set, the outer ones first. */
function groupsOf(datasets: readonly Hdf5Dataset[]): string[] {
  const groups = new Set<string>();
  for (const { path, aliases } of datasets)
    for (const one of [path, ...aliases])
      for (let group = parentOf(one); ; group = parentOf(group)) {
        groups.add(group);
        if (group === '') break;
      }
  return [...groups]
    .toSorted((a, b) => a.split('/').length - b.split('/').length || Number(a !== '') - Number(b !== ''))
    .slice(0, MAX_GROUPS);
}

/** The data set that a NXdata group plots. */
async function signalOf(file: Hdf5File, group: string): Promise<Hdf5Dataset | null> {
  const attributes = await file.attributes(group);
  const signal = textOf(attributes['signal']);
  if (signal !== undefined) return file.dataset(join(group, signal));
  if (textOf(attributes['NX_class']) !== 'NXdata') return null;
  // the older convention marks the data set
  for (const dataset of await file.datasets()) {
    const here = [dataset.path, ...dataset.aliases].some((path) => parentOf(path) === group);
    if (here && Number((await file.attributes(dataset.path))['signal']) === 1) return dataset;
  }
  return null;
}

/** Follows `default` from the root to the data that the file wants to be seen first; else the first plotted data. */
export async function defaultSignal(file: Hdf5File): Promise<Hdf5Dataset | null> {
  let group = '';
  for (let hops = 0; hops < 8; hops++) {
    const next = textOf((await file.attributes(group))['default']);
    if (next === undefined || next === '') break;
    group = join(group, next);
    const named = await file.dataset(group);
    if (named !== null) return named;
  }
  const chosen = group === '' ? null : await signalOf(file, group);
  if (chosen !== null) return chosen;
  const inside = group === '' ? '' : `${group}/`;
  for (const other of groupsOf(await file.datasets())) {
    if (!other.startsWith(inside)) continue;
    const signal = await signalOf(file, other);
    if (signal !== null && signal.shape.filter((n) => n > 1).length >= 2) return signal;
  }
  return null;
}

export interface NexusAxes {
  readonly roles?: Roles | undefined;
  readonly found?: FoundSpacing | undefined;
  readonly angles: boolean;
}

/** The group in which a data set is plotted, and the names of its axes there. */
async function plottedAxes(file: Hdf5File, dataset: Hdf5Dataset): Promise<{ group: string; names: readonly string[] } | undefined> {
  for (const path of [dataset.path, ...dataset.aliases]) {
    const group = parentOf(path);
    const attributes = await file.attributes(group);
    const own = textOf(attributes['signal']);
    if (own !== undefined && join(group, own) !== path) continue;
    const axes = attributes['axes'] ?? (own === undefined ? undefined : (await file.attributes(path))['axes']);
    const names = Array.isArray(axes) ? axes.map(String) : typeof axes === 'string' ? axes.split(/[:,\s]+/) : [];
    if (names.length === dataset.shape.length) return { group, names };
  }
  return undefined;
}

const DEGREES = /^(?:deg|degs|degrees?|°|rad|radians?)$/i;

/** Roles, spacing and angles from the axes of a NXdata group. */
export async function nexusAxes(file: Hdf5File, dataset: Hdf5Dataset, byCount: Roles): Promise<NexusAxes> {
  const plotted = await plottedAxes(file, dataset);
  if (plotted === undefined) return { angles: false };
  const lengths: (Length | string | undefined)[] = [];
  for (const [i, name] of plotted.names.entries()) {
    const axis = name === '.' || name === '' ? null : await file.dataset(join(plotted.group, name));
    lengths.push(axis === null ? undefined : await axisLength(file, axis, dataset.shape[i] ?? 0));
  }
  const angles = isAngle(plotted.names[0] ?? '') || lengths.some((one) => typeof one === 'object' && DEGREES.test(one.unit ?? ''));
  const roles = rolesFromLabels(plotted.names, dataset.shape);
  const named = roles ?? byCount;
  const known: Partial<Record<AxisName, Length>> = {};
  const warnings: string[] = [];
  lengths.forEach((one, i) => {
    const role = named[i];
    if (typeof one === 'string') warnings.push(one);
    else if (one !== undefined && role !== null && role !== undefined) known[role] = one;
  });
  const found =
    warnings.length > 0
      ? { warnings }
      : joinLengths(known, angles ? named.map((role) => (role === 'z' ? 't' : role)) : named, 'NeXus axes');
  return { roles, angles, found };
}

/** Sizes of detector pixels, from the data's own entry. */
export async function pixelSize(file: Hdf5File, dataset: Hdf5Dataset, roles: Roles): Promise<FoundSpacing | undefined> {
  const top = dataset.path.split('/')[0] ?? '';
  const datasets = await file.datasets();
  const near = async (name: string): Promise<Length | undefined> => {
    const matches = datasets.filter(({ path, aliases }) =>
      [path, ...aliases].some((one) => one.endsWith(`/${name}`) && (parentOf(one) === parentOf(dataset.path) || one.split('/')[0] === top)),
    );
    const [own] = matches.toSorted(
      (a, b) => Number(parentOf(b.path) === parentOf(dataset.path)) - Number(parentOf(a.path) === parentOf(dataset.path)),
    );
    return scalarLength(file, own ?? null);
  };
  const [x, y, z] = [await near('x_pixel_size'), await near('y_pixel_size'), await near('z_pixel_size')];
  if (x === undefined || y === undefined) return undefined;
  return joinLengths({ x, y, ...(z === undefined ? {} : { z }) }, roles, 'NeXus x_pixel_size');
}

/** Raw images of a tomogram: an angle for each, in the group of the images or around it. */
export async function hasAngles(file: Hdf5File, dataset: Hdf5Dataset): Promise<boolean> {
  const [count = 0] = dataset.shape;
  const near = (other: Hdf5Dataset): boolean => {
    const name = other.path.split('/').at(-1) ?? '';
    const group = parentOf(other.path);
    const sameEntry = group === parentOf(dataset.path) || other.path.split('/')[0] === dataset.path.split('/')[0];
    return sameEntry && other.shape.length === 1 && other.shape[0] === count && /^(?:theta|rotation_angle|image_key)$/.test(name);
  };
  if (count < 2) return false;
  return (await file.datasets()).some(near);
}
