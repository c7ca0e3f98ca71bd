/** OME-Zarr and plain zarr: folders, or ZIP files of them. */
import type { VolumeFormat, VolumeWriter } from '../format.js';
import { isOme, listZarr, openZarr } from './reader.js';
import { hasZarrMarker } from './store.js';
import { writeOmeZarr } from './writer.js';

/** ZIP files with other content are told by their entries, which `confirm` looks at. */
function sniffZip(head: Uint8Array): number {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4 ? 0.2 : 0;
}

const CODECS = 'uncompressed, gzip, zlib, zstd, blosc, lz4, shuffled, with CRC-32C, in C or Fortran order, sharded';

const OME_ZARR_WRITER: VolumeWriter = {
  extension: 'zarr',
  title: 'OME-Zarr 0.5',
  write: (host, path, planes, calibration, { labels = false, ...options } = {}) =>
    writeOmeZarr(host, path, labels ? { labels: planes } : { image: planes }, { calibration, name: host.files.basename(path), ...options }),
};

export const OME_ZARR: VolumeFormat = {
  id: 'ome-zarr',
  title: 'OME-Zarr',
  extensions: ['zarr', 'ome.zarr', 'zarr.zip', 'ozx'],
  kinds: ['volume', 'series', 'image'],
  text: {
    reads:
      `Versions 0.1 to 0.5 in a folder or a ZIP file, by chunks (any size): ${CODECS}. The full-size level; ` +
      'image, labels, class probabilities and the images of plates and collections are separate data sets.',
    keeps: 'Voxel size and unit, axes, channel names.',
    loses: 'Smaller levels are not used. Refused by name: other codecs, rotated coordinates, axes in another order than t c z y x.',
    writes:
      'Version 0.5 in a folder: all element types, chunks of 64^3, gzip, multiscale (mean for grey, most frequent value for labels), voxel size with ' +
      '12 digits and its unit, label names and colours. An unknown voxel size is written as 1 without a unit.',
  },
  sniff: sniffZip,
  confirm: async (host, path) => (await isOme(host, path)) === true,
  ownsFolder: async (host, path) => (await hasZarrMarker(host, path)) && (await isOme(host, path)) === true,
  list: listZarr,
  open: (host, path, dataset) => openZarr(host, path, dataset, 'ome-zarr'),
  writers: [OME_ZARR_WRITER],
};

export const ZARR: VolumeFormat = {
  id: 'zarr',
  title: 'Zarr arrays',
  extensions: ['zarr', 'zarr.zip'],
  kinds: ['volume', 'series', 'image'],
  text: {
    reads:
      `Versions 2 and 3 in a folder or a ZIP file, by chunks (any size): truth values, integers, float16 to float64, either byte order; ${CODECS}. ` +
      'Every array of two to five axes in a group is a data set.',
    keeps: 'Axes from their names (t, c, z, y, x, time, channel), else by their number.',
    loses: 'Plain arrays carry no voxel size. Refused by name: other codecs, complex numbers, texts, records, shards in shards.',
  },
  sniff: sniffZip,
  confirm: async (host, path) => (await isOme(host, path)) === false,
  ownsFolder: hasZarrMarker,
  list: listZarr,
  open: (host, path, dataset) => openZarr(host, path, dataset, 'zarr'),
};
