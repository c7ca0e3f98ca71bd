/** OME-Zarr as sources: the image, its labels and other multiscale groups, at full size. */
import { checkAborted, InvalidInputError } from '../../base/index.js';
import { allocateVoxels } from '../../volume/index.js';
import type { AxisName, Region, VolumeSource, VoxelArray } from '../../volume/index.js';
import type { DatasetInfo, FormatHost } from '../format.js';
import { unsupported } from '../limits.js';
import { checkRegion, indexTuples } from '../plane-source.js';
import { kindOf, sourceInfo } from '../source-info.js';
import { openZarrArray } from './arrays.js';
import type { ZarrArray } from './arrays.js';
import { imageMetadata, listAt, omeOf, readNode, safePath } from './metadata.js';
import type { ImageMetadata, ZarrNode } from './metadata.js';

/** Groups with an image of their own, beside the root image: labels by name, then class probabilities. */
export async function listOmeZarr(host: FormatHost, path: string): Promise<readonly DatasetInfo[]> {
  const { files } = host;
  const name = files.basename(path);
  const root = await readNode(host, path);
  if (root === undefined) throw unsupported(name, 'it is a folder without zarr metadata.');
  const found: DatasetInfo[] = [];
  if (root.kind === 'array' || imageMetadata(name, root) !== undefined) found.push({ id: '', title: 'image' });
  const labels = await readNode(host, files.join(path, 'labels'));
  for (const label of labels === undefined ? [] : listAt(omeOf(labels), 'labels')) {
    const id = `labels/${safePath(name, label)}`;
    found.push({ id, title: id });
  }
  if ((await readNode(host, files.join(path, 'probabilities'))) !== undefined)
    found.push({ id: 'probabilities', title: 'class probabilities' });
  if (found.length === 0)
    throw unsupported(name, 'it is a zarr group without an OME image or labels; choose the folder of one array or image inside it.');
  return found;
}

export async function openOmeZarr(host: FormatHost, path: string, dataset?: string): Promise<VolumeSource> {
  const { files } = host;
  const name = files.basename(path);
  const id = dataset === undefined || dataset === '' ? ((await listOmeZarr(host, path))[0]?.id ?? '') : safePath(name, dataset);
  const folder = id === '' ? path : files.join(path, id);
  const node = await readNode(host, folder);
  if (node === undefined) throw new InvalidInputError(`${name} has no data set "${id}".`, { code: 'no-dataset', subject: path });
  const image = node.kind === 'array' ? undefined : imageMetadata(name, node);
  if (node.kind === 'group' && image === undefined) throw unsupported(name, `its group "${id}" is not an OME image.`);
  const array = await openZarrArray(
    host,
    image === undefined ? folder : files.join(folder, image.array),
    await versionOf(host, folder, node, image),
  );
  return zarrSource(path, name, id, array, image);
}

/** A 0.5 group holds v3 arrays and a 0.4 group v2 arrays; a mixture is told by the array itself. */
async function versionOf(host: FormatHost, folder: string, node: ZarrNode, image: ImageMetadata | undefined): Promise<2 | 3> {
  if (image === undefined) return node.version;
  const array = await readNode(host, host.files.join(folder, image.array));
  if (array?.kind !== 'array') throw unsupported(host.files.basename(folder), `its array "${image.array}" is missing.`, 'corrupt-file');
  return array.version;
}

function zarrSource(path: string, name: string, dataset: string, array: ZarrArray, image: ImageMetadata | undefined): VolumeSource {
  const rank = array.shape.length;
  const fallback = 'tczyx'.slice(-rank).split('') as AxisName[];
  const names = image?.axes ?? fallback;
  if (rank < 2 || rank > 5 || names.length !== rank)
    throw unsupported(name, `its array has ${rank} axes where ${image === undefined ? '2 to 5' : String(names.length)} were expected.`);
  const axes = names.map((axis, i) => ({ name: axis, size: array.shape[i] ?? 1 }));
  const info = sourceInfo({
    format: 'ome-zarr',
    kind: kindOf(axes),
    path,
    name,
    axes,
    stored: array.stored,
    cost: 'per-chunk',
    spacing: image?.spacing,
    channels: image?.channels,
    dataset,
  });
  return {
    info,
    async read(region, signal) {
      const out = allocateVoxels(info.dtype, checkRegion(info, region));
      if (array.fill !== 0) out.fill(array.fill);
      const first = region.start.map((s, i) => Math.floor(s / (array.chunk[i] ?? 1)));
      const count = region.start.map((s, i) => Math.floor((s + (region.size[i] ?? 1) - 1) / (array.chunk[i] ?? 1)) - (first[i] ?? 0) + 1);
      for (const coordinates of indexTuples(first, count)) {
        checkAborted(signal);
        const at = [...coordinates];
        const data = await array.chunkAt(at);
        if (data !== undefined) pasteChunk(out, region, data, at, array.chunk);
      }
      return out;
    },
    close: () => Promise.resolve(),
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
