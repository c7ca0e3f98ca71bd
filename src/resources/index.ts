export * from './handler.js';
export * from './headers.js';
