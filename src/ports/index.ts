export * from './clock.js';
export * from './codecs.js';
export * from './files.js';
export * from './images.js';
export * from './inference.js';
export * from './workers.js';
