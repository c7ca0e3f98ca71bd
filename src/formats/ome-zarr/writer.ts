/**
 * OME-Zarr 0.5 (zarr v3) by hand: 64^3 chunks, gzip, multiscale, labels beside the image with the colours of
 * the phase table. Everything is written under a temporary name and moved into place when it is complete.
 */
import { checkAborted, InvalidInputError, METRES } from '../../base/index.js';
import type { RunOptions } from '../../base/index.js';
import { bytesPerVoxel, PHASES } from '../../volume/index.js';
import type { Calibration, DType, Shape3, VoxelArray } from '../../volume/index.js';
import type { FormatHost } from '../format.js';
import type { Planes } from '../planes.js';
import { levelShapes, reduceSlab } from './pyramid.js';
import type { Reduction } from './pyramid.js';

const CHUNK = 64;
/** low: most of the gain on labels, little time */
const GZIP_LEVEL = 1;

export interface OmeZarrContent {
  readonly image?: Planes;
  /** ids of the phase table */
  readonly labels?: Planes;
  /** one volume of uint8 (0 to 255) per class */
  readonly probabilities?: { readonly classes: readonly string[]; readonly planes: readonly Planes[] };
}

export interface OmeZarrOptions extends RunOptions {
  readonly calibration: Calibration;
  /** shown by other programs */
  readonly name?: string;
}

type Json = Readonly<Record<string, unknown>>;

function json(value: Json): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`);
}

async function writeGroup(host: FormatHost, folder: string, ome: Json): Promise<void> {
  await host.files.makeFolder(folder);
  await host.files.writeBytes(
    host.files.join(folder, 'zarr.json'),
    json({ zarr_format: 3, node_type: 'group', attributes: { ome: { version: '0.5', ...ome } } }),
  );
}

function arrayMetadata(shape: readonly number[], chunk: readonly number[], dtype: DType, names: readonly string[]): Json {
  return {
    zarr_format: 3,
    node_type: 'array',
    shape,
    data_type: dtype,
    chunk_grid: { name: 'regular', configuration: { chunk_shape: chunk } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    fill_value: 0,
    codecs: [
      { name: 'bytes', ...(bytesPerVoxel(dtype) > 1 ? { configuration: { endian: 'little' } } : {}) },
      { name: 'gzip', configuration: { level: GZIP_LEVEL } },
    ],
    attributes: {},
    dimension_names: names,
  };
}

const UNITS: Readonly<Record<string, string>> = { m: 'meter', mm: 'millimeter', um: 'micrometer', nm: 'nanometer', A: 'angstrom' };

/** Multiscale metadata: the centre of the first voxel moves by half a voxel with every halving. */
function multiscales(name: string, shapes: readonly Shape3[], calibration: Calibration, channels: boolean, how: Reduction): Json {
  const unit = calibration.spacing === null ? undefined : (calibration.unit ?? 'um');
  const scale = calibration.spacing?.map((v) => Number((v / METRES[unit ?? 'um']).toPrecision(12))) ?? [1, 1, 1];
  const space = (axis: string): Json => ({ name: axis, type: 'space', ...(unit === undefined ? {} : { unit: UNITS[unit] }) });
  const full = shapes[0] ?? [1, 1, 1];
  const datasets = shapes.map((shape, level) => {
    // an axis of length 1 is never halved
    const factor = full.map((n, axis) => (n === 1 ? 1 : shape[axis] === n ? 1 : 2 ** level));
    const step = scale.map((v, axis) => v * (factor[axis] ?? 1));
    const shift = scale.map((v, axis) => (v * ((factor[axis] ?? 1) - 1)) / 2);
    return {
      path: String(level),
      coordinateTransformations: [
        { type: 'scale', scale: channels ? [1, ...step] : step },
        { type: 'translation', translation: channels ? [0, ...shift] : shift },
      ],
    };
  });
  const axes = [...(channels ? [{ name: 'c', type: 'channel' }] : []), space('z'), space('y'), space('x')];
  return { multiscales: [{ name, axes, datasets, type: how === 'mean' ? 'mean' : 'mode' }] };
}

/** One level of one volume: takes planes as they come, writes full rows of chunks, hands half-size planes on. */
class LevelWriter {
  private readonly held: VoxelArray[] = [];
  private heldPlanes = 0;
  private chunkRow = 0;

  private readonly host: FormatHost;
  private readonly folder: string;
  private readonly shape: Shape3;
  private readonly dtype: DType;
  private readonly how: Reduction;
  private readonly next: LevelWriter | undefined;

  constructor(host: FormatHost, folder: string, shape: Shape3, dtype: DType, how: Reduction, next: LevelWriter | undefined) {
    this.host = host;
    this.folder = folder;
    this.shape = shape;
    this.dtype = dtype;
    this.how = how;
    this.next = next;
  }

  /** At most CHUNK planes, never across a chunk border. */
  async push(planes: VoxelArray, count: number): Promise<void> {
    this.held.push(planes);
    this.heldPlanes += count;
    const done = this.chunkRow * CHUNK + this.heldPlanes;
    if (this.heldPlanes < CHUNK && done < this.shape[0]) return;
    const slab = joined(this.held);
    const slabShape: Shape3 = [this.heldPlanes, this.shape[1], this.shape[2]];
    await this.writeRow(slab, slabShape);
    this.held.length = 0;
    this.heldPlanes = 0;
    this.chunkRow += 1;
    if (this.next !== undefined) await this.next.push(reduceSlab(slab, slabShape, this.dtype, this.how), Math.ceil(slabShape[0] / 2));
  }

  private async writeRow(slab: VoxelArray, shape: Shape3): Promise<void> {
    const { files, codecs } = this.host;
    for (let cy = 0; cy * CHUNK < shape[1]; cy++) {
      const folder = files.join(this.folder, String(this.chunkRow), String(cy));
      const jobs: Promise<void>[] = [];
      for (let cx = 0; cx * CHUNK < shape[2]; cx++) {
        const chunk = cutChunk(slab, shape, cy, cx);
        if (chunk === undefined) continue;
        if (jobs.length === 0) await files.makeFolder(folder);
        jobs.push(codecs.gzip(chunk, GZIP_LEVEL).then((packed) => files.writeBytes(files.join(folder, String(cx)), packed)));
      }
      await Promise.all(jobs);
    }
  }
}

function joined(parts: readonly VoxelArray[]): VoxelArray {
  const [first] = parts;
  if (first === undefined) throw new RangeError('no planes');
  if (parts.length === 1) return first;
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const out = new (first.constructor as new (length: number) => VoxelArray)(total);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Bytes of one chunk, zero beyond the volume; undefined when it is all zero, which need not be stored. */
function cutChunk(slab: VoxelArray, shape: Shape3, cy: number, cx: number): Uint8Array | undefined {
  const [nz, ny, nx] = shape;
  const out = new (slab.constructor as new (length: number) => VoxelArray)(CHUNK ** 3);
  const x0 = cx * CHUNK;
  const x1 = Math.min(x0 + CHUNK, nx);
  const y0 = cy * CHUNK;
  const y1 = Math.min(y0 + CHUNK, ny);
  for (let z = 0; z < nz; z++)
    for (let y = y0; y < y1; y++) {
      const from = (z * ny + y) * nx;
      out.set(slab.subarray(from + x0, from + x1), (z * CHUNK + y - y0) * CHUNK);
    }
  const bytes = new Uint8Array(out.buffer);
  const words = new Uint32Array(out.buffer);
  return words.some((word) => word !== 0) ? bytes : undefined;
}

/** All levels of one volume below `folder`; channel volumes share arrays of four dimensions. */
async function writeLevels(
  host: FormatHost,
  folder: string,
  volumes: readonly Planes[],
  how: Reduction,
  channels: boolean,
  options: RunOptions,
): Promise<void> {
  const [first] = volumes;
  if (first === undefined) return;
  const shapes = levelShapes(first.shape, CHUNK);
  for (const [level, shape] of shapes.entries()) {
    const at = host.files.join(folder, String(level));
    await host.files.makeFolder(at);
    const metadata = channels
      ? arrayMetadata([volumes.length, ...shape], [1, CHUNK, CHUNK, CHUNK], first.dtype, ['c', 'z', 'y', 'x'])
      : arrayMetadata(shape, [CHUNK, CHUNK, CHUNK], first.dtype, ['z', 'y', 'x']);
    await host.files.writeBytes(host.files.join(at, 'zarr.json'), json(metadata));
  }
  for (const [channel, volume] of volumes.entries()) {
    let writer: LevelWriter | undefined;
    for (let level = shapes.length - 1; level >= 0; level--) {
      const prefix = channels ? ['c', String(channel)] : ['c'];
      const at = host.files.join(folder, String(level), ...prefix);
      writer = new LevelWriter(host, at, shapes[level] ?? volume.shape, volume.dtype, how, writer);
    }
    const [nz] = volume.shape;
    for (let z = 0; z < nz; z += CHUNK) {
      checkAborted(options.signal);
      const end = Math.min(z + CHUNK, nz);
      await writer?.push(await volume.read(z, end, options.signal), end - z);
      options.onProgress?.({ done: channel * nz + end, total: volumes.length * nz, what: 'slices' });
    }
  }
}

function labelColours(): Json {
  const rgb = (hex: string): number[] => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return {
    'image-label': {
      colors: PHASES.map((phase) => ({ 'label-value': phase.id, rgba: [...rgb(phase.color), phase.id === 0 ? 0 : 255] })),
      properties: PHASES.map((phase) => ({ 'label-value': phase.id, name: phase.name })),
      source: { image: '../../' },
    },
  };
}

async function writeContent(host: FormatHost, root: string, content: OmeZarrContent, options: OmeZarrOptions): Promise<void> {
  const { files } = host;
  const { image, labels, probabilities } = content;
  const name = options.name ?? 'volume';
  const scales = (planes: Planes, channels: boolean, how: Reduction): Json =>
    multiscales(name, levelShapes(planes.shape, CHUNK), options.calibration, channels, how);
  await writeGroup(host, root, image === undefined ? {} : scales(image, false, 'mean'));
  if (image !== undefined) await writeLevels(host, root, [image], 'mean', false, options);
  if (labels !== undefined) {
    await writeGroup(host, files.join(root, 'labels'), { labels: ['phases'] });
    const at = files.join(root, 'labels', 'phases');
    await writeGroup(host, at, { ...scales(labels, false, 'mode'), ...labelColours() });
    await writeLevels(host, at, [labels], 'mode', false, options);
  }
  const [first] = probabilities?.planes ?? [];
  if (probabilities !== undefined && first !== undefined) {
    const at = files.join(root, 'probabilities');
    const omero = {
      channels: probabilities.classes.map((label) => ({ label, active: true, window: { start: 0, end: 255, min: 0, max: 255 } })),
    };
    await writeGroup(host, at, { ...scales(first, true, 'mean'), omero });
    await writeLevels(host, at, probabilities.planes, 'mean', true, options);
  }
}

/** Only an OME-Zarr, or nothing, gives way to a new OME-Zarr: whatever else bears that name is somebody's work. */
export async function checkReplaceable(files: FormatHost['files'], folder: string): Promise<void> {
  if (!(await files.exists(folder))) return;
  const isFolder = (await files.stat(folder)).kind === 'folder';
  const names = isFolder ? (await files.list(folder)).map((entry) => entry.name) : [];
  if (isFolder && (names.length === 0 || ['zarr.json', '.zgroup', '.zattrs'].some((name) => names.includes(name)))) return;
  throw new InvalidInputError(`${folder} exists already and is no OME-Zarr, so it is not replaced; choose another name or move it away.`, {
    code: 'already-exists',
    subject: folder,
  });
}

/** Writes image, labels and class probabilities; an existing OME-Zarr of that name is replaced at the end. */
export async function writeOmeZarr(host: FormatHost, folder: string, content: OmeZarrContent, options: OmeZarrOptions): Promise<void> {
  const { files } = host;
  await checkReplaceable(files, folder);
  // names that nobody gives to a copy of his own, since what is left under them by a killed run is removed
  const beside = (ending: string): string => files.join(files.dirname(folder), `.${files.basename(folder)}.${ending}`);
  const partial = beside('part');
  const old = beside('old');
  await files.remove(partial);
  try {
    await writeContent(host, partial, content, options);
    await files.remove(old);
    if (await files.exists(folder)) await files.rename(folder, old);
    await files.rename(partial, folder);
    await files.remove(old);
  } catch (error) {
    await files.remove(partial);
    throw error;
  }
}
