import { countLabels } from '../kernels/index.js';
import { handle } from './handler.js';
import { labelCountsRequest } from './label-counts.request.js';

export const labelCountsHandler = handle(labelCountsRequest, ({ labels, first, end }) => countLabels(labels, first, end));
