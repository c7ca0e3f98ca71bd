/** Zarr as sources: OME images, labels and class probabilities at full size, and arrays that say nothing but their shape. */
import { checkAborted, InvalidInputError, LithoscopeError } from '../../base/index.js';
import { allocateVoxels } from '../../volume/index.js';
import type { AxisName, Region, VolumeSource, VoxelArray } from '../../volume/index.js';
import type { DatasetInfo, FormatHost } from '../format.js';
import { corrupt, unsupported } from '../limits.js';
import { checkRegion, indexTuples } from '../plane-source.js';
import { kindOf, sourceInfo } from '../source-info.js';
import { openZarrArray } from './arrays.js';
import type { ZarrArray } from './arrays.js';
import { imageMetadata, listAt, omeOf, readNode, safePath } from './metadata.js';
import type { ImageMetadata, ZarrNode } from './metadata.js';
import { under, zarrStore } from './store.js';
import type { ZarrStore } from './store.js';

/** nodes that are looked at to list a group */
const MAX_NODES = 2000;
const MAX_DEPTH = 8;
/** chunks of one read: each costs a look into the store even when nothing is stored */
const MAX_CHUNKS = 4_000_000;

/** What a root says about itself decides by which name it goes. */
function saysOme(root: ZarrNode): boolean {
  const { attributes } = root;
  return (
    root.kind === 'group' &&
    ['ome', 'multiscales', 'plate', 'well', 'labels', 'bioformats2raw.layout'].some((key) => Object.hasOwn(attributes, key))
  );
}

async function withStore<T>(host: FormatHost, path: string, work: (store: ZarrStore) => Promise<T>): Promise<T> {
  const store = await zarrStore(host, path);
  if (store === undefined) throw unsupported(host.files.basename(path), 'this ZIP file holds no zarr.');
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Whether a folder or ZIP file calls itself OME; undefined when it is no zarr. Broken metadata are told on opening. */
export async function isOme(host: FormatHost, path: string): Promise<boolean | undefined> {
  const store = await zarrStore(host, path).catch((error: unknown) => {
    // a ZIP file that cannot be read may have been anything
    if (error instanceof LithoscopeError) return undefined;
    throw error;
  });
  if (store === undefined) return undefined;
  try {
    const root = await readNode(store, '');
    return root !== undefined && saysOme(root);
  } catch (error) {
    if (error instanceof LithoscopeError) return false;
    throw error;
  } finally {
    await store.close();
  }
}

/** Images and arrays below a group, breadth first. */
async function walk(store: ZarrStore): Promise<DatasetInfo[]> {
  const found: DatasetInfo[] = [];
  let level = [''];
  let nodes = 0;
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      nodes += 1;
      if (nodes > MAX_NODES)
        throw unsupported(store.name, `it holds more than ${MAX_NODES} groups and arrays; open the folder of one of them.`, 'too-large');
      const node = await readNode(store, folder);
      const image = node?.kind === 'group' && imageMetadata(store.name, node) !== undefined;
      if (image || (node?.kind === 'array' && node.rank >= 2)) found.push({ id: folder, title: folder === '' ? 'image' : folder });
      // what lies below an image are its levels, below an array its chunks
      if (!image && node?.kind !== 'array') for (const child of (await store.children(folder)).toSorted()) next.push(under(folder, child));
    }
    level = next;
  }
  return found;
}

/** Groups with an image of their own, beside the root image: labels by name, then class probabilities. */
async function datasetsOf(store: ZarrStore): Promise<readonly DatasetInfo[]> {
  const { name } = store;
  const root = await readNode(store, '');
  const found: DatasetInfo[] = [];
  if (root?.kind === 'array' || (root !== undefined && imageMetadata(name, root) !== undefined)) found.push({ id: '', title: 'image' });
  if (root?.kind !== 'array') {
    const labels = await readNode(store, 'labels');
    for (const label of labels?.kind === 'group' ? listAt(omeOf(labels), 'labels') : []) {
      const id = `labels/${safePath(name, label)}`;
      found.push({ id, title: id });
    }
    const probabilities = await readNode(store, 'probabilities');
    if (probabilities !== undefined && imageMetadata(name, probabilities) !== undefined)
      found.push({ id: 'probabilities', title: 'class probabilities' });
  }
  if (found.length > 0) return found;
  const below = await walk(store);
  if (below.length === 0) throw unsupported(name, 'it is a zarr group without an image or an array of two axes or more.');
  return below;
}

export async function listZarr(host: FormatHost, path: string): Promise<readonly DatasetInfo[]> {
  return withStore(host, path, datasetsOf);
}

export async function openZarr(host: FormatHost, path: string, dataset: string | undefined, format: string): Promise<VolumeSource> {
  const store = await zarrStore(host, path);
  if (store === undefined) throw unsupported(host.files.basename(path), 'this ZIP file holds no zarr.');
  try {
    return await openDataset(host, store, dataset, format);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openDataset(host: FormatHost, store: ZarrStore, dataset: string | undefined, format: string): Promise<VolumeSource> {
  const { name, path } = store;
  const id = dataset === undefined || dataset === '' ? ((await datasetsOf(store))[0]?.id ?? '') : safePath(name, dataset);
  const node = await readNode(store, id);
  if (node === undefined) throw new InvalidInputError(`${name} has no data set "${id}".`, { code: 'no-dataset', subject: path });
  if (node.kind === 'array') return zarrSource(store, id, await openZarrArray(host, store, id, node.version), undefined, format);
  const image = imageMetadata(name, node);
  if (image === undefined) throw unsupported(name, `its group "${id}" is not an OME image.`);
  const at = under(id, image.array);
  // a 0.5 group holds v3 arrays and a 0.4 group v2 arrays; a mixture is told by the array itself
  const array = await readNode(store, at);
  if (array?.kind !== 'array') throw corrupt(name, `its array "${image.array}" is missing`);
  return zarrSource(store, id, await openZarrArray(host, store, at, array.version), image, format);
}

const AXIS_WORDS: Readonly<Record<string, AxisName>> = { t: 't', time: 't', c: 'c', channel: 'c', z: 'z', y: 'y', x: 'x' };

/** Names that the array gives its axes, where they are ours and in order; else by their number. */
function plainAxes(array: ZarrArray): { names: readonly AxisName[]; warnings: string[] } {
  const fallback = 'tczyx'.slice(-array.shape.length).split('') as AxisName[];
  const words = array.dimensions.filter((word): word is string => typeof word === 'string');
  if (words.length === 0) return { names: fallback, warnings: [] };
  const names = words.flatMap((word) => (Object.hasOwn(AXIS_WORDS, word.toLowerCase()) ? (AXIS_WORDS[word.toLowerCase()] ?? []) : []));
  const colours = names.at(-1) === 'c' && (array.shape.at(-1) ?? 0) <= 4 && names.slice(-3).join('') === 'yxc';
  const ordered = (colours ? names.slice(0, -1) : names).join('');
  if (names.length === array.shape.length && /^t?c?z?yx$/.test(ordered) && !(colours && ordered.includes('c')))
    return { names, warnings: [] };
  return { names: fallback, warnings: [`Its axes are named ${words.join(', ')}; they count as ${fallback.join(', ')}.`] };
}

function zarrSource(store: ZarrStore, dataset: string, array: ZarrArray, image: ImageMetadata | undefined, format: string): VolumeSource {
  const { name, path } = store;
  const rank = array.shape.length;
  if (rank < 2 || rank > 5 || (image?.axes !== undefined && image.axes.length !== rank))
    throw unsupported(
      name,
      `its array has ${rank} axes where ${image?.axes === undefined ? '2 to 5' : String(image.axes.length)} were expected.`,
    );
  const plain = image === undefined ? plainAxes(array) : undefined;
  const names = image?.axes ?? plain?.names ?? ('tczyx'.slice(-rank).split('') as AxisName[]);
  const axes = names.map((axis, i) => ({ name: axis, size: array.shape[i] ?? 1 }));
  const info = sourceInfo({
    format,
    kind: kindOf(axes),
    path,
    name,
    axes,
    stored: array.stored,
    cost: 'per-chunk',
    spacing: image?.spacing,
    channels: image?.channels,
    dataset,
    warnings: plain?.warnings,
  });
  return {
    info,
    async read(region, signal) {
      const length = checkRegion(info, region);
      const first = region.start.map((s, i) => Math.floor(s / (array.chunk[i] ?? 1)));
      const count = region.start.map((s, i) => Math.floor((s + (region.size[i] ?? 1) - 1) / (array.chunk[i] ?? 1)) - (first[i] ?? 0) + 1);
      const chunks = count.reduce((product, n) => product * n, 1);
      if (chunks > MAX_CHUNKS)
        throw unsupported(
          name,
          `this part of it lies in ${chunks} chunks; read smaller parts, or write it with larger chunks.`,
          'too-large',
        );
      const out = allocateVoxels(info.dtype, length);
      if (array.fill !== 0) out.fill(array.fill);
      for (const coordinates of indexTuples(first, count)) {
        checkAborted(signal);
        const at = [...coordinates];
        const data = await array.chunkAt(at);
        if (data !== undefined) pasteChunk(out, region, data, at, array.chunk);
      }
      return out;
    },
    close: () => store.close(),
  };
}

/** Copies the part of a chunk that lies in the region, row by row. */
function pasteChunk(out: VoxelArray, region: Region, data: VoxelArray, coordinates: readonly number[], chunk: readonly number[]): void {
  const rank = chunk.length;
  const from: number[] = [];
  const size: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const low = (coordinates[axis] ?? 0) * (chunk[axis] ?? 1);
    const start = region.start[axis] ?? 0;
    from[axis] = Math.max(start, low);
    size[axis] = Math.min(start + (region.size[axis] ?? 1), low + (chunk[axis] ?? 1)) - (from[axis] ?? 0);
  }
  const width = size[rank - 1] ?? 1;
  for (const index of indexTuples(from.slice(0, -1), size.slice(0, -1))) {
    let source = 0;
    let target = 0;
    for (let axis = 0; axis < rank; axis++) {
      const position = axis < rank - 1 ? (index[axis] ?? 0) : (from[axis] ?? 0);
      source = source * (chunk[axis] ?? 1) + position - (coordinates[axis] ?? 0) * (chunk[axis] ?? 1);
      target = target * (region.size[axis] ?? 1) + position - (region.start[axis] ?? 0);
    }
    out.set(data.subarray(source, source + width), target);
  }
}
