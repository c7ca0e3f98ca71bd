import { findBridges } from '../kernels/index.js';
import { bridgesRequest } from './bridges.request.js';
import { handle } from './handler.js';

export const bridgesHandler = handle(bridgesRequest, ({ labels, shape, options }) => findBridges(labels, shape, options));
