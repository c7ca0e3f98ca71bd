/** The room of metrics: the engine and the list (in `registry.ts`). */
export * from './registry.js';
export * from './metric.js';
export * from './docs.js';
export * from './engine.js';
export { countStack } from './label-counts.js';
export { RESIDENT_BYTES_PER_VOXEL } from './engine-run.js';
export type * from './engine-types.js';
export { tableInUnit } from './engine-units.js';
export { bridgeTable } from './bridges.js';
export { objectTable } from './objects.js';
export { ERROR_SOURCES, withCombined, withErrorBudget } from './budget/budget.js';
export { PHANTOMS } from './selftest/phantoms.js';
export { selftest } from './selftest/selftest.js';
export type { SelftestRow } from './selftest/selftest.js';
