import type { FormatRecord } from '../format.js';
import { listTiff, openTiffSource } from './reader.js';

export const TIFF: FormatRecord = {
  id: 'tiff',
  title: 'TIFF, BigTIFF, ImageJ and OME-TIFF',
  extensions: ['tif', 'tiff', 'btf', 'tf8'],
  reads: true,
  writes: true,
  kinds: ['volume', 'series', 'image'],
  notes:
    'Read: 1- to 16-bit and 32-bit integers, float16/32/64; none, LZW, Deflate, ZSTD, PackBits; strips and tiles; predictors 2 and 3; ' +
    'ImageJ and OME voxel sizes; ImageJ stacks beyond 4 GB. Palette and white-is-zero values stay as stored. ' +
    'Refused by name: JPEG, CCITT, LZMA, LERC and other compressions. Written: ImageJ-compatible stacks with voxel size and unit; ' +
    'label names and colours are not kept.',
  sniff(head) {
    if (head.length < 8) return 0;
    const order = ((head[0] ?? 0) << 8) | (head[1] ?? 0);
    const version = order === 0x4949 ? head[2] : order === 0x4d4d ? head[3] : 0;
    const other = order === 0x4949 ? head[3] : head[2];
    return other === 0 && (version === 42 || version === 43) ? 1 : 0;
  },
  list: listTiff,
  open: openTiffSource,
};
