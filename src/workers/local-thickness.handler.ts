import { localThickness } from '../kernels/index.js';
import { handle } from './handler.js';
import { localThicknessRequest } from './local-thickness.request.js';

export const localThicknessHandler = handle(localThicknessRequest, ({ labels, shape, spacing, options }) =>
  localThickness(labels, shape, spacing, options),
);
