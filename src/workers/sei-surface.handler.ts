import { traceSei } from '../kernels/index.js';
import { handle } from './handler.js';
import { seiSurfaceRequest } from './sei-surface.request.js';

export const seiSurfaceHandler = handle(seiSurfaceRequest, ({ labels, shape, spacing, options }) =>
  traceSei(labels, shape, spacing, options),
);
