export * from './errors.js';
export * from './length.js';
export * from './param-spec.js';
export * from './progress.js';
export * from './readable.js';
export * from './rng.js';
