/** Painting: a stroke becomes changed voxels, and a diff that can take it back. */
import { InvalidInputError } from '../base/index.js';
import { voxelCount } from '../volume/index.js';
import type { Shape3 } from '../volume/index.js';
import { rasterStroke } from './brush.js';
import { createDiffBuilder } from './edit-diff.js';
import type { EditDiff } from './edit-diff.js';
import { slicePlane } from './plane.js';
import type { Stroke } from './stroke.js';

/**
 * Paints `stroke` into `labels` (z,y,x) and returns what changed. `original` are the labels as first segmented:
 * an eraser paints them back, or 0 where they are not given.
 */
export function applyStroke(labels: Uint8Array, shape: Shape3, stroke: Stroke, original?: Uint8Array): EditDiff {
  if (labels.length !== voxelCount(shape))
    throw new InvalidInputError(`The labels have ${labels.length} voxels, the shape ${shape.join(' x ')} needs ${voxelCount(shape)}.`);
  const plane = slicePlane(shape, stroke.axis, stroke.slice);
  const window = rasterStroke(stroke.points, stroke.radius, plane.rows, plane.columns);
  const over = stroke.over === undefined ? undefined : new Set(stroke.over);
  const diff = createDiffBuilder();
  for (let r = 0, m = 0; r < window.rows; r++) {
    const rowStart = plane.first + (window.row + r) * plane.rowStride + window.column * plane.columnStride;
    for (let c = 0; c < window.columns; c++, m++) {
      if (window.mask[m] === 0) continue;
      const i = rowStart + c * plane.columnStride;
      const before = labels[i] ?? 0;
      const after = stroke.erase ? (original?.[i] ?? 0) : stroke.phase;
      if (before === after || (over !== undefined && !over.has(before))) continue;
      labels[i] = after;
      diff.add(i, before, after);
    }
  }
  return diff.build();
}
