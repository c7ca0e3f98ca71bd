export * from './compare.js';
export { DESCRIPTORS } from './descriptors.js';
export * from './distances.js';
export * from './energy-test.js';
export { depositFrame } from './frame.js';
export * from './match.js';
export type * from './types.js';
export * from './windows.js';
