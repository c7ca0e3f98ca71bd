/** Which axis of a data set is which: by its labels, else by how many there are. */
import type { Hdf5Dataset, Hdf5Value } from '../../ports/index.js';
import type { AxisName } from '../../volume/index.js';
import { unsupported } from '../limits.js';
import type { Roles } from './source.js';

const LABELS: Readonly<Record<string, AxisName>> = {
  t: 't',
  time: 't',
  frame: 't',
  frames: 't',
  theta: 't',
  angle: 't',
  angles: 't',
  rotation_angle: 't',
  image_number: 't',
  c: 'c',
  channel: 'c',
  channels: 'c',
  z: 'z',
  depth: 'z',
  y: 'y',
  height: 'y',
  row: 'y',
  rows: 'y',
  x: 'x',
  width: 'x',
  column: 'x',
  columns: 'x',
};

const ANGLE = /^(?:theta|angles?|rotation_angle)$/i;

export function isAngle(label: string): boolean {
  return ANGLE.test(label);
}

const BY_COUNT: readonly Roles[] = [['x'], ['c'], ['y', 'x'], ['z', 'y', 'x'], ['t', 'z', 'y', 'x'], ['t', 'c', 'z', 'y', 'x']];

/** Labels count only when they name every axis once, y and x among them. */
export function rolesFromLabels(labels: readonly string[] | undefined, shape: readonly number[]): Roles | undefined {
  if (labels === undefined || labels.length !== shape.length) return undefined;
  const roles = labels.map((label) => {
    const key = label.trim().toLowerCase();
    return Object.hasOwn(LABELS, key) ? LABELS[key] : undefined;
  });
  const named = roles.filter((role) => role !== undefined);
  if (named.length !== roles.length || new Set(named).size !== named.length) return undefined;
  if (!named.includes('y') || !named.includes('x')) return undefined;
  // one channel or one time is none
  return named.map((role, i) => ((role === 'c' || role === 't') && shape[i] === 1 ? null : role));
}

/** Axes of length 1 at the ends do not count where there are too many. */
export function rolesByCount(dataset: Hdf5Dataset, name: string): Roles {
  const { shape } = dataset;
  let [first, end] = [0, shape.length];
  while (end - first > 3 && shape[first] === 1) first++;
  while (end - first > 3 && shape[end - 1] === 1) end--;
  const roles = BY_COUNT[end - first];
  if (roles === undefined)
    throw unsupported(name, `the data set "${dataset.path}" has ${shape.length} axes (${shape.join(' x ')}); at most 5 can be shown.`);
  return shape.map((_, i) => (i < first || i >= end ? null : (roles[i - first] ?? null)));
}

/** Labels in the attributes of a data set: vigra's axis tags, or the library's own dimension labels. */
export function attributeLabels(attributes: Readonly<Record<string, Hdf5Value>>): readonly string[] | undefined {
  const tags = attributes['axistags'];
  if (typeof tags === 'string') {
    const keys = [...tags.slice(0, 20_000).matchAll(/"key"\s*:\s*"([^"]{1,8})"/g)].map((match) => match[1] ?? '');
    if (keys.length > 0) return keys;
  }
  const labels = attributes['DIMENSION_LABELS'];
  if (Array.isArray(labels)) return labels.map(String);
  const axes = attributes['axes'];
  return typeof axes === 'string' && axes !== '' ? axes.split(/[:,\s]+/) : undefined;
}
