/** Every task there is. A new task is one request file, one handler file and one line here. */
import { bridgesHandler } from './bridges.handler.js';
import { boxCountsHandler } from './box-counts.handler.js';
import { cellCountsHandler } from './cell-counts.handler.js';
import { chordsHandler } from './chords.handler.js';
import { componentHandlers } from './components.handler.js';
import { contactHandlers } from './contact.handler.js';
import { distanceHandlers } from './distance.handler.js';
import type { TaskHandler } from './handler.js';
import { heightMapHandlers } from './height-map.handler.js';
import { innerLayerHandler } from './inner-layer.handler.js';
import { isolationHandlers } from './isolation.handler.js';
import { labelCountsHandler } from './label-counts.handler.js';
import { thicknessSlabHandler } from './local-thickness.handler.js';
import { meshHandlers } from './meshes.handler.js';
import { pairHandlers } from './pairs.handler.js';
import { patchShapesHandler } from './patch-shapes.handler.js';
import { persistenceHandler } from './persistence.handler.js';
import { scribbleHandlers } from './scribble.handler.js';
import { seiSurfaceHandlers } from './sei-surface.handler.js';
import { shardsHandler } from './shards.handler.js';
import { solidStateHandlers } from './solid-state.handler.js';
import { transportHandlers } from './transport.handler.js';
import { smoothSurfaceHandlers } from './smooth-surface.handler.js';
import { surfaceCountsHandler } from './surface-counts.handler.js';
import { skeletonHandlers } from './skeleton.handler.js';
import { stepPairsHandler } from './step-pairs.handler.js';
import { voxelizeHandlers } from './voxelize.handler.js';

export const HANDLERS: readonly TaskHandler[] = [
  ...transportHandlers,
  labelCountsHandler,
  bridgesHandler,
  ...contactHandlers,
  ...heightMapHandlers,
  innerLayerHandler,
  ...solidStateHandlers,
  ...isolationHandlers,
  ...componentHandlers,
  ...smoothSurfaceHandlers,
  surfaceCountsHandler,
  ...distanceHandlers,
  thicknessSlabHandler,
  patchShapesHandler,
  persistenceHandler,
  ...seiSurfaceHandlers,
  shardsHandler,
  ...skeletonHandlers,
  chordsHandler,
  boxCountsHandler,
  ...pairHandlers,
  cellCountsHandler,
  stepPairsHandler,
  ...scribbleHandlers,
  ...voxelizeHandlers,
  ...meshHandlers,
];
