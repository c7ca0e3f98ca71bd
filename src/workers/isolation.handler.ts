import { bodyPart, deadFractionCurve, isolationFromProbabilities, isolationPart, measureIsolation } from '../kernels/index.js';
import { handle } from './handler.js';
import {
  bodySlabRequest,
  deadCurveRequest,
  isolationRequest,
  isolationSlabRequest,
  probabilityIsolationRequest,
} from './isolation.request.js';

export const isolationHandlers = [
  handle(isolationSlabRequest, ({ planes, range, shape, path, body }) => isolationPart(planes, range, shape, path, body)),
  handle(bodySlabRequest, ({ voxels, first, shape, label, connectivity }) => bodyPart(voxels, first, shape, label, connectivity)),
  handle(isolationRequest, ({ labels, shape, options }) => measureIsolation(labels, shape, options)),
  handle(deadCurveRequest, ({ lithium, shape, connectivity, options }) => deadFractionCurve(lithium, shape, connectivity, options)),
  handle(probabilityIsolationRequest, ({ lithium, shape, options }) => isolationFromProbabilities(lithium, shape, options)),
];
