import { countPieces, deadFractionCurve, isolationFromProbabilities, lastLayerWith, measureIsolation } from '../kernels/index.js';
import { handle } from './handler.js';
import {
  countPiecesRequest,
  deadCurveRequest,
  isolationCountsRequest,
  isolationRequest,
  probabilityIsolationRequest,
} from './isolation.request.js';

/** code of a live voxel in the states */
const LIVE = 1;

export const isolationHandlers = [
  handle(isolationCountsRequest, ({ labels, shape, options }) => {
    const { states, ...counts } = measureIsolation(labels, shape, options);
    const first = options.collectorFaces[0];
    return { ...counts, liveLayers: first === undefined ? 0 : lastLayerWith(states, shape, LIVE, first) };
  }),
  handle(isolationRequest, ({ labels, shape, options }) => measureIsolation(labels, shape, options)),
  handle(countPiecesRequest, ({ labels, shape, phase, connectivity, gapVoxels }) =>
    countPieces(labels, shape, phase, connectivity, gapVoxels),
  ),
  handle(deadCurveRequest, ({ lithium, shape, connectivity, options }) => deadFractionCurve(lithium, shape, connectivity, options)),
  handle(probabilityIsolationRequest, ({ lithium, shape, options }) => isolationFromProbabilities(lithium, shape, options)),
];
