import { countValues, distanceInPlanes, distanceThroughPlanes } from '../kernels/index.js';
import { distanceInPlanesRequest, distanceThroughPlanesRequest, distributionRequest } from './distance.request.js';
import { handle } from './handler.js';

export const distanceHandlers = [
  handle(distanceInPlanesRequest, ({ task, range, out }) => distanceInPlanes(task, range, out)),
  handle(distanceThroughPlanesRequest, ({ task, range, out }) => distanceThroughPlanes(task, range, out)),
  handle(distributionRequest, ({ numbers, range, mask }) => countValues(numbers, range, mask)),
];
