export * from './scan-params.js';
export * from './shard.js';
export * from './structures.js';
export * from './synthesize-volume.js';
