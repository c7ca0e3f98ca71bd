export * from './bridge.js';
export * from './client.js';
export * from './dispatcher.js';
export * from './http.js';
export * from './memory.js';
