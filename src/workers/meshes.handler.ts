import { coarsenBlocks, hexCounts, hexNodes, hexPoints, surfaceNet } from '../kernels/index.js';
import { handle } from './handler.js';
import { coarsenRequest, hexCountsRequest, hexNodesRequest, hexPointsRequest, surfaceNetRequest } from './meshes.request.js';

export const meshHandlers = [
  handle(surfaceNetRequest, ({ values, ...slab }) => values.map((value) => surfaceNet({ ...slab, value }))),
  handle(hexCountsRequest, hexCounts),
  handle(hexPointsRequest, ({ spacing, origin, nodes, ...slab }) => hexPoints(slab, spacing, origin, nodes)),
  handle(hexNodesRequest, ({ base, cells, ...slab }) => hexNodes(slab, base, cells)),
  handle(coarsenRequest, ({ data, shape, edges, firstBlock }) => coarsenBlocks(data, shape, edges, firstBlock)),
];
