import { curvatureSums, meshArea, tripleEdges } from '../kernels/index.js';
import { handle } from './handler.js';
import { curvatureRequest, meshAreaRequest, tripleEdgesRequest } from './smooth-surface.request.js';

export const smoothSurfaceHandlers = [
  handle(meshAreaRequest, meshArea),
  handle(curvatureRequest, curvatureSums),
  handle(tripleEdgesRequest, ({ planes, labels, shape, first, end }) => tripleEdges(planes, labels, shape, first, end)),
];
