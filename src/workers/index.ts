export * from './component-count.request.js';
export * from './configurations.request.js';
export * from './inline.js';
export * from './isolation.request.js';
export * from './label-counts.request.js';
export * from './local-thickness.request.js';
export * from './sei-surface.request.js';
