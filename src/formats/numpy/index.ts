/** NumPy arrays: .npy files, and .npz archives of them. Python objects are never unpickled. */
import { NotFoundError } from '../../base/index.js';
import type { ByteSource } from '../../ports/index.js';
import type { VolumeSource } from '../../volume/index.js';
import { ONE_DATASET } from '../format.js';
import type { DatasetInfo, FormatHost, VolumeFormat } from '../format.js';
import { decodedPrefix } from '../gzip.js';
import { byteText, corrupt, decodingOf, MAX_WHOLE_FILE_BYTES, unsupported } from '../limits.js';
import { isNpy, npySource, readNpyHeader } from './array.js';
import { memoryBytes } from '../raw-source.js';
import { NPY_WRITER } from '../writers/npy.js';
import { entryStart, zipEntries } from '../zip-entries.js';
import type { ZipEntry } from '../zip-entries.js';

/** enough for the header of every array of numbers */
const PROBE_BYTES = 4096;
/** deflate cannot expand further than this */
const MAX_RATIO = 1100;

async function openNpy(host: FormatHost, path: string): Promise<VolumeSource> {
  const bytes = await host.files.open(path);
  try {
    return await npySource({ bytes, offset: 0, size: bytes.size }, { path, cost: 'contiguous' }, 'npy');
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

async function arrays(source: ByteSource): Promise<readonly ZipEntry[]> {
  const entries = (await zipEntries(source)).filter((entry) => entry.name.endsWith('.npy'));
  if (['particles.npy', 'solver_data.npy'].every((name) => entries.some((entry) => entry.name === name)))
    throw unsupported(
      source.name,
      'this PySPH archive keeps its particles as pickled Python objects, which are never unpickled; open the HDF5 file (.hdf5) that PySPH writes instead.',
    );
  if (entries.length === 0) throw unsupported(source.name, 'this ZIP file holds no NumPy array; unpack it and open what is inside.');
  return entries;
}

/** Whether an entry is an array of numbers with two axes or more, from its first bytes. */
async function isPicture(source: ByteSource, entry: ZipEntry): Promise<boolean> {
  const start = await entryStart(source, entry);
  const packed = await source.read(start, Math.min(entry.packedBytes, PROBE_BYTES));
  const head = entry.deflated ? await decodedPrefix('deflate-raw', packed, PROBE_BYTES) : packed;
  try {
    const { shape } = await readNpyHeader(memoryBytes(source.name, source.path, head), 0, head.length);
    return shape.filter((n) => n > 1).length >= 2;
  } catch {
    return false;
  }
}

/** Arrays that can be pictures or volumes; all of them when none can, so that opening says why. */
async function listNpz(host: FormatHost, path: string): Promise<readonly DatasetInfo[]> {
  const source = await host.files.open(path);
  try {
    const all = await arrays(source);
    const pictures: ZipEntry[] = [];
    for (const entry of all) if (await isPicture(source, entry)) pictures.push(entry);
    return (pictures.length > 0 ? pictures : all).map(({ name }) => ({ id: name, title: name.slice(0, -'.npy'.length) }));
  } finally {
    await source.close();
  }
}

async function unpacked(host: FormatHost, source: ByteSource, entry: ZipEntry): Promise<Uint8Array> {
  if (entry.bytes > MAX_WHOLE_FILE_BYTES)
    throw unsupported(
      source.name,
      `its compressed array "${entry.name}" of ${byteText(entry.bytes)} cannot be read in parts (limit ${byteText(MAX_WHOLE_FILE_BYTES)}); ` +
        'save it with numpy.save.',
      'too-large',
    );
  if (entry.bytes > entry.packedBytes * MAX_RATIO)
    throw corrupt(source.name, `the ${entry.packedBytes} bytes of "${entry.name}" cannot hold the ${entry.bytes} that it promises`);
  const packed = await source.read(await entryStart(source, entry), entry.packedBytes);
  const bytes = await decodingOf(source.name, host.codecs.inflate(packed, entry.bytes));
  if (bytes.length !== entry.bytes)
    throw corrupt(source.name, `its array "${entry.name}" unpacks to ${bytes.length} of ${entry.bytes} bytes`);
  return bytes;
}

async function openNpz(host: FormatHost, path: string, dataset?: string): Promise<VolumeSource> {
  const wanted = dataset === undefined || dataset === '' ? (await listNpz(host, path))[0]?.id : dataset;
  const source = await host.files.open(path);
  try {
    const entry = (await arrays(source)).find(({ name }) => name === wanted);
    if (entry === undefined)
      throw new NotFoundError(`${source.name} holds no array "${wanted ?? ''}"; choose one that is listed.`, { subject: path });
    const found = { path, dataset: entry.name };
    if (!entry.deflated) {
      const offset = await entryStart(source, entry);
      return await npySource({ bytes: source, offset, size: entry.packedBytes }, { ...found, cost: 'contiguous' }, 'npz');
    }
    const bytes = memoryBytes(source.name, path, await unpacked(host, source, entry));
    const opened = await npySource({ bytes, offset: 0, size: bytes.size }, { ...found, cost: 'whole-file' }, 'npz');
    await source.close();
    return opened;
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** A ZIP whose first entry is an array. */
function sniffNpz(head: Uint8Array): number {
  if (head[0] !== 0x50 || head[1] !== 0x4b || head[2] !== 3 || head[3] !== 4) return 0;
  const length = (head[26] ?? 0) + 256 * (head[27] ?? 0);
  return new TextDecoder('latin1').decode(head.subarray(30, 30 + length)).endsWith('.npy') ? 1 : 0;
}

export const NPY: VolumeFormat = {
  id: 'npy',
  title: 'NumPy array',
  extensions: ['npy'],
  kinds: ['volume', 'image'],
  text: {
    reads:
      'Booleans, integers, float16 to float64, either byte order, C and Fortran order, in place (any size). Axes count as (y, x), (z, y, x) or (t, z, y, x).',
    keeps: 'Shape and values.',
    loses: 'The file gives no voxel size. Refused: Python objects, records, complex numbers, text.',
    writes:
      'Version 1.0 in C order: all element types. The file holds the array alone; voxel size and unit go into NAME.npy.json beside it, which ' +
      'is used with the array.',
  },
  sniff: (head) => (isNpy(head) ? 1 : 0),
  list: () => Promise.resolve(ONE_DATASET),
  open: openNpy,
  writers: [NPY_WRITER],
};

export const NPZ: VolumeFormat = {
  id: 'npz',
  title: 'NumPy archive',
  extensions: ['npz'],
  kinds: ['volume', 'image'],
  text: {
    reads: 'Every array with two axes or more is a data set; stored arrays in place (any size), deflated ones up to 1 GiB.',
    keeps: 'Shape and values.',
    loses: 'The file gives no voxel size. Refused: Python objects, records, complex numbers, text.',
  },
  sniff: sniffNpz,
  list: listNpz,
  open: openNpz,
};
