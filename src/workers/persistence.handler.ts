import { persistence, signedSquares } from '../kernels/index.js';
import { handle } from './handler.js';
import { persistenceRequest } from './persistence.request.js';

export const persistenceHandler = handle(persistenceRequest, ({ labels, value, shape, spacing, connectivity }) =>
  persistence(signedSquares(labels, shape, spacing, value), shape, connectivity),
);
