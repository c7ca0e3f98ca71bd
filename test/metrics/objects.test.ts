import { describe, expect, test } from 'vitest';
import { objectTable } from '../../src/metrics/objects.js';
import type { ObjectTableOptions } from '../../src/metrics/objects.js';
import { surfaceMetrics } from '../../src/metrics/surface.js';
import type { Cell, Shape3, Vec3 } from '../../src/volume/index.js';
import { maskOf, noise } from '../kernels/shapes.js';
import { labelsOf, measureOne } from './geometry-context.js';

function rowsOf(data: Uint8Array, shape: Shape3, spacing: Vec3 | null, options: ObjectTableOptions = {}): Record<string, Cell>[] {
  const table = objectTable(data, shape, spacing, options);
  return table.rows.map((row) => Object.fromEntries(table.columns.map((column, k) => [column.id, row[k]!])));
}

const SHAPE: Shape3 = [20, 22, 24];
/** a box of 4 x 5 x 6 voxels at (2, 3, 4), a single voxel at the face x+, and two voxels that meet at an edge */
const DATA = maskOf(SHAPE, (z, y, x) => {
  if (z >= 2 && z < 6 && y >= 3 && y < 8 && x >= 4 && x < 10) return true;
  if (z === 10 && y === 10 && x === 23) return true;
  return (z === 15 && y === 15 && x === 15) || (z === 16 && y === 16 && x === 15);
});

describe('component table', () => {
  test('sizes, places and boxes of known objects, largest first', () => {
    const rows = rowsOf(DATA, SHAPE, [2e-6, 1e-6, 0.5e-6]);
    expect(rows.map((row) => row['voxels'])).toEqual([120, 2, 1]);
    const [box, pair, single] = rows as [Record<string, Cell>, Record<string, Cell>, Record<string, Cell>];
    expect(box['volume']).toBeCloseTo(120e-18, 30);
    expect([box['centroid_z_voxel'], box['centroid_y_voxel'], box['centroid_x_voxel']]).toEqual([4, 5.5, 7]);
    expect(box['centroid_z']).toBeCloseTo(8e-6, 15);
    expect(box['centroid_x']).toBeCloseTo(3.5e-6, 15);
    expect(['box_z', 'box_y', 'box_x', 'size_z', 'size_y', 'size_x'].map((key) => box[key])).toEqual([2, 3, 4, 4, 5, 6]);
    expect(['seed_z', 'seed_y', 'seed_x'].map((key) => box[key])).toEqual([2, 3, 4]);
    expect(box['equivalent_diameter']).toBeCloseTo(Math.cbrt((6 * 120e-18) / Math.PI), 14);
    expect(rows.map((row) => row['touches_edge'])).toEqual([false, false, true]);
    expect(['seed_z', 'seed_y', 'seed_x'].map((key) => pair[key])).toEqual([15, 15, 15]);
    // cut by the image edge: volume and surface are not those of one body
    expect([typeof pair['sphericity'], single['sphericity']]).toEqual(['number', null]);
  });

  test('the neighbourhood decides what one object is', () => {
    expect(objectTable(DATA, SHAPE, null, { connectivity: 6 }).rows).toHaveLength(4);
    expect(objectTable(DATA, SHAPE, null, { connectivity: 18 }).rows).toHaveLength(3);
  });

  test('without a voxel size physical columns are null and the others are there', () => {
    const [box] = rowsOf(DATA, SHAPE, null);
    for (const key of ['volume', 'equivalent_diameter', 'surface', 'sphericity', 'centroid_z']) expect(box![key]).toBeNull();
    expect(box!['centroid_y_voxel']).toBe(5.5);
  });

  test('the state is that of the isolation map', () => {
    const states = DATA.map((value, i) => (value === 0 ? 0 : i % 24 === 23 ? 3 : 2));
    expect(rowsOf(DATA, SHAPE, null, { isolationStates: states }).map((row) => row['state'])).toEqual(['dead', 'dead', 'unknown']);
    expect(rowsOf(DATA, SHAPE, null)[0]!['state']).toBeNull();
  });

  test('surfaces of single objects equal the surface metric asked by seed', async () => {
    const shape: Shape3 = [14, 15, 16];
    const spacing: Vec3 = [1.5, 1, 1];
    const data = noise(shape, 0.12, 17);
    const rows = rowsOf(data, shape, spacing, { connectivity: 26 });
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows.slice(0, 12)) {
      const seed_voxel_zyx = [Number(row['seed_z']), Number(row['seed_y']), Number(row['seed_x'])];
      const area = await measureOne(surfaceMetrics, 'surface.crofton13', labelsOf(data, shape, spacing), { seed_voxel_zyx });
      expect(row['surface']).toBeCloseTo(area.value as number, 8);
    }
  });

  test('a ball has sphericity 1', () => {
    const shape: Shape3 = [30, 30, 30];
    const data = maskOf(shape, (z, y, x) => (z - 14.6) ** 2 + (y - 14.4) ** 2 + (x - 14.7) ** 2 < 144);
    expect(rowsOf(data, shape, [1e-7, 1e-7, 1e-7])[0]!['sphericity']).toBeCloseTo(1, 2);
  });

  test('a box has the semi-axes of its second moments, an image those of the ellipse', () => {
    const shape: Shape3 = [20, 22, 24];
    const data = maskOf(shape, (z, y, x) => z >= 2 && z < 6 && y >= 3 && y < 13 && x >= 4 && x < 19);
    const [row] = rowsOf(data, shape, [1, 1, 1]);
    // n points one apart
    const half = (n: number, times: number): number => Math.sqrt((times * (n * n - 1)) / 12);
    expect(row!['semi_axis_long']).toBeCloseTo(half(15, 5), 10);
    expect(row!['semi_axis_middle']).toBeCloseTo(half(10, 5), 10);
    expect(row!['semi_axis_short']).toBeCloseTo(half(4, 5), 10);
    const flat: Shape3 = [1, 20, 30];
    const [plane] = rowsOf(
      maskOf(flat, (_, y, x) => y >= 2 && y < 8 && x >= 3 && x < 25),
      flat,
      [9, 2, 1],
      { connectivity: 8 },
    );
    expect(plane!['semi_axis_long']).toBeCloseTo(half(22, 4), 10);
    expect(plane!['semi_axis_short']).toBeCloseTo(2 * half(6, 4), 10);
    expect(plane!['semi_axis_middle']).toBeNull();
  });

  test('in an image objects have an area, and the faces of the flat axis are no edge', () => {
    const shape: Shape3 = [1, 10, 12];
    const data = maskOf(shape, (_, y, x) => y >= 2 && y < 5 && x >= 3 && x < 7);
    const [row] = rowsOf(data, shape, [5, 2, 3], { connectivity: 8 });
    expect(row!['area']).toBe(12 * 6);
    expect(row!['volume']).toBeNull();
    expect(row!['surface']).toBeNull();
    expect(row!['touches_edge']).toBe(false);
  });

  test('no objects, and everything one object', () => {
    expect(objectTable(new Uint8Array(27), [3, 3, 3], [1, 1, 1]).rows).toEqual([]);
    const [row] = rowsOf(new Uint8Array(27).fill(1), [3, 3, 3], [1, 1, 1]);
    expect([row!['voxels'], row!['surface'], row!['sphericity']]).toEqual([27, 0, null]);
  });

  test('limit keeps the largest', () => {
    expect(rowsOf(DATA, SHAPE, null, { limit: 1 }).map((row) => row['voxels'])).toEqual([120]);
  });
});
