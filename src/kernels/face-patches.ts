/**
 * Joins voxel faces that share an edge of the lattice to patches, in one sweep along z, by union-find. For each lattice edge near the
 * sweep only the last face that touched it is kept: edges along y and x on two planes of lattice points, edges along z in the layer
 * between them. Slabs swept apart are joined at the lattice plane where they meet. Exact. Memory: 16 bytes per face and five planes.
 */
import { rootOf } from './union-find.js';

/** A Float64Array that grows. */
export class GrowingNumbers {
  private values = new Float64Array(1024);
  private size = 0;

  push(value: number): void {
    if (this.size === this.values.length) {
      const larger = new Float64Array(2 * this.size);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.size++] = value;
  }

  at(index: number): number {
    return this.values[index];
  }

  set(index: number, value: number): void {
    this.values[index] = value;
  }

  get length(): number {
    return this.size;
  }

  take(): Float64Array {
    return this.values.slice(0, this.size);
  }
}

/** The patches of a slab, and those that touch the lattice edges at its two ends. */
export interface PatchPart {
  /** by patch */
  readonly areas: Float64Array;
  /** pairs of lattice edge and patch, ascending in edges */
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** The last face that touched each edge of a plane or layer of lattice edges. Clearing costs what was touched. */
class Edges {
  /** face + 1; 0: none */
  private readonly faces: Int32Array;
  private touched: number[] = [];

  constructor(count: number) {
    this.faces = new Int32Array(count);
  }

  /** Puts in a face and gives the one before it, or -1. */
  swap(edge: number, face: number): number {
    const before = this.faces[edge];
    this.faces[edge] = face + 1;
    if (before === 0) this.touched.push(edge);
    return before - 1;
  }

  clear(): void {
    for (const edge of this.touched) this.faces[edge] = 0;
    this.touched = [];
  }

  /** Pairs of edge and face, ascending in edges, which count from `offset`. */
  pairs(offset: number): number[] {
    const pairs: number[] = [];
    for (const edge of this.touched.sort((a, b) => a - b)) pairs.push(offset + edge, this.faces[edge] - 1);
    return pairs;
  }
}

export class FacePatches {
  private readonly parent = new GrowingNumbers();
  private readonly area = new GrowingNumbers();
  private readonly width: number;
  private readonly count: number;
  private lowerY: Edges;
  private lowerX: Edges;
  private upperY: Edges;
  private upperX: Edges;
  private readonly alongZ: Edges;
  private layers = 0;
  /** pairs of edge and face on the first lattice plane */
  private low: number[] = [];

  constructor(ny: number, nx: number) {
    this.width = nx + 1;
    this.count = (ny + 1) * (nx + 1);
    this.lowerY = new Edges(this.count);
    this.lowerX = new Edges(this.count);
    this.upperY = new Edges(this.count);
    this.upperX = new Edges(this.count);
    this.alongZ = new Edges(this.count);
  }

  /** The lattice plane above the last layer becomes the one below the next. */
  startLayer(): void {
    if (this.layers === 1) this.low = this.edgesOf(this.lowerY, this.lowerX);
    this.layers++;
    [this.lowerY, this.upperY] = [this.upperY, this.lowerY];
    [this.lowerX, this.upperX] = [this.upperX, this.lowerX];
    this.upperY.clear();
    this.upperX.clear();
    this.alongZ.clear();
  }

  /** The face at the low side of voxel column (y, x) of this layer, with its normal along `axis`. */
  add(y: number, x: number, axis: number, area: number): void {
    const face = this.parent.length;
    this.parent.push(face);
    this.area.push(area);
    const corner = y * this.width + x;
    if (axis === 0) {
      this.touch(this.lowerX, corner, face);
      this.touch(this.lowerX, corner + this.width, face);
      this.touch(this.lowerY, corner, face);
      this.touch(this.lowerY, corner + 1, face);
    } else {
      const along = axis === 1 ? 1 : this.width;
      this.touch(axis === 1 ? this.lowerX : this.lowerY, corner, face);
      this.touch(axis === 1 ? this.upperX : this.upperY, corner, face);
      this.touch(this.alongZ, corner, face);
      this.touch(this.alongZ, corner + along, face);
    }
  }

  /** The patches of all layers so far. */
  part(): PatchPart {
    const low = this.layers === 1 ? this.edgesOf(this.lowerY, this.lowerX) : this.low;
    const high = this.edgesOf(this.upperY, this.upperX);
    // a root is the first face of its patch
    const patchOf = new Int32Array(this.parent.length);
    const areas: number[] = [];
    for (let face = 0; face < patchOf.length; face++) {
      const root = this.root(face);
      patchOf[face] = root === face ? areas.push(0) - 1 : patchOf[root];
      areas[patchOf[face]] += this.area.at(face);
    }
    const named = (pairs: readonly number[]): Uint32Array => Uint32Array.from(pairs, (value, k) => (k % 2 === 0 ? value : patchOf[value]));
    return { areas: Float64Array.from(areas), low: named(low), high: named(high) };
  }

  private edgesOf(alongY: Edges, alongX: Edges): number[] {
    return [...alongY.pairs(0), ...alongX.pairs(this.count)];
  }

  private touch(edges: Edges, edge: number, face: number): void {
    const other = edges.swap(edge, face);
    if (other < 0) return;
    const a = this.root(other);
    const b = this.root(face);
    if (a !== b) this.parent.set(Math.max(a, b), Math.min(a, b));
  }

  private root(face: number): number {
    let i = face;
    for (let up = this.parent.at(i); up !== i; up = this.parent.at(i)) {
      this.parent.set(i, this.parent.at(up));
      i = up;
    }
    return i;
  }
}

/** Area of every patch of slabs that follow each other, largest first. */
export function joinPatches(parts: readonly PatchPart[]): Float64Array {
  const offsets: number[] = [];
  let count = 0;
  for (const { areas } of parts) {
    offsets.push(count);
    count += areas.length;
  }
  const parent = Uint32Array.from({ length: count }, (_, patch) => patch);
  for (let k = 1; k < parts.length; k++) {
    const below = parts[k - 1].high;
    const above = parts[k].low;
    for (let a = 0, b = 0; a < below.length && b < above.length;) {
      if (below[a] === above[b]) {
        const [p, q] = [rootOf(parent, offsets[k - 1] + below[a + 1]), rootOf(parent, offsets[k] + above[b + 1])];
        parent[Math.max(p, q)] = Math.min(p, q);
      }
      // the same edge is in each list once
      if (below[a] <= above[b]) a += 2;
      else b += 2;
    }
  }
  const sums = new Map<number, number>();
  parts.forEach(({ areas }, k) => {
    areas.forEach((area, patch) => {
      const at = rootOf(parent, offsets[k] + patch);
      sums.set(at, (sums.get(at) ?? 0) + area);
    });
  });
  return Float64Array.from(sums.values()).sort().reverse();
}
