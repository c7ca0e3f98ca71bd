import { METRES } from '../../base/index.js';
import type { Calibration, DType, VoxelArray } from '../../volume/index.js';
import type { VolumeWriter } from '../format.js';
import { unsupported } from '../limits.js';
import { planeRange } from './plane-range.js';
import type { PlaneRange } from './plane-range.js';
import { writePlain } from './stream.js';

const HEADER_BYTES = 1024;
/** mode 0 is signed by the standard of 2014, so unsigned bytes are written as 16-bit samples */
const MODES: Readonly<Partial<Record<DType, number>>> = { int8: 0, uint8: 6, int16: 1, uint16: 6, float32: 2 };

function header(mode: number, shape: readonly [number, number, number], calibration: Calibration, range: PlaneRange): Uint8Array {
  const [nz, ny, nx] = shape;
  const out = new Uint8Array(HEADER_BYTES);
  const view = new DataView(out.buffer);
  const ints = (at: number, values: readonly number[]): void => values.forEach((value, i) => view.setInt32(at + 4 * i, value, true));
  const floats = (at: number, values: readonly number[]): void => values.forEach((value, i) => view.setFloat32(at + 4 * i, value, true));
  ints(0, [nx, ny, nz, mode]);
  ints(28, [nx, ny, nz]);
  const [dz, dy, dx] = calibration.spacing ?? [0, 0, 0];
  floats(
    40,
    [nx * dx, ny * dy, nz * dz].map((metres) => metres / METRES.A),
  );
  floats(52, [90, 90, 90]);
  ints(64, [1, 2, 3]);
  floats(76, [range.min, range.max, range.mean]);
  // space group 1: a volume
  ints(88, [1, 0]);
  ints(108, [20140]);
  out.set([0x4d, 0x41, 0x50, 0x20, 0x44, 0x44, 0, 0], 208);
  floats(216, [range.deviation]);
  ints(220, [1]);
  out.set(new TextEncoder().encode('Lithoscope'), 224);
  return out;
}

/** MRC2014 with the cell in angstrom; the standard has no place for a unit, and float32 for lengths. */
export const MRC_WRITER: VolumeWriter = {
  extension: 'mrc',
  title: 'MRC2014 volume',
  storedAs: { uint8: 'uint16' },
  async write(host, path, planes, calibration, options) {
    const mode = MODES[planes.dtype];
    if (mode === undefined)
      throw unsupported(
        host.files.basename(path),
        `MRC cannot hold ${planes.dtype} exactly; write NRRD, NPY, VTI or TIFF.`,
        'unsupported-type',
      );
    const widen = (data: VoxelArray): Uint8Array => new Uint8Array(Uint16Array.from(data).buffer);
    const range = await planeRange(planes, options);
    const head = header(mode, planes.shape, calibration, range);
    await writePlain(host, path, planes, planes.dtype === 'uint8' ? { head, encode: widen } : { head }, options);
  },
};
