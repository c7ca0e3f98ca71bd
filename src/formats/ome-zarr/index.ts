import type { FormatRecord } from '../format.js';
import { listOmeZarr, openOmeZarr } from './reader.js';

export const OME_ZARR: FormatRecord = {
  id: 'ome-zarr',
  title: 'OME-Zarr',
  extensions: ['zarr'],
  reads: true,
  writes: true,
  kinds: ['volume', 'series', 'image'],
  notes:
    'Read: versions 0.4 and 0.5 and bare arrays; the full-size level; image, labels and class probabilities as separate data sets. ' +
    'Written: version 0.5, chunks of 64^3, gzip, multiscale (mean for grey, most frequent value for labels), label names and colours.',
  // a zarr is a folder: it is told by its metadata files
  sniff: () => 0,
  list: listOmeZarr,
  open: openOmeZarr,
};
