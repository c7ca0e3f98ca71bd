import { helpTransport, meanPathLength, packPhase, reachedFrom, solveTransport } from '../kernels/index.js';
import { handle } from './handler.js';
import { transportHelpRequest, transportPathsRequest, transportReachRequest, transportSolveRequest } from './transport.request.js';

export const transportHandlers = [
  handle(transportReachRequest, ({ labels, shape, phase, order, end, connectivity, periodic }) =>
    reachedFrom(packPhase(labels, shape, phase, order), end, connectivity, periodic),
  ),
  handle(transportSolveRequest, ({ task, tolerance, helpers }) => solveTransport(task, tolerance, helpers)),
  handle(transportHelpRequest, ({ task, thread }) => helpTransport(task, thread)),
  handle(transportPathsRequest, ({ labels, shape, spacing, phase, axis, end }) => meanPathLength(labels, shape, spacing, phase, axis, end)),
];
