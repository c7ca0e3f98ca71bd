import { patchShapes } from '../kernels/index.js';
import { handle } from './handler.js';
import { patchShapesRequest } from './patch-shapes.request.js';

export const patchShapesHandler = handle(patchShapesRequest, ({ labels, shape, options }) => patchShapes(labels, shape, options));
