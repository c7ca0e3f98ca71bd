/**
 * The voxels of a conducting mask at which current enters: those of the first 1 + halo layers of a collector face, or, when the
 * collector is a body inside the image, those that lie within its thickened parts or neighbour them (isolation.ts says which).
 */
import { faceGeometry } from '../volume/index.js';
import type { Face, Shape3 } from '../volume/index.js';
import { labelComponents } from './components.js';
import type { Connectivity } from './components.js';
import { faceBits, facePlane, touchesFaces } from './face-voxels.js';
import { selectMask, thicken } from './isolation.js';
import type { IsolationOptions } from './isolation.js';
import { neighbourSteps } from './neighbourhood.js';

/** 1 for the voxels of a collector body in those of its parts that touch a collector face. */
export function collectorBody(
  labels: Uint8Array,
  shape: Shape3,
  bodyLabel: number,
  connectivity: Connectivity,
  collectorFaces: readonly Face[],
): Uint8Array {
  const body = selectMask(labels, [bodyLabel]);
  const parts = labelComponents(body, shape, connectivity);
  const touched = touchesFaces(parts.labels, parts.count, shape);
  const bits = faceBits(collectorFaces);
  touched[0] = 0; // the background
  for (let i = 0; i < body.length; i++) body[i] = (touched[parts.labels[i]] & bits) !== 0 ? 1 : 0;
  return body;
}

/** 1 for every seed. */
export function collectorSeeds(labels: Uint8Array, conducting: Uint8Array, shape: Shape3, options: IsolationOptions): Uint8Array {
  const { collectorFaces, haloVoxels = 0, connectivity = 18, collectorBodyLabel } = options;
  const seeds = new Uint8Array(conducting.length);
  if (collectorBodyLabel === undefined) {
    for (const face of collectorFaces)
      for (let depth = 0; depth < Math.min(haloVoxels + 1, shape[faceGeometry(face).axis]); depth++) {
        const { first, outer, outerStride, inner, innerStride } = facePlane(shape, face, depth);
        for (let a = 0; a < outer; a++)
          for (let b = 0, i = first + a * outerStride; b < inner; b++, i += innerStride) if (conducting[i] !== 0) seeds[i] = 1;
      }
    return seeds;
  }
  const body = collectorBody(labels, shape, collectorBodyLabel, connectivity, collectorFaces);
  for (let step = 0; step < haloVoxels; step++) thicken(body, shape);
  const [nz, ny, nx] = shape;
  const steps = neighbourSteps(connectivity);
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        if (conducting[i] === 0) continue;
        if (body[i] !== 0) seeds[i] = 1;
        for (let s = 0; s < steps.length && seeds[i] === 0; s += 3) {
          const a = z + steps[s];
          const b = y + steps[s + 1];
          const c = x + steps[s + 2];
          if (a < 0 || b < 0 || c < 0 || a >= nz || b >= ny || c >= nx) continue;
          if (body[(a * ny + b) * nx + c] !== 0) seeds[i] = 1;
        }
      }
  return seeds;
}
