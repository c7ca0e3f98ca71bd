/**
 * What has opened inside a solid electrolyte, and how deep lithium has grown into it, seen from the side of the lithium.
 *
 *      # # # # # #     layer 0: the face on the side of the lithium
 *      S S # S S S     first layer of the electrolyte: the median over the columns of where it begins
 *      S S # S S S     depth of the lithium 2 of 3 layers
 *      S S S S S S     last layer: the median of where it ends
 *      o o o o o o     cathode
 *
 * Cracks are the voxels of lithium and void between these two planes. The median does not move with cracks in fewer than half of the
 * columns. Their opening is the local thickness (largest inscribed ball, local-thickness.ts) with everything outside as solid.
 * Lithium counts for the depth when a path of it (18 neighbours) leads to lithium in front of the first layer.
 *
 * Bias: depths are whole layers of a flat interface; a bent one is taken as flat, so its bumps count as cracks. Openings of an even number
 * of voxels are exact, of an odd number one voxel high; mouths and ends read rather low. Memory: 10 bytes per voxel.
 */
import { faceGeometry } from '../volume/index.js';
import type { Face, Shape3, Vec3 } from '../volume/index.js';
import { labelComponents } from './components.js';
import { facePlane } from './face-voxels.js';
import { localThickness } from './local-thickness.js';
import type { SolidPhases } from './solid-interface.js';

export interface Separator {
  /** layers from the face: the electrolyte lies in [first, end) */
  readonly first: number;
  readonly end: number;
}

/** Where the electrolyte lies, from the medians over the columns that hold any; undefined when none does. */
export function separatorLayers(data: Uint8Array, shape: Shape3, electrolyte: number, face: Face): Separator | undefined {
  const layers = shape[faceGeometry(face).axis];
  const { outer, inner } = facePlane(shape, face);
  const begin = new Uint32Array(outer * inner).fill(layers);
  const end = new Uint32Array(outer * inner);
  for (let depth = 0; depth < layers; depth++) {
    const { first, outerStride, innerStride } = facePlane(shape, face, depth);
    for (let a = 0, column = 0; a < outer; a++)
      for (let b = 0, i = first + a * outerStride; b < inner; b++, i += innerStride, column++) {
        if (data[i] !== electrolyte) continue;
        if (begin[column] === layers) begin[column] = depth;
        end[column] = depth + 1;
      }
  }
  const held = Array.from(end.keys()).filter((column) => end[column] > 0);
  if (held.length === 0) return undefined;
  const median = (values: Uint32Array): number => Uint32Array.from(held, (column) => values[column]).sort()[held.length >> 1];
  return { first: median(begin), end: median(end) };
}

/** Layers from the first one of the electrolyte that lithium reaches; undefined when there is no lithium in front of it. */
export function filamentDepth(data: Uint8Array, shape: Shape3, phases: SolidPhases, face: Face, separator: Separator): number | undefined {
  const { labels, count } = labelComponents(data, shape, 18, { values: [phases.lithium] });
  const rooted = new Uint8Array(count + 1);
  let deepest = 0;
  let found = false;
  for (let depth = 0; depth < separator.end; depth++) {
    const { first, outer, outerStride, inner, innerStride } = facePlane(shape, face, depth);
    for (let a = 0; a < outer; a++)
      for (let b = 0, i = first + a * outerStride; b < inner; b++, i += innerStride) {
        if (labels[i] === 0) continue;
        if (depth < separator.first) {
          rooted[labels[i]] = 1;
          found = true;
        } else if (rooted[labels[i]] !== 0) deepest = depth + 1 - separator.first;
      }
  }
  return found ? deepest : undefined;
}

/** Opening at every voxel of lithium and void inside the electrolyte, ascending, in the unit of the spacing. */
export function crackOpenings(
  data: Uint8Array,
  shape: Shape3,
  spacing: Vec3,
  phases: SolidPhases,
  face: Face,
  separator: Separator,
  flatAxis: 0 | 1 | 2 | null = null,
): Float32Array {
  const cracks = new Uint8Array(data.length);
  let voxels = 0;
  for (let depth = separator.first; depth < separator.end; depth++) {
    const { first, outer, outerStride, inner, innerStride } = facePlane(shape, face, depth);
    for (let a = 0; a < outer; a++)
      for (let b = 0, i = first + a * outerStride; b < inner; b++, i += innerStride)
        if (data[i] === phases.lithium || data[i] === phases.void) {
          cracks[i] = 1;
          voxels++;
        }
  }
  const openings = new Float32Array(voxels);
  const map = voxels === 0 ? undefined : localThickness(cracks, shape, spacing, { flatAxis });
  if (map === undefined) return new Float32Array(0);
  for (let i = 0, k = 0; i < cracks.length; i++) if (cracks[i] !== 0) openings[k++] = map.diameters[i] * map.unit;
  return openings.sort();
}
