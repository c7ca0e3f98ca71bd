export type * from './method.js';
export { kindsOf } from './fields.js';
export * from './facts.js';
export * from './voxelize.js';
export { BYTES_PER_VOXEL } from './grid.js';
