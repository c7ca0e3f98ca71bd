export * from './inline.js';
export * from './label-counts.request.js';
