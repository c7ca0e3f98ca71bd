export * from './draw.js';
export * from './effects.js';
export * from './image-fib.js';
export * from './modality.js';
