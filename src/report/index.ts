export * from './build.js';
export type * from './data.js';
export { escape } from './html.js';
export { REPORT_SCHEMA, reportDocument } from './json.js';
export * from './methods.js';
export * from './picture.js';
export { formatParams } from './wording.js';
