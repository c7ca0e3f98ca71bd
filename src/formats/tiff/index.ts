import type { VolumeFormat } from '../format.js';
import { listTiff, openTiffSource } from './reader.js';
import { TIFF_WRITERS } from './writer.js';

export const TIFF: VolumeFormat = {
  id: 'tiff',
  title: 'TIFF, BigTIFF, ImageJ and OME-TIFF',
  extensions: ['tif', 'tiff', 'btf', 'tf8'],
  kinds: ['volume', 'series', 'image'],
  text: {
    reads:
      '1- to 16-bit unsigned integers, 8- to 64-bit signed and unsigned integers, float16/32/64; none, LZW (old bit order, too), Deflate, ZSTD, PackBits, CCITT RLE, fax 3 and fax 4, 8-bit JPEG and WebP; strips and tiles, colours side by side or in planes; predictors 2 and 3; both byte and bit orders; ImageJ stacks beyond 4 GB and truncated ones of tifffile. Strips and tiles are read one by one, so files may have any size; a compressed strip or tile may have 1 GiB.',
    keeps:
      'Voxel size and unit of ImageJ, OME, FEI, Zeiss and Tescan microscopes and plain resolution tags (not 72 or 96 dpi, which mean nothing); axes, channel names and straight-line value scales; several OME images, and pages of several sizes, as several data sets; OME sets of several files. Palette places and white-is-zero values stay as stored; values below 8 bits become uint8, below 16 bits uint16. A data bar below an FEI picture is told, and left out of the data set without-data-bar.',
    loses:
      'Reduced copies, palettes, masks and colour profiles are left out; YCbCr JPEG becomes RGB. Refused by name: old-style JPEG, lossless and 12-bit JPEG, uncompressed YCbCr, JPEG 2000, JPEG XL, LZMA, LERC and rarer compressions; complex numbers, 24-bit samples, pages with a depth, and samples of different depths in one pixel.',
    writes:
      'As .tif with the text of ImageJ, as .ome.tif with OME-XML: all element types, Deflate, one page for each slice, voxel size and its unit (12 digits in .ome.tif; in .tif fractions of 32-bit numbers, right to ten digits; an unknown one stays unknown), BigTIFF beyond 3.9 GB; values that are not finite are kept. Label names and colours are not kept.',
  },
  sniff(head) {
    if (head.length < 8) return 0;
    const order = ((head[0] ?? 0) << 8) | (head[1] ?? 0);
    const version = order === 0x4949 ? head[2] : order === 0x4d4d ? head[3] : 0;
    const other = order === 0x4949 ? head[3] : head[2];
    return other === 0 && (version === 42 || version === 43) ? 1 : 0;
  },
  list: listTiff,
  open: openTiffSource,
  writers: TIFF_WRITERS,
};
