/** Virtual cryo electron microscopy. */
export * from './draw.js';
export * from './effects.js';
export * from './image-cryo.js';
export * from './modality.js';
export * from './parameters.js';
