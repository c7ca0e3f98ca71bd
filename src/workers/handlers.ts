/** Every task there is. A new task is one request file, one handler file and one line here. */
import { componentCountHandler } from './component-count.handler.js';
import { configurationsHandler } from './configurations.handler.js';
import type { TaskHandler } from './handler.js';
import { isolationHandlers } from './isolation.handler.js';
import { labelCountsHandler } from './label-counts.handler.js';
import { localThicknessHandler } from './local-thickness.handler.js';
import { scribbleHandlers } from './scribble.handler.js';
import { seiSurfaceHandler } from './sei-surface.handler.js';
import { shardsHandler } from './shards.handler.js';

export const HANDLERS: readonly TaskHandler[] = [
  labelCountsHandler,
  ...isolationHandlers,
  componentCountHandler,
  configurationsHandler,
  localThicknessHandler,
  seiSurfaceHandler,
  shardsHandler,
  ...scribbleHandlers,
];
