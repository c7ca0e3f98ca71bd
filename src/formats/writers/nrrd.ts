import type { DType } from '../../volume/index.js';
import type { VolumeWriter } from '../format.js';
import { unitLengths, writePlain } from './stream.js';

const TYPES: Readonly<Record<DType, string>> = {
  uint8: 'uint8',
  int8: 'int8',
  uint16: 'uint16',
  int16: 'int16',
  uint32: 'uint32',
  int32: 'int32',
  float32: 'float',
  float64: 'double',
};

/** One file with raw samples; voxel size and unit per axis. */
export const NRRD_WRITER: VolumeWriter = {
  extension: 'nrrd',
  title: 'NRRD, raw',
  async write(host, path, planes, calibration, options) {
    const lengths = unitLengths(calibration);
    const fastFirst = lengths?.value.toReversed() ?? [];
    const lines = [
      'NRRD0004',
      '# written by Lithoscope',
      `type: ${TYPES[planes.dtype]}`,
      'dimension: 3',
      `sizes: ${planes.shape.toReversed().join(' ')}`,
      'kinds: domain domain domain',
      ...(lengths === undefined
        ? []
        : [`spacings: ${fastFirst.join(' ')}`, `units: ${fastFirst.map(() => `"${lengths.unit}"`).join(' ')}`]),
      'encoding: raw',
      'endian: little',
    ];
    await writePlain(host, path, planes, { head: new TextEncoder().encode(`${lines.join('\n')}\n\n`) }, options);
  },
};
