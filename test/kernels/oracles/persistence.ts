/** Persistent homology by reduction of the whole boundary matrix of the cubical complex: cubic in time, for tiny volumes only. */
import type { Shape3 } from '../../../src/volume/index.js';

interface Cell {
  readonly place: readonly [number, number, number];
  readonly dimension: number;
  readonly value: number;
}

type Diagrams = readonly (readonly (readonly [birth: number, death: number])[])[];

/**
 * `cubes`: voxels are closed cubes and smaller cells take the least value around them (26 neighbours); `points`: voxels are corners
 * and larger cells take the greatest value (6 neighbours). Pairs of different values per dimension, sorted; essential ones die at Infinity.
 */
export function slowPersistence(values: ArrayLike<number>, shape: Shape3, voxelsAre: 'cubes' | 'points'): Diagrams {
  const cells = cellsOf(values, shape, voxelsAre);
  const indexOf = new Map(cells.map((cell, i) => [cell.place.join(), i]));
  const columns = cells.map((cell) => boundary(cell, indexOf));
  const columnOfPivot = new Map<number, number>();
  const diagrams: [number, number][][] = [[], [], [], []];
  const paired = new Set<number>();
  columns.forEach((column, j) => {
    for (let pivot = Math.max(-1, ...column); pivot >= 0; pivot = Math.max(-1, ...column)) {
      const owner = columnOfPivot.get(pivot);
      if (owner === undefined) {
        columnOfPivot.set(pivot, j);
        paired.add(pivot).add(j);
        if (cells[pivot]!.value !== cells[j]!.value) diagrams[cells[pivot]!.dimension]!.push([cells[pivot]!.value, cells[j]!.value]);
        break;
      }
      for (const row of columns[owner]!) if (!column.delete(row)) column.add(row);
    }
  });
  cells.forEach((cell, i) => {
    if (!paired.has(i)) diagrams[cell.dimension]!.push([cell.value, Infinity]);
  });
  return diagrams.map((pairs) => pairs.sort((p, q) => p[0] - q[0] || p[1] - q[1]));
}

function cellsOf(values: ArrayLike<number>, [nz, ny, nx]: Shape3, voxelsAre: 'cubes' | 'points'): Cell[] {
  const cells: Cell[] = [];
  const cubes = voxelsAre === 'cubes';
  // places in halves of a voxel: even places are points, odd ones intervals; voxels lie at odd places when they are cubes
  const size = (n: number): number => (cubes ? 2 * n + 1 : 2 * n - 1);
  for (let z = 0; z < size(nz); z++)
    for (let y = 0; y < size(ny); y++)
      for (let x = 0; x < size(nx); x++) {
        const around = [voxelsAt(z, nz, cubes), voxelsAt(y, ny, cubes), voxelsAt(x, nx, cubes)] as const;
        const all = around[0].flatMap((a) => around[1].flatMap((b) => around[2].map((c) => values[(a * ny + b) * nx + c]!)));
        cells.push({ place: [z, y, x], dimension: (z % 2) + (y % 2) + (x % 2), value: cubes ? Math.min(...all) : Math.max(...all) });
      }
  return cells.sort((a, b) => a.value - b.value || a.dimension - b.dimension);
}

function voxelsAt(place: number, n: number, cubes: boolean): number[] {
  const half = cubes ? (place - 1) / 2 : place / 2;
  return [...new Set([Math.floor(half), Math.ceil(half)])].filter((voxel) => voxel >= 0 && voxel < n);
}

function boundary({ place }: Cell, indexOf: ReadonlyMap<string, number>): Set<number> {
  const rows = new Set<number>();
  place.forEach((at, axis) => {
    if (at % 2 === 1) for (const step of [-1, 1]) rows.add(indexOf.get(place.map((p, k) => (k === axis ? p + step : p)).join())!);
  });
  return rows;
}
