export * from './host.js';
export * from './layout.js';
export type { InferenceChannel } from './inference.js';
export type { InferenceReply, InferenceRequest } from './inference-messages.js';
export * from './static-files.js';
