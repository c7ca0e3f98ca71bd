import { voxelizeValues } from '../voxelize/index.js';
import { handle } from './handler.js';
import { voxelizeTask } from './voxelize.request.js';

export const voxelizeHandler = handle(voxelizeTask, ({ geometry, info, unit, request }) => voxelizeValues(geometry, info, unit, request));
