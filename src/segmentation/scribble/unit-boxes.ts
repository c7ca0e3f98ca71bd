/** A unit of work as small boxes with their features' input: what one worker task takes. */
import type { PixelBox } from '../../kernels/index.js';
import type { Slab } from '../slab.js';
import type { TileUnit } from '../tiling.js';
import type { Box } from '../view.js';
import { boxVoxels } from '../view.js';
import { networkFeatures } from './network-features.js';
import type { ScribbleSetup } from './prepare.js';
import { featureBlock } from './surroundings.js';

/** voxels of a box: its table of features stays within some 20 MB */
const BOX = [16, 64, 64] as const;
const FLAT_BOX = [1, 256, 256] as const;
/** along the other axes of a slice through a volume */
const SLICE_EDGE = 128;

export interface UnitBoxes {
  /** boxes of the view inside the unit */
  readonly boxes: readonly Box[];
  readonly input: (box: Box) => PixelBox;
}

/** Runs the network over the unit, when there is one; boxes are built when they are asked for. */
export async function unitBoxes(setup: ScribbleSetup, slab: Slab, unit: TileUnit): Promise<UnitBoxes> {
  const { units, view, surroundings } = setup;
  const answer = units === null ? null : await networkFeatures(units, slab, unit);
  const size = view.shape[0] === 1 ? FLAT_BOX : boxOf(unit);
  return {
    boxes: cut(unit, size),
    input: (box) => ({
      block: featureBlock(slab, view, surroundings.scale, box.start, [
        box.end[0] - box.start[0],
        box.end[1] - box.start[1],
        box.end[2] - box.start[2],
      ]),
      origin: box.start,
      full: view.shape,
      levels: surroundings.levels,
      network: answer === null ? null : part(answer.data, answer.channels, unit, box),
      channels: answer?.channels ?? 0,
    }),
  };
}

/** A slice is cut into fewer, wider boxes: each brings its halo and unpacks the forest anew. */
function boxOf({ start, end }: Box): readonly [number, number, number] {
  const thin = [0, 1, 2].some((axis) => (end[axis] ?? 0) - (start[axis] ?? 0) === 1);
  return thin ? [SLICE_EDGE, SLICE_EDGE, SLICE_EDGE] : BOX;
}

function cut(unit: Box, size: readonly [number, number, number]): readonly Box[] {
  const boxes: Box[] = [];
  for (let z = unit.start[0]; z < unit.end[0]; z += size[0])
    for (let y = unit.start[1]; y < unit.end[1]; y += size[1])
      for (let x = unit.start[2]; x < unit.end[2]; x += size[2])
        boxes.push({
          start: [z, y, x],
          end: [Math.min(unit.end[0], z + size[0]), Math.min(unit.end[1], y + size[1]), Math.min(unit.end[2], x + size[2])],
        });
  return boxes;
}

/** The channels of a box out of those of its unit. */
function part(data: Float32Array, channels: number, unit: Box, box: Box): Float32Array {
  const voxels = boxVoxels(unit);
  const [uy, ux] = [unit.end[1] - unit.start[1], unit.end[2] - unit.start[2]];
  const [nz, ny, nx] = [box.end[0] - box.start[0], box.end[1] - box.start[1], box.end[2] - box.start[2]];
  const out = new Float32Array(channels * nz * ny * nx);
  let to = 0;
  for (let c = 0; c < channels; c++)
    for (let z = 0; z < nz; z++)
      for (let y = 0; y < ny; y++) {
        const row = ((box.start[0] - unit.start[0] + z) * uy + box.start[1] - unit.start[1] + y) * ux + box.start[2] - unit.start[2];
        out.set(data.subarray(c * voxels + row, c * voxels + row + nx), to);
        to += nx;
      }
  return out;
}
