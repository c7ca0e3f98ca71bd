import type { DType } from '../../volume/index.js';
import { bytesPerVoxel } from '../../volume/index.js';
import type { VolumeWriter } from '../format.js';
import { APPENDED_TAIL, appendedHead, lengthBefore, unitField } from '../vtk/xml/appended.js';
import { unitLengths, writePlain } from './stream.js';

const TYPES: Readonly<Record<DType, string>> = {
  uint8: 'UInt8',
  int8: 'Int8',
  uint16: 'UInt16',
  int16: 'Int16',
  uint32: 'UInt32',
  int32: 'Int32',
  float32: 'Float32',
  float64: 'Float64',
};

/** Samples on points, appended raw; the unit of the spacing in a field of its own, since the format has none. */
export const VTI_WRITER: VolumeWriter = {
  extension: 'vti',
  title: 'VTK image',
  write(host, path, planes, calibration, options) {
    const [nz, ny, nx] = planes.shape;
    const lengths = unitLengths(calibration);
    const extent = `0 ${nx - 1} 0 ${ny - 1} 0 ${nz - 1}`;
    const spacing = lengths?.value.toReversed() ?? [1, 1, 1];
    const bytes = nz * ny * nx * bytesPerVoxel(planes.dtype);
    const head = appendedHead({
      type: 'ImageData',
      attributes: ` WholeExtent="${extent}" Origin="0 0 0" Spacing="${spacing.join(' ')}"`,
      piece: ` Extent="${extent}"`,
      // spacing must stand there; "unknown" says that it means nothing
      field: unitField(lengths?.unit ?? 'unknown'),
      arrays: [{ section: 'PointData', type: TYPES[planes.dtype], name: 'values', bytes }],
    });
    const before = new Uint8Array(head.length + 8);
    before.set(head);
    before.set(lengthBefore(bytes), head.length);
    return writePlain(host, path, planes, { head: before, tail: APPENDED_TAIL }, options);
  },
};
