export * from './dtype.js';
export * from './mesh.js';
export * from './phases.js';
export * from './projection.js';
export * from './quantity.js';
export * from './source.js';
export * from './table.js';
export * from './volume.js';
