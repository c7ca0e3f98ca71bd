/** Single pictures: PNG and BMP with their stored values, JPEG and WebP through the host's decoder. */
import type { Axis, VolumeSource, VoxelArray } from '../../volume/index.js';
import { BMP_HEADER_BYTES, bmpHeader, bmpWarnings, decodeBmp, isBmp } from './bmp.js';
import { ONE_DATASET } from '../format.js';
import type { FormatHost, VolumeFormat } from '../format.js';
import { GIB } from '../limits.js';
import { planeSource } from '../plane-source.js';
import type { Block } from '../plane-source.js';
import { decodePng, isPng, pngHeader } from './png.js';
import { sourceInfo } from '../source-info.js';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  readonly dtype: 'uint8' | 'uint16';
  /** what people should know about the values */
  readonly warnings?: readonly string[];
}

export function isPicture(head: Uint8Array): boolean {
  const jpeg = head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff;
  const webp = String.fromCharCode(...head.subarray(0, 4)) === 'RIFF' && String.fromCharCode(...head.subarray(8, 12)) === 'WEBP';
  return isPng(head) || isBmp(head) || jpeg || webp;
}

/** Size and type of a picture without decoding it. */
export async function pictureSize(host: FormatHost, path: string): Promise<PictureSize> {
  const source = await host.files.open(path);
  try {
    const head = await source.read(0, Math.min(BMP_HEADER_BYTES, source.size));
    if (isPng(head)) {
      const { width, height, samples, bits } = pngHeader(head, source.name);
      return { width, height, samples, dtype: bits === 16 ? 'uint16' : 'uint8' };
    }
    if (isBmp(head)) {
      const header = bmpHeader(head, source.size, source.name);
      const { width, height, samples } = header;
      return { width, height, samples, dtype: 'uint8', warnings: bmpWarnings(header) };
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
  if (isBmp(bytes)) return decodeBmp(bytes, name);
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
    warnings: size.warnings,
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

export const PICTURE: VolumeFormat = {
  id: 'picture',
  title: 'PNG, BMP, JPEG and WebP pictures',
  extensions: ['png', 'bmp', 'jpg', 'jpeg', 'webp'],
  kinds: ['image'],
  text: {
    reads:
      '8- and 16-bit samples; PNG and BMP palettes and 1- to 4-bit greys keep their stored values. BMP of 1, 4, 8, 24 and 32 bits, lowest or highest row first; the unused fourth byte of 32 bits is left out.',
    keeps: 'Shape and values.',
    loses: 'No voxel size is taken from pictures. Refused by name: BMP that is compressed (RLE, JPEG, PNG) or has 16-bit packed colours.',
  },
  sniff: (head) => (isPicture(head) ? 1 : 0),
  list: () => Promise.resolve(ONE_DATASET),
  open,
};
