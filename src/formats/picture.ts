/** Single pictures: PNG with its stored values, JPEG and WebP through the host's decoder. */
import type { Axis, VolumeSource, VoxelArray } from '../volume/index.js';
import { ONE_DATASET } from './format.js';
import type { FormatHost, FormatRecord } from './format.js';
import { GIB } from './limits.js';
import { planeSource } from './plane-source.js';
import type { Block } from './plane-source.js';
import { decodePng, isPng, pngHeader } from './png.js';
import { sourceInfo } from './source-info.js';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  readonly dtype: 'uint8' | 'uint16';
}

export function isPicture(head: Uint8Array): boolean {
  const jpeg = head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff;
  const webp = String.fromCharCode(...head.subarray(0, 4)) === 'RIFF' && String.fromCharCode(...head.subarray(8, 12)) === 'WEBP';
  return isPng(head) || jpeg || webp;
}

/** Size and type of a picture without decoding it. */
export async function pictureSize(host: FormatHost, path: string): Promise<PictureSize> {
  const source = await host.files.open(path);
  try {
    const head = await source.read(0, Math.min(33, source.size));
    if (isPng(head)) {
      const { width, height, samples, bits } = pngHeader(head, source.name);
      return { width, height, samples, dtype: bits === 16 ? 'uint16' : 'uint8' };
    }
  } finally {
    await source.close();
  }
  return host.images.probe(await host.files.readBytes(path, GIB), host.files.basename(path));
}

export async function decodePicture(host: FormatHost, path: string): Promise<VoxelArray> {
  const bytes = await host.files.readBytes(path, GIB);
  const name = host.files.basename(path);
  if (isPng(bytes) && !pngHeader(bytes, name).interlaced) return decodePng(bytes, name, host.codecs);
  return (await host.images.decode(bytes, name)).data;
}

/** The block of a picture of `width` pixels with `samples` samples each. */
export function cropPicture(data: VoxelArray, width: number, samples: number, block: Block): VoxelArray {
  const columns = (block.x1 - block.x0) * samples;
  const out = data.slice(0, (block.y1 - block.y0) * columns);
  for (let y = block.y0; y < block.y1; y++) {
    const from = (y * width + block.x0) * samples;
    out.set(data.subarray(from, from + columns), (y - block.y0) * columns);
  }
  return out;
}

async function open(host: FormatHost, path: string): Promise<VolumeSource> {
  const size = await pictureSize(host, path);
  const axes: Axis[] = [
    { name: 'y', size: size.height },
    { name: 'x', size: size.width },
  ];
  if (size.samples > 1) axes.push({ name: 'c', size: size.samples });
  const info = sourceInfo({
    format: 'picture',
    kind: 'image',
    path,
    name: host.files.basename(path),
    axes,
    stored: size.dtype,
    cost: 'whole-file',
  });
  let decoded: Promise<VoxelArray> | undefined;
  return planeSource(info, {
    planeOf: () => 0,
    async readBlock(_plane, block) {
      decoded ??= decodePicture(host, path);
      return cropPicture(await decoded, size.width, size.samples, block);
    },
    close: () => Promise.resolve(),
  });
}

export const PICTURE: FormatRecord = {
  id: 'picture',
  title: 'PNG, JPEG and WebP pictures',
  extensions: ['png', 'jpg', 'jpeg', 'webp'],
  reads: true,
  writes: false,
  kinds: ['image'],
  notes: 'Read: 8- and 16-bit samples; PNG palettes and 1- to 4-bit greys keep their stored values. Pictures carry no voxel size.',
  sniff: (head) => (isPicture(head) ? 1 : 0),
  list: () => Promise.resolve(ONE_DATASET),
  open,
};
