import { bestBlendWeight, blendNetwork, forestProbabilities, pixelTable, snapBorders, trainForestOn } from '../kernels/index.js';
import type { Forest, NetworkBlend } from '../kernels/index.js';
import { handle } from './handler.js';
import {
  forestBoxRequest,
  forestRowsRequest,
  pixelSamplesRequest,
  pixelTableRequest,
  snapBordersRequest,
  trainForestRequest,
} from './scribble.request.js';

function classify(samples: Float32Array, forest: Forest, blend: NetworkBlend | null): Float32Array {
  const shares = forestProbabilities(forest, samples, samples.length / forest.features);
  if (blend !== null) blendNetwork(shares, forest.classes, samples, forest.features, blend);
  return shares;
}

export const scribbleHandlers = [
  handle(pixelSamplesRequest, ({ box, voxels }) => {
    const { data, stride } = pixelTable(box);
    const rows = new Float32Array(voxels.length * stride);
    voxels.forEach((voxel, i) => rows.set(data.subarray(voxel * stride, (voxel + 1) * stride), i * stride));
    return rows;
  }),
  handle(trainForestRequest, ({ samples, labels, features, classes, options, choices, blend }) => {
    const { forest, outOfBag } = trainForestOn(choices, samples, labels, features, classes, options);
    if (blend === null) return { forest, outOfBag, blend };
    const weight = bestBlendWeight(outOfBag, labels, classes, samples, features, blend);
    blendNetwork(outOfBag, classes, samples, features, { ...blend, weight });
    return { forest, outOfBag, blend: { ...blend, weight } };
  }),
  handle(forestBoxRequest, ({ box, forest, blend }) => classify(pixelTable(box).data, forest, blend)),
  handle(pixelTableRequest, (box) => pixelTable(box).data),
  handle(snapBordersRequest, ({ labels, gradient, image }) => snapBorders(labels, gradient, image)),
  handle(forestRowsRequest, ({ samples, forest, blend }) => classify(samples, forest, blend)),
];
