import type { DType } from '../../volume/index.js';
import type { VolumeWriter } from '../format.js';
import { checkSidecarPlace, writeSidecar } from './npy-sidecar.js';
import { writePlain } from './stream.js';

const DESCRIPTIONS: Readonly<Record<DType, string>> = {
  uint8: '|u1',
  int8: '|i1',
  uint16: '<u2',
  int16: '<i2',
  uint32: '<u4',
  int32: '<i4',
  float32: '<f4',
  float64: '<f8',
};

/** Version 1.0 of the format: the header ends at a multiple of 64 bytes. */
function header(dtype: DType, shape: readonly number[]): Uint8Array {
  const text = `{'descr': '${DESCRIPTIONS[dtype]}', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64;
  const out = new Uint8Array(length).fill(0x20);
  out.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (length - 10) & 255, (length - 10) >> 8]);
  out.set(new TextEncoder().encode(text), 10);
  out[length - 1] = 0x0a;
  return out;
}

/** The array alone: voxel size and unit go into a JSON file beside it, which is read with the array. */
export const NPY_WRITER: VolumeWriter = {
  extension: 'npy',
  title: 'NumPy array',
  async write(host, path, planes, calibration, options) {
    const sidecar = `${path}.json`;
    await checkSidecarPlace(host, sidecar);
    await writePlain(host, path, planes, { head: header(planes.dtype, planes.shape) }, options);
    try {
      await writeSidecar(host, sidecar, calibration);
    } catch (error) {
      // without its sidecar the array would be one of unknown size
      await host.files.remove(path);
      throw error;
    }
  },
};
