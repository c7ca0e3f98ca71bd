/**
 * PySPH snapshots (HDF5): particles/NAME/arrays/PROPERTY for every particle array. All arrays are joined, in the order of
 * their names. The hash is taken over x, y, z of the joined particles.
 */
import type { Hdf5Dataset, Hdf5File } from '../../ports/index.js';
import type { GeometryField, GeometrySource } from '../../volume/index.js';
import type { FormatHost, GeometryFormat } from '../format.js';
import { corrupt, MIB, unsupported } from '../limits.js';
import { decodeStored, isStoredType, storedBytes } from '../stored.js';
import { checkedPoints, isFlat, particleSource, POINTS_TEXT, wordNote } from './frames.js';
import { isHdf5, sniffHdf5 } from '../hdf5/library.js';

const PROPERTY = /^particles\/([^/]+)\/arrays\/([^/]+)$/;
const MAX_ARRAYS = 1000;
const READ_BYTES = 64 * MIB;
const COORDINATES = ['x', 'y', 'z'];

interface ParticleArray {
  readonly name: string;
  readonly count: number;
  readonly properties: ReadonlyMap<string, Hdf5Dataset>;
}

async function particleArrays(file: Hdf5File, name: string): Promise<readonly ParticleArray[]> {
  const groups = new Map<string, Map<string, Hdf5Dataset>>();
  for (const dataset of await file.datasets()) {
    const [, array = '', property = ''] = PROPERTY.exec(dataset.path) ?? [];
    if (array === '') continue;
    const group = groups.get(array) ?? new Map<string, Hdf5Dataset>();
    groups.set(array, group.set(property, dataset));
  }
  if (groups.size === 0 || groups.size > MAX_ARRAYS) throw corrupt(name, `it holds ${groups.size} particle arrays`);
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([array, properties]) => {
      const count = properties.get('x')?.shape[0];
      if (count === undefined || properties.get('y')?.shape[0] !== count)
        throw corrupt(name, `its particle array "${array}" has no x and y of one length`);
      return { name: array, count, properties };
    });
}

/** A property as float64, in parts; undefined where it is no number or not one row a particle. */
async function readProperty(
  file: Hdf5File,
  name: string,
  dataset: Hdf5Dataset,
  count: number,
  signal?: AbortSignal,
): Promise<Float64Array | undefined> {
  const { path, shape, type, refusal } = dataset;
  const length = shape.reduce((product, n) => product * n, 1);
  if (!isStoredType(type) || shape.length !== 1 || length === 0 || length % count !== 0) return undefined;
  if (refusal !== null) throw unsupported(name, `its property "${path}" cannot be read: ${refusal}`);
  const out = new Float64Array(length);
  const step = Math.floor(READ_BYTES / storedBytes(type));
  for (let at = 0; at < length; at += step) {
    const part = await file.read(path, [at], [Math.min(step, length - at)], signal);
    out.set(decodeStored(part, type, false, name), at);
  }
  return out;
}

/** One property of all arrays, one after another; where an array does not have it, z is 0 and all else NaN. */
async function joined(
  file: Hdf5File,
  name: string,
  arrays: readonly ParticleArray[],
  property: string,
  signal?: AbortSignal,
): Promise<{ values: Float64Array; components: number } | undefined> {
  const parts: (Float64Array | undefined)[] = [];
  for (const { count, properties } of arrays) {
    const dataset = properties.get(property);
    parts.push(dataset === undefined || count === 0 ? undefined : await readProperty(file, name, dataset, count, signal));
  }
  const widths = new Set(parts.flatMap((part, i) => (part === undefined ? [] : [part.length / (arrays[i]?.count ?? 1)])));
  const [components] = widths;
  if (components === undefined || widths.size > 1) return undefined;
  const values = new Float64Array(arrays.reduce((sum, { count }) => sum + count, 0) * components);
  let at = 0;
  arrays.forEach(({ count }, i) => {
    const part = parts[i];
    if (part === undefined) values.fill(property === 'z' ? 0 : NaN, at, at + count * components);
    else values.set(part, at);
    at += count * components;
  });
  return { values, components };
}

async function readParticles(
  file: Hdf5File,
  name: string,
  arrays: readonly ParticleArray[],
  signal?: AbortSignal,
): Promise<{ points: Float64Array; fields: GeometryField[] }> {
  const names = [...new Set(arrays.flatMap(({ properties }) => [...properties.keys()]))];
  const total = checkedPoints(
    name,
    arrays.reduce((sum, { count }) => sum + count, 0),
    names.length,
    Infinity,
  );
  if (total === 0) throw unsupported(name, 'its particle arrays are empty; choose a snapshot with particles.');
  const points = new Float64Array(total * 3);
  for (const [axis, coordinate] of COORDINATES.entries()) {
    const found = await joined(file, name, arrays, coordinate, signal);
    // z is left out, or empty, in two dimensions
    if (found === undefined && coordinate === 'z') continue;
    if (found?.components !== 1 || !found.values.every((value) => Number.isFinite(value)))
      throw corrupt(name, `its coordinates ${coordinate} are not one finite number a particle`);
    found.values.forEach((value, i) => (points[i * 3 + axis] = value));
  }
  const which = new Float64Array(total);
  let at = 0;
  arrays.forEach(({ count }, i) => which.fill(i + 1, at, (at += count)));
  const fields: GeometryField[] = [{ name: 'array', on: 'points', components: 1, values: which }];
  for (const property of names.filter((known) => !COORDINATES.includes(known) && known !== 'array')) {
    const found = await joined(file, name, arrays, property, signal);
    if (found !== undefined) fields.push({ name: property, on: 'points', ...found });
  }
  return { points, fields };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

async function open(host: FormatHost, path: string): Promise<GeometrySource> {
  const name = host.files.basename(path);
  if (host.hdf5 === undefined) throw unsupported(name, 'this program was started without its HDF5 library; install it again.');
  const file = await host.hdf5.open(path);
  try {
    const arrays = await particleArrays(file, name);
    const solver: Readonly<Record<string, unknown>> = await file.attributes('solver_data').catch(() => ({}));
    const time = numberOf(solver['t']);
    return await particleSource({
      format: 'pysph',
      bytes: { name, path, close: () => file.close() },
      path,
      unit: null,
      frames: [{ step: numberOf(solver['count']) ?? 0, ...(time === undefined ? {} : { time }) }],
      warnings: wordNote(
        'The array',
        arrays.map((array) => array.name),
      ),
      async read(_, signal) {
        const { points, fields } = await readParticles(file, name, arrays, signal);
        return { geometry: { points, fields, cells: [] }, stored: points, flat: isFlat(points) };
      },
    });
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function confirm(host: FormatHost, path: string): Promise<boolean> {
  if (host.hdf5 === undefined || !(await isHdf5(host, path))) return false;
  const file = await host.hdf5.open(path);
  try {
    return (await file.datasets()).some((dataset) => PROPERTY.test(dataset.path));
  } finally {
    await file.close();
  }
}

export const PYSPH: GeometryFormat = {
  id: 'pysph',
  title: 'PySPH snapshot (HDF5)',
  extensions: ['hdf5', 'h5'],
  kinds: ['particles'],
  text: {
    reads: `HDF5 snapshots with any number of particle arrays, joined into one, ${POINTS_TEXT}.`,
    keeps:
      'Every property as a field (mass m, density rho, smoothing length h, ...), the array of each particle as the field "array", and step and time.',
    loses:
      'Constants of the arrays. The file names no length unit: it is asked for. Archives (.npz) of PySPH hold pickled objects and are refused; write HDF5.',
  },
  sniff: (head, name) => sniffHdf5(head, name, 1),
  confirm,
  openGeometry: open,
};
