import { structureFacts, voxelize } from '../voxelize/index.js';
import { handle } from './handler.js';
import { describeTask, voxelizeTask } from './voxelize.request.js';

export const voxelizeHandlers = [
  handle(voxelizeTask, ({ geometry, info, unit, request, labels }) => voxelize(geometry, info, unit, request, labels)),
  handle(describeTask, ({ geometry, info }) => structureFacts(geometry, info)),
];
