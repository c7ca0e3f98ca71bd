export { createCore } from './core.js';
export type * from './core-types.js';
export type { Grants } from './grants.js';
