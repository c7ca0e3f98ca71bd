import { slabStepPairs } from '../kernels/index.js';
import { handle } from './handler.js';
import { stepPairsRequest } from './step-pairs.request.js';

export const stepPairsHandler = handle(stepPairsRequest, ({ labels, value, ny, nx, first, end, steps }) =>
  slabStepPairs(labels, value, ny, nx, first, end, steps),
);
