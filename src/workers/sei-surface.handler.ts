import { followRays, traceSeiSlab } from '../kernels/index.js';
import { handle } from './handler.js';
import { followRaysRequest, seiSlabRequest } from './sei-surface.request.js';

export const seiSurfaceHandlers = [
  handle(seiSlabRequest, ({ planes, range, shape, spacing, options }) => traceSeiSlab(planes, range, shape, spacing, options)),
  handle(followRaysRequest, ({ rays, planes, shape, sei }) => followRays(rays, planes, shape, sei)),
];
