export * from './shard.js';
export * from './synthesize-xct.js';
