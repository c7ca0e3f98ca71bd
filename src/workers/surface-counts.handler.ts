import { countSurface } from '../kernels/index.js';
import { handle } from './handler.js';
import { surfaceCountsRequest } from './surface-counts.request.js';

export const surfaceCountsHandler = handle(surfaceCountsRequest, ({ subjects, ...slab }) =>
  subjects.map(({ value, other }) => countSurface({ ...slab, value, other })),
);
