/** Every host method, once. Memory, HTTP, Electron and the command line all speak this object. */
import { measureMethods } from './measure.js';
import { networkMethods } from './network.js';
import { scribbleMethods } from './scribble.js';
import { segmentMethods } from './segment.js';
import { stackMethods } from './stack.js';
import { studyMethods } from './study.js';

export const CONTRACT_VERSION = '1.0';

export const contract = Object.freeze({
  ...studyMethods,
  ...stackMethods,
  ...segmentMethods,
  ...networkMethods,
  ...scribbleMethods,
  ...measureMethods,
});
export type LithoscopeContract = typeof contract;

export type * from './define.js';
export * from './measure.js';
export * from './network.js';
export * from './scribble.js';
export * from './segment.js';
export * from './stack.js';
export * from './study.js';
export * from './words.js';
