/** Every host method, once. Memory, HTTP, Electron and the command line all speak this object. */
import { exportMethods } from './export.js';
import { lookMethods } from './look.js';
import { measureMethods } from './measure.js';
import { networkMethods } from './network.js';
import { scribbleMethods } from './scribble.js';
import { segmentMethods } from './segment.js';
import { stackMethods } from './stack.js';
import { structureMethods } from './structure.js';
import { studyMethods } from './study.js';

export const CONTRACT_VERSION = '1.0';

export const contract = Object.freeze({
  ...studyMethods,
  ...stackMethods,
  ...structureMethods,
  ...lookMethods,
  ...segmentMethods,
  ...networkMethods,
  ...scribbleMethods,
  ...measureMethods,
  ...exportMethods,
});
export type LithoscopeContract = typeof contract;

export type * from './define.js';
export * from './export.js';
export * from './look.js';
export * from './measure.js';
export * from './network.js';
export * from './scribble.js';
export * from './segment.js';
export * from './stack.js';
export * from './structure.js';
export * from './study.js';
export * from './words.js';
