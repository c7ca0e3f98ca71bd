export * from './apply-stroke.js';
export * from './brush.js';
export * from './edit-diff.js';
export * from './history.js';
export * from './journal.js';
export * from './plane.js';
export * from './replay.js';
export * from './stroke.js';
