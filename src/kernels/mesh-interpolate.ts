/**
 * A field on the nodes or cells of a mesh, at the centres of voxels: each centre is looked for in every cell whose box holds it, and the
 * field is interpolated with the shape functions of the cell. Exact for fields that are linear in a cell. A centre in no cell gets
 * `empty`; one on the face between two cells takes the first of them, so duplicated nodes (a jump between two parts) stay a jump.
 */
import { checkAborted } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import { CELL_NODES } from '../volume/index.js';
import type { CellBlock, CellShape } from '../volume/index.js';
import { inHexahedron, inQuad, inTetrahedron, inTriangle } from './mesh-cells.js';
import type { SamplingGrid } from './sampling-grid.js';

const CHECK_EVERY = 16_384;

/** Shapes that fill space (or an area, in one plane); others have nothing to fill. */
const FILLING: Readonly<Record<'flat' | 'solid', readonly CellShape[]>> = {
  flat: ['triangle', 'quad'],
  solid: ['tetrahedron', 'pyramid', 'wedge', 'hexahedron'],
};

/** Tetrahedra into which a cell is split: nodes of the cell, in the order of VTK. */
const SPLIT: Readonly<Partial<Record<CellShape, readonly (readonly [number, number, number, number])[]>>> = {
  tetrahedron: [[0, 1, 2, 3]],
  pyramid: [
    [0, 1, 2, 4],
    [0, 2, 3, 4],
  ],
  wedge: [
    [0, 1, 2, 3],
    [1, 2, 3, 4],
    [2, 3, 4, 5],
  ],
};

export interface MeshValues {
  readonly points: Float64Array;
  readonly blocks: readonly CellBlock[];
  readonly on: 'points' | 'cells';
  /** one for each point, or for each cell in the order of the blocks */
  readonly values: Float64Array;
}

/** Whether cells of a shape fill voxels of such a grid. */
export function fillsVoxels(shape: CellShape, flat: boolean): boolean {
  return FILLING[flat ? 'flat' : 'solid'].includes(shape);
}

/** Value of a cell at a place, or NaN outside it. */
function valueAt(shape: CellShape, nodes: Float64Array, values: Float64Array, x: number, y: number, z: number): number {
  if (shape === 'triangle') return inTriangle(nodes, x, y, weights) ? weighted(values, 3) : NaN;
  if (shape === 'quad') return inQuad(nodes, x, y, weights) ? weighted(values, 4) : NaN;
  if (shape === 'hexahedron') return inHexahedron(nodes, x, y, z, weights) ? weighted(values, 8) : NaN;
  for (const corners of SPLIT[shape] ?? []) {
    corners.forEach((corner, n) => tetrahedron.set(nodes.subarray(3 * corner, 3 * corner + 3), 3 * n));
    if (inTetrahedron(tetrahedron, x, y, z, weights)) return corners.reduce((sum, corner, n) => sum + weights[n] * values[corner], 0);
  }
  return NaN;
}

const weights = new Float64Array(8);
const tetrahedron = new Float64Array(12);

function weighted(values: Float64Array, count: number): number {
  let sum = 0;
  for (let n = 0; n < count; n++) sum += weights[n] * values[n];
  return sum;
}

export function meshInterpolate(
  { points, blocks, on, values }: MeshValues,
  empty: number,
  { shape: [nz, ny, nx], origin, step }: SamplingGrid,
  { signal, onProgress }: RunOptions = {},
): Float32Array {
  const flat = nz === 1;
  const out = new Float32Array(nz * ny * nx);
  const filled = new Uint8Array(out.length);
  const total = blocks.reduce((sum, block) => sum + block.nodes.length / CELL_NODES[block.shape], 0);
  const nodes = new Float64Array(24);
  const cellValues = new Float64Array(8);
  let done = 0;
  for (const block of blocks) {
    const corners = CELL_NODES[block.shape];
    const cells = block.nodes.length / corners;
    if (!fillsVoxels(block.shape, flat)) {
      done += cells;
      continue;
    }
    for (let c = 0; c < cells; c++, done++) {
      if (done % CHECK_EVERY === 0) {
        checkAborted(signal);
        onProgress?.({ done, total, what: 'cells' });
      }
      for (let n = 0; n < corners; n++) {
        const p = block.nodes[c * corners + n];
        nodes[3 * n] = points[3 * p];
        nodes[3 * n + 1] = points[3 * p + 1];
        nodes[3 * n + 2] = points[3 * p + 2];
        cellValues[n] = on === 'points' ? values[p] : values[done];
      }
      const [i0, i1] = voxelsWithin(nodes, corners, 0, origin[2], step[2], nx);
      const [j0, j1] = voxelsWithin(nodes, corners, 1, origin[1], step[1], ny);
      const [k0, k1] = flat ? [0, 0] : voxelsWithin(nodes, corners, 2, origin[0], step[0], nz);
      for (let k = k0; k <= k1; k++)
        for (let j = j0; j <= j1; j++)
          for (let i = i0; i <= i1; i++) {
            const at = (k * ny + j) * nx + i;
            if (filled[at] === 1) continue;
            const value = valueAt(
              block.shape,
              nodes,
              cellValues,
              origin[2] + i * step[2],
              origin[1] + j * step[1],
              origin[0] + k * step[0],
            );
            if (Number.isNaN(value)) continue;
            out[at] = value;
            filled[at] = 1;
          }
    }
  }
  for (let i = 0; i < out.length; i++) if (filled[i] === 0) out[i] = empty;
  return out;
}

/** First and last voxel whose centre lies within a cell along one axis, a little slack included. */
function voxelsWithin(nodes: Float64Array, corners: number, axis: number, first: number, step: number, count: number): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let n = 0; n < corners; n++) {
    const value = nodes[3 * n + axis];
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const slack = 1e-6;
  return [Math.max(0, Math.ceil((low - first) / step - slack)), Math.min(count - 1, Math.floor((high - first) / step + slack))];
}
