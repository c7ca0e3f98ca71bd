/**
 * How the fraction of a phase varies between parts of a box, and from that the field of view a number stands for. Voxels are counted in
 * cells, cells are joined two by two along every axis to larger windows, and the variance over the windows is followed.
 *
 * Integral range A: for windows much larger than the structure the variance of the fraction is f (1 - f) A / V (Lantuejoul, J. Microsc.
 * 161, 387 (1991)), so that it also gives the error of the whole field of view. Time linear in the voxels, memory one number per cell.
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import { wholePlanes } from './planes.js';

/** Edges of the cells in voxels: as nearly cubes of four shortest or one longest voxel edge as the voxels allow. */
export function cellEdges(shape: Shape3, spacing: Vec3): Shape3 {
  const edge = Math.max(4 * Math.min(...spacing), ...spacing.filter((_, axis) => shape[axis] > 1));
  const of = (axis: 0 | 1 | 2): number => Math.min(shape[axis], Math.max(1, Math.round(edge / spacing[axis])));
  return [of(0), of(1), of(2)];
}

/** Whole cells that fit into a box. */
export const cellShape = (shape: Shape3, cell: Shape3): Shape3 => [
  Math.floor(shape[0] / cell[0]), Math.floor(shape[1] / cell[1]), Math.floor(shape[2] / cell[2]),
]; // prettier-ignore

/** Counts of one slab. */
export interface SlabCells {
  /** first layer of cells that is counted here, in full or in part */
  readonly layer: number;
  /** voxels of the phase per cell, layer by layer */
  readonly counts: Uint32Array;
}

/** Counts in whole planes from plane `first` of the image on. */
export function slabCells(data: Uint8Array, value: number, first: number, shape: Shape3, cell: Shape3): SlabCells {
  const [, ny, nx] = shape;
  const [layers, rows, columns] = cellShape(shape, cell);
  const planes = wholePlanes(data, ny, nx);
  const layer = Math.floor(first / cell[0]);
  const last = Math.min(layers - 1, Math.floor((first + planes - 1) / cell[0]));
  const counts = new Uint32Array(Math.max(0, last - layer + 1) * rows * columns);
  for (let z = 0; z < planes; z++) {
    const here = Math.floor((first + z) / cell[0]);
    if (here >= layers) break;
    for (let y = 0; y < rows * cell[1]; y++) {
      let at = ((here - layer) * rows + Math.floor(y / cell[1])) * columns;
      let i = (z * ny + y) * nx;
      for (let c = 0; c < columns; c++, at++) for (const end = i + cell[2]; i < end; i++) if (data[i] === value) counts[at]++;
    }
  }
  return { layer, counts };
}

/** Counts of all cells: a layer that two slabs share is the sum of both. */
export function mergeCells(slabs: readonly SlabCells[], cells: Shape3): Float64Array {
  const plane = cells[1] * cells[2];
  const total = new Float64Array(cells[0] * plane);
  for (const { layer, counts } of slabs) for (let i = 0; i < counts.length; i++) total[layer * plane + i] += counts[i];
  return total;
}

/** The fraction in windows of one size. */
export interface WindowSpread {
  /** cells per edge of a window; 1 along axes that are one cell thick */
  readonly cells: Shape3;
  readonly windows: number;
  /** sample variance (n - 1) of the fraction over the windows */
  readonly variance: number;
}

/** Windows of 1, 2, 4 .. cells per edge, as long as there are at least `fewest` of them. */
export function windowSpreads(counts: Float64Array, cells: Shape3, voxelsPerCell: number, fewest: number): WindowSpread[] {
  const spreads: WindowSpread[] = [];
  let [current, shape] = [counts, cells];
  let edges: Shape3 = [1, 1, 1];
  let voxels = voxelsPerCell;
  while (current.length >= fewest) {
    let mean = 0;
    for (let i = 0; i < current.length; i++) mean += current[i] / current.length;
    let squares = 0;
    for (let i = 0; i < current.length; i++) squares += (current[i] - mean) ** 2;
    spreads.push({ cells: edges, windows: current.length, variance: squares / (current.length - 1) / voxels ** 2 });
    const step = shape.map((n) => (n === 1 ? 1 : 2)) as unknown as Shape3;
    if (step.every((s) => s === 1)) break;
    [current, shape] = joined(current, shape, step);
    edges = [edges[0] * step[0], edges[1] * step[1], edges[2] * step[2]];
    voxels *= step[0] * step[1] * step[2];
  }
  return spreads;
}

function joined(counts: Float64Array, shape: Shape3, step: Shape3): [Float64Array, Shape3] {
  const small = cellShape(shape, step);
  const out = new Float64Array(small[0] * small[1] * small[2]);
  for (let z = 0; z < small[0] * step[0]; z++)
    for (let y = 0; y < small[1] * step[1]; y++) {
      const to = (Math.floor(z / step[0]) * small[1] + Math.floor(y / step[1])) * small[2];
      const from = (z * shape[1] + y) * shape[2];
      for (let x = 0; x < small[2] * step[2]; x++) out[to + Math.floor(x / step[2])] += counts[from + x];
    }
  return [out, small];
}
