import { slabBoxes } from '../kernels/index.js';
import { boxCountsRequest } from './box-counts.request.js';
import { handle } from './handler.js';

export const boxCountsHandler = handle(boxCountsRequest, ({ labels, value, first, shape, sizes }) =>
  slabBoxes(labels, value, first, shape, sizes),
);
