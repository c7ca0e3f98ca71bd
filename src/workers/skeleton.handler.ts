import {
  dendriteTips,
  inVoxelEdges,
  pruneSpurs,
  shortCircuitGap,
  skeletonGraph,
  squaredDistance,
  summariseSkeleton,
  thin,
  tipGaps,
} from '../kernels/index.js';
import { handle } from './handler.js';
import { dendriteTipsRequest, shortCircuitRequest, skeletonRequest, thinRequest, tipGapsRequest } from './skeleton.request.js';
import type { SkeletonArgs, SkeletonMeasures } from './skeleton.request.js';

function measureSkeleton({ labels, value, shape, spacing, voxels, prune, collector, radius }: SkeletonArgs): SkeletonMeasures {
  const { unit, steps } = inVoxelEdges(spacing);
  const squares = prune || radius ? squaredDistance(labels, shape, steps, { value }) : undefined;
  const radiusAt = (voxel: number): number => Math.sqrt(squares?.[voxel] ?? 0);
  const full = skeletonGraph(voxels, shape, steps);
  const graph = prune ? pruneSpurs(full, { shape, spacing: steps, radiusAt }) : full;
  const summary = summariseSkeleton(graph, shape, steps, collector);
  const total = graph.voxels.reduce((sum, voxel) => sum + radiusAt(voxel), 0);
  return {
    ...summary,
    length: unit * summary.length,
    branchLengths: summary.branchLengths.map((length) => unit * length),
    meanRadius: radius && graph.voxels.length > 0 ? (unit * total) / graph.voxels.length : null,
  };
}

export const skeletonHandlers = [
  handle(thinRequest, ({ labels, value, shape, spacing }) => thin(labels, shape, { value, spacing })),
  handle(skeletonRequest, measureSkeleton),
  handle(dendriteTipsRequest, ({ labels, shape, spacing, options }) => dendriteTips(labels, shape, spacing, options)),
  handle(shortCircuitRequest, ({ labels, shape, spacing, options }) => shortCircuitGap(labels, shape, spacing, options)),
  handle(tipGapsRequest, ({ labels, shape, spacing, options, tips }) => tipGaps(labels, shape, spacing, options, tips)),
];
