/**
 * Voxels of chosen labels as hexahedra with shared nodes, for finite elements: nodes are the corners that a chosen voxel has, numbered
 * plane by plane, so that a slab of the volume is worked on by itself once the number of nodes before it is known. The volume of a label
 * is exactly that of its voxels; surfaces are stepped, so areas are too large (by half for a ball). Linear time, memory of the output.
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import type { Planes } from './planes.js';
import { checkLayers, paddedPlane } from './surface-nets.js';

export interface HexSlab {
  /** at least the planes first - 1 to end, as far as they lie in the volume */
  readonly planes: Planes;
  /** of the full volume */
  readonly shape: Shape3;
  /** 256 entries: 1 for labels that become cells */
  readonly chosen: Uint8Array;
  /** layers of nodes [first, end) out of nz + 1, and the voxels of the planes of the same numbers */
  readonly first: number;
  readonly end: number;
}

export interface HexCounts {
  readonly nodes: number;
  /** of each label */
  readonly cells: Float64Array;
}

/** Nodes and cells of a slab. */
export function hexCounts({ planes, shape, chosen, first, end }: HexSlab): HexCounts {
  const [nz, ny, nx] = shape;
  let nodes = 0;
  const walk = new Layers(planes, shape, chosen, first, end);
  for (let z = first; z < end; z++) nodes += walk.next(z, 0);
  const cells = new Float64Array(256);
  const plane = ny * nx;
  const last = (Math.min(nz, end) - planes.first) * plane;
  for (let i = (first - planes.first) * plane; i < last; i++) if (chosen[planes.data[i]] === 1) cells[planes.data[i]]++;
  return { nodes, cells };
}

/** Layers of nodes, one after the other. */
class Layers {
  /** number of each node that is used */
  readonly numbers: Uint32Array;
  private readonly planes: Planes;
  private readonly shape: Shape3;
  private readonly chosen: Uint8Array;
  private below: Uint8Array;
  private above: Uint8Array;
  readonly used: Uint8Array;

  constructor(planes: Planes, shape: Shape3, chosen: Uint8Array, first: number, end: number) {
    checkLayers(planes, shape, first, end);
    const [, ny, nx] = shape;
    this.planes = planes;
    this.shape = shape;
    this.chosen = chosen;
    this.below = new Uint8Array((ny + 2) * (nx + 2));
    this.above = new Uint8Array(this.below.length);
    this.used = new Uint8Array((ny + 1) * (nx + 1));
    this.numbers = new Uint32Array(this.used.length);
    paddedPlane(planes, shape, first - 1, chosen, this.below);
  }

  /** Goes on to layer z and numbers its nodes from `from` on; returns how many there are. */
  next(z: number, from: number): number {
    const [, ny, nx] = this.shape;
    const { below, above, used, numbers } = this;
    paddedPlane(this.planes, this.shape, z, this.chosen, above);
    const width = nx + 2;
    let count = 0;
    for (let y = 0, o = 0; y <= ny; y++)
      for (let x = 0; x <= nx; x++, o++) {
        const p = y * width + x;
        const q = p + width;
        used[o] = below[p] | below[p + 1] | below[q] | below[q + 1] | above[p] | above[p + 1] | above[q] | above[q + 1];
        numbers[o] = from + count;
        count += used[o];
      }
    [this.below, this.above] = [above, below];
    return count;
  }
}

/** Coordinates x, y, z of the nodes; `origin` is the centre of the first voxel. */
export function hexPoints({ planes, shape, chosen, first, end }: HexSlab, spacing: Vec3, origin: Vec3, nodes: number): Float64Array {
  const [, ny, nx] = shape;
  const out = new Float64Array(3 * nodes);
  const walk = new Layers(planes, shape, chosen, first, end);
  let o = 0;
  for (let z = first; z < end; z++) {
    walk.next(z, 0);
    for (let y = 0, i = 0; y <= ny; y++)
      for (let x = 0; x <= nx; x++, i++) {
        if (walk.used[i] === 0) continue;
        out[o++] = origin[2] + (x - 0.5) * spacing[2];
        out[o++] = origin[1] + (y - 0.5) * spacing[1];
        out[o++] = origin[0] + (z - 0.5) * spacing[0];
      }
  }
  return out;
}

/** Nodes of each cell in the order of VTK, counted on from `base`, the number of nodes of all slabs before. */
export function hexNodes({ planes, shape, chosen, first, end }: HexSlab, base: number, cells: number): Int32Array {
  const [nz, ny, nx] = shape;
  const out = new Int32Array(8 * cells);
  const walk = new Layers(planes, shape, chosen, first, end);
  const wide = nx + 1;
  let from = base + walk.next(first, base);
  let low = walk.numbers.slice();
  let o = 0;
  for (let z = first; z < Math.min(nz, end); z++) {
    from += walk.next(z + 1, from);
    const high = walk.numbers;
    for (let y = 0; y < ny; y++) {
      const row = ((z - planes.first) * ny + y) * nx;
      for (let x = 0; x < nx; x++) {
        if (chosen[planes.data[row + x]] === 0) continue;
        const i = y * wide + x;
        out[o] = low[i];
        out[o + 1] = low[i + 1];
        out[o + 2] = low[i + wide + 1];
        out[o + 3] = low[i + wide];
        out[o + 4] = high[i];
        out[o + 5] = high[i + 1];
        out[o + 6] = high[i + wide + 1];
        out[o + 7] = high[i + wide];
        o += 8;
      }
    }
    low = high.slice();
  }
  return out;
}

/** Labels of the cells. */
export function hexLabels({ planes, shape, chosen, first, end }: HexSlab, cells: number): Uint8Array {
  const [nz, ny, nx] = shape;
  const out = new Uint8Array(cells);
  const last = (Math.min(nz, end) - planes.first) * ny * nx;
  for (let i = (first - planes.first) * ny * nx, o = 0; i < last; i++) if (chosen[planes.data[i]] === 1) out[o++] = planes.data[i];
  return out;
}
