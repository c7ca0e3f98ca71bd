/** A volume in memory behind the reading interface, with a count of the voxels that were asked for. */
import {
  dtypeOf,
  IDENTITY_DIRECTION,
  NO_CALIBRATION,
  type Shape3,
  type SourceInfo,
  type VolumeSource,
  type VoxelArray,
} from '../../src/volume/index.js';

export function arraySource(
  data: VoxelArray,
  shape: Shape3,
  info: Partial<SourceInfo> = {},
): VolumeSource & { readonly largestRead: () => number } {
  let largest = 0;
  return {
    info: {
      format: 'array',
      kind: 'volume',
      axes: [
        { name: 'z', size: shape[0] },
        { name: 'y', size: shape[1] },
        { name: 'x', size: shape[2] },
      ],
      dtype: dtypeOf(data),
      storedDtype: dtypeOf(data),
      calibration: NO_CALIBRATION,
      direction: IDENTITY_DIRECTION,
      bytes: data.byteLength,
      cost: 'contiguous',
      warnings: [],
      path: 'memory',
      ...info,
    },
    largestRead: () => largest,
    async read({ start, size }) {
      const [z0 = 0, y0 = 0, x0 = 0] = start.slice(-3);
      const [nz = 1, ny = 1, nx = 1] = size.slice(-3);
      if (z0 + nz > shape[0] || y0 + ny > shape[1] || x0 + nx > shape[2] || Math.min(z0, y0, x0) < 0) throw new RangeError('outside');
      const out = new (data.constructor as new (n: number) => VoxelArray)(nz * ny * nx);
      largest = Math.max(largest, out.length);
      for (let z = 0; z < nz; z++)
        for (let y = 0; y < ny; y++)
          for (let x = 0; x < nx; x++) out[(z * ny + y) * nx + x] = data[((z + z0) * shape[1] + y + y0) * shape[2] + x + x0]!;
      return out;
    },
    close: async () => {},
  };
}
