/** Virtual instruments. A new modality is one folder and one line here. */
import { cryo } from './cryo/index.js';
import type { Modality } from './modality.js';
import { fib } from './fib/index.js';
import { xct } from './xct/index.js';

export const MODALITIES: readonly Modality[] = [xct, fib, cryo];

export * from './effect.js';
export * from './lengths.js';
export * from './modality.js';
export * from './xct/index.js';
