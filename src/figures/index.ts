/** Charts: the same code draws on screen and in the report. */
export * from './curves.js';
export * from './histogram.js';
export * from './style.js';
export * from './verdicts.js';
