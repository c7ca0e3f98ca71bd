/** The public library surface. */
export * from './base/index.js';
export * from './volume/index.js';
