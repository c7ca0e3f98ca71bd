import { correlateRows, forwardPlanes, shellPlanes } from '../kernels/index.js';
import { handle } from './handler.js';
import { pairPlanesRequest, pairRowsRequest, pairShellsRequest } from './pairs.request.js';

export const pairHandlers = [
  handle(pairPlanesRequest, ({ plan, memory, slot, labels, value, first }) => {
    forwardPlanes(plan, memory, slot, labels, value, first);
    return null;
  }),
  handle(pairRowsRequest, ({ plan, memory, slot, first, end }) => {
    correlateRows(plan, memory, slot, first, end);
    return null;
  }),
  handle(pairShellsRequest, ({ plan, memory, slot, first, end }) => shellPlanes(plan, memory, slot, first, end)),
];
