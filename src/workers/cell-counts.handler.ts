import { slabCells } from '../kernels/index.js';
import { cellCountsRequest } from './cell-counts.request.js';
import { handle } from './handler.js';

export const cellCountsHandler = handle(cellCountsRequest, ({ labels, value, first, shape, cell }) =>
  slabCells(labels, value, first, shape, cell),
);
