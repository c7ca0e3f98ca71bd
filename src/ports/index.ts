export * from './clock.js';
export * from './codecs.js';
export * from './files.js';
export * from './hdf5.js';
export * from './images.js';
export * from './inference.js';
export * from './sources.js';
export * from './workers.js';
