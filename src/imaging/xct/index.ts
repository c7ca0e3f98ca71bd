export * from './draw.js';
export * from './effects.js';
export * from './image-xct.js';
export * from './materials.js';
export * from './modality.js';
export * from './parameters.js';
