/** The room of metrics: the engine and the list (in `registry.ts`). */
export * from './registry.js';
export * from './metric.js';
export * from './docs.js';
export * from './engine.js';
export type * from './engine-types.js';
export { tableInUnit } from './engine-units.js';
export { objectTable } from './objects.js';
