import { countInnerLayer } from '../kernels/index.js';
import { handle } from './handler.js';
import { innerLayerRequest } from './inner-layer.request.js';

export const innerLayerHandler = handle(innerLayerRequest, ({ labels, shape, spacing, options, planes }) =>
  countInnerLayer(labels, shape, spacing, options, planes),
);
