/**
 * How much of the surface of every dead fragment lies under SEI: voxel faces of the fragment towards SEI over all of its voxel faces
 * inside the box. One pass over the labels serves all fragments; a fragment is a component of the phase.
 *
 * Exact for the staircase of voxels; surface oblique to the grid counts up to 1.7 times too much, so the share is off where cover goes
 * with orientation. Time: labelling and one pass. Memory: 10 bytes per voxel.
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import { labelComponents } from './components.js';
import { isolationStates } from './isolation.js';
import type { IsolationOptions } from './isolation.js';
import { voxelFaceAreas } from './voxel-edges.js';

/** One entry per dead fragment, in raster order of its first voxel. */
export interface FragmentCover {
  readonly voxels: Float64Array;
  /** area of the voxel faces, in the unit of the spacing; 0 for a fragment that fills the box */
  readonly surface: Float64Array;
  readonly covered: Float64Array;
}

/** code of a dead voxel in the states */
const DEAD = 2;

/** Surface and cover of every dead fragment under a rule of isolation. */
export function deadFragmentCover(
  labels: Uint8Array,
  shape: Shape3,
  spacing: Vec3,
  options: IsolationOptions & { readonly sei: number },
): FragmentCover {
  const { phase = 1, connectivity = 18, flatAxis = null, sei } = options;
  const states = isolationStates(labels, shape, options);
  const { labels: ids, count } = labelComponents(labels, shape, connectivity, { values: [phase] });
  // dead fragments are numbered on their own
  const fragment = new Uint32Array(count + 1);
  let fragments = 0;
  for (let i = 0; i < ids.length; i++) if (states[i] === DEAD && fragment[ids[i]] === 0) fragment[ids[i]] = ++fragments;

  const voxels = new Float64Array(fragments);
  const faces = new Float64Array(3 * fragments);
  const coveredFaces = new Float64Array(3 * fragments);
  const [nz, ny, nx] = shape;
  const strides = [ny * nx, nx, 1];
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        const here = fragment[ids[i]];
        if (here > 0) voxels[here - 1]++;
        for (let axis = 0; axis < 3; axis++) {
          const place = axis === 0 ? z : axis === 1 ? y : x;
          if (axis === flatAxis || place === shape[axis] - 1) continue;
          const j = i + strides[axis];
          if (ids[i] === ids[j]) continue;
          const there = fragment[ids[j]];
          if (here > 0) {
            faces[3 * here - 3 + axis]++;
            if (labels[j] === sei) coveredFaces[3 * here - 3 + axis]++;
          }
          if (there > 0) {
            faces[3 * there - 3 + axis]++;
            if (labels[i] === sei) coveredFaces[3 * there - 3 + axis]++;
          }
        }
      }
  const areas = voxelFaceAreas(spacing);
  const sum = (counts: Float64Array): Float64Array =>
    voxels.map((_, k) => counts[3 * k] * areas[0] + counts[3 * k + 1] * areas[1] + counts[3 * k + 2] * areas[2]);
  return { voxels, surface: sum(faces), covered: sum(coveredFaces) };
}
