export { createCore } from './core.js';
export type * from './core-types.js';
export { createGrants } from './grants.js';
export type { FileRef, GrantedRoot, GrantMode, Grants } from './grants.js';
