/** The lists. A new generator or family is one file and one line here. */
import { columns } from './family-columns.js';
import { granular } from './family-granular.js';
import { moss } from './family-moss.js';
import { whiskers } from './family-whiskers.js';
import type { Family } from './structure.js';

export const FAMILIES: readonly Family[] = [moss, columns, whiskers, granular];

export * from './deposit.js';
export * from './deposit-params.js';
export * from './isolation-truth.js';
export * from './param-spec.js';
export * from './structure.js';
