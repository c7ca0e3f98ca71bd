import { enclosedCavities, labelComponents } from '../kernels/index.js';
import { componentCountRequest } from './component-count.request.js';
import { handle } from './handler.js';

export const componentCountHandler = handle(componentCountRequest, ({ labels, value, shape, what, connectivity }) =>
  what === 'pieces'
    ? labelComponents(labels, shape, connectivity, { values: [value] }).count
    : enclosedCavities(labels, value, shape, connectivity),
);
