/** Whether the grid of a cell can be voxels: its edges at right angles. */
import { unsupported } from '../limits.js';
import type { Triple } from './frames.js';

/** cosines below this are rounding of the text */
const RIGHT_ANGLE = 1e-6;

function dot(a: Triple, b: Triple): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function lengthOf(edge: Triple): number {
  return Math.sqrt(dot(edge, edge));
}

/** Refuses edges that are not at right angles; warns when they do not lie along x, y, z. */
export function rightAngled(name: string, edges: readonly [Triple, Triple, Triple]): readonly string[] {
  const [a, b, c] = edges;
  for (const [u, v] of [
    [a, b],
    [a, c],
    [b, c],
  ] as const)
    if (Math.abs(dot(u, v)) > RIGHT_ANGLE * lengthOf(u) * lengthOf(v))
      throw unsupported(
        name,
        'the edges of its grid are not at right angles, so its cells are no voxels; resample it to an orthogonal grid.',
        'skewed-grid',
      );
  const along = edges.every((edge, i) => edge.every((value, axis) => axis === i || Math.abs(value) <= RIGHT_ANGLE * lengthOf(edge)));
  return along ? [] : ['The grid is turned against x, y and z; its axes follow the edges of its cell.'];
}
