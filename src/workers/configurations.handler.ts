import { countConfigurations } from '../kernels/index.js';
import { configurationsRequest } from './configurations.request.js';
import { handle } from './handler.js';

export const configurationsHandler = handle(configurationsRequest, ({ labels, value, shape, outside, cells }) =>
  countConfigurations({ data: labels, first: 0 }, value, shape, { outside, cells }),
);
