/** What every virtual picture can be given, beside the parameters of its structure and its instrument. */
import type { ParamSpec } from '../../base/index.js';

export const SCAN_PARAMS: readonly ParamSpec[] = [
  { id: 'nz', title: 'Slices', unit: 'voxel', min: 1, max: 1024, default: 64, integer: true },
  { id: 'ny', title: 'Rows (growth axis)', unit: 'voxel', min: 16, max: 4096, default: 128, integer: true },
  { id: 'nx', title: 'Columns', unit: 'voxel', min: 16, max: 4096, default: 128, integer: true },
  {
    id: 'voxel',
    title: 'Voxel size; drawn from the range of the instrument unless given',
    unit: 'm',
    min: 1e-11,
    max: 1e-4,
    default: 6.5e-7,
  },
];
