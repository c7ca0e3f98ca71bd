import { heightMap, layerCounts } from '../kernels/index.js';
import { handle } from './handler.js';
import { heightSlabRequest, layerSlabRequest } from './height-map.request.js';

export const heightMapHandlers = [
  handle(heightSlabRequest, ({ labels, shape, phase, face }) => heightMap(labels, shape, phase, face)),
  handle(layerSlabRequest, ({ labels, shape, phase, face }) => layerCounts(labels, shape, phase, face)),
];
