import { thicknessInSlab } from '../kernels/index.js';
import { handle } from './handler.js';
import { thicknessSlabRequest } from './local-thickness.request.js';

export const thicknessSlabHandler = handle(thicknessSlabRequest, ({ field, range, out }) => thicknessInSlab(field, range, out));
