/** Every task there is. A new task is one request file, one handler file and one line here. */
import type { TaskHandler } from './handler.js';
import { labelCountsHandler } from './label-counts.handler.js';

export const HANDLERS: readonly TaskHandler[] = [labelCountsHandler];
