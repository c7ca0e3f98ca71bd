/** Tiles cover every voxel once, have one shape and lie on one grid; views turn boxes back and forth. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelPackage } from '../../src/segmentation/index.js';
import { planTiles, reflectIndex, visibleFirst } from '../../src/segmentation/tiling.js';
import { boxInView, boxInVolume, orientView } from '../../src/segmentation/view.js';
import { FACES, type Shape3 } from '../../src/volume/index.js';

const model = (min: number, step: number, halo: number, border = halo) =>
  ({
    input: { order: ['batch', 'channel', 'y', 'x'], sizes: { y: { min, step }, x: { min, step } }, channels: ['z0'], batch: null },
    output: { halo: { z: 0, y: halo, x: halo }, border: { z: 0, y: border, x: border } },
  }) as unknown as ModelPackage;

describe('a plan of tiles', () => {
  it('covers every voxel exactly once, on the grid of the model', () => {
    fc.assert(
      fc.property(
        fc.record({
          min: fc.integer({ min: 8, max: 80 }),
          step: fc.constantFrom(0, 1, 8, 16),
          halo: fc.integer({ min: 0, max: 3 }),
          less: fc.integer({ min: 0, max: 3 }),
          ny: fc.integer({ min: 1, max: 90 }),
          nx: fc.integer({ min: 1, max: 90 }),
        }),
        ({ min, step, halo, less, ny, nx }) => {
          const border = step === 0 ? halo : Math.max(0, halo - less);
          const shape: Shape3 = [3, ny, nx];
          const plan = planTiles(model(min, step, halo, border), shape, { edge: 48, voxels: 5000, slices: 4 });
          const seen = new Uint8Array(3 * ny * nx);
          for (const { start, end } of plan.units)
            for (let z = start[0]; z < end[0]; z++)
              for (let y = start[1]; y < end[1]; y++) for (let x = start[2]; x < end[2]; x++) seen[(z * ny + y) * nx + x]! += 1;
          expect(seen.every((n) => n === 1)).toBe(true);
          for (const axis of [1, 2] as const) {
            const [tile, length] = [plan.tile[axis], shape[axis]];
            expect(step === 0 ? tile : (tile - min) % step).toBe(step === 0 ? min : 0);
            for (const { start, end, origin } of plan.units) {
              expect((origin[axis] + border) % Math.max(1, step)).toBe(0);
              expect(start[axis] - origin[axis]).toBeGreaterThanOrEqual(start[axis] === 0 ? border : halo);
              expect(origin[axis] + tile - end[axis]).toBeGreaterThanOrEqual(end[axis] === length ? border : halo);
            }
          }
        },
      ),
      { numRuns: 300, seed: 5 },
    );
  });

  it('begins with the tiles around the slice on screen', () => {
    const plan = planTiles(model(16, 8, 4), [20, 16, 16], { edge: 48, voxels: 600, slices: 1 });
    const order = visibleFirst(plan, { axis: 0, index: 11 }).map((i) => plan.units[i]!.start[0]);
    expect(order.slice(0, 5)).toEqual([11, 10, 12, 9, 13]);
    expect(order.length).toBe(20);
  });
});

it.each([
  [-1, 5, 1],
  [5, 5, 3],
  [-6, 5, 2],
  [13, 5, 3],
  [-3, 2, 1],
  [7, 1, 0],
])('index %d in a line of %d is reflected to %d', (index, length, expected) => expect(reflectIndex(index, length)).toBe(expected));

it.each(FACES)('collector on %s: growth runs along +y of the view', (face) => {
  const shape: Shape3 = [3, 4, 5];
  const view = orientView(shape, face, 'y');
  const axis = 'zyx'.indexOf(face[0]!);
  const n = shape[axis]!;
  const layer = { start: [0, 0, 0] as [number, number, number], end: [...shape] as [number, number, number] };
  layer.start[axis] = face[1] === '-' ? 0 : n - 1;
  layer.end[axis] = layer.start[axis]! + 1;
  const inView = boxInView(view, layer);
  expect([inView.start[1], inView.end[1]]).toEqual([0, 1]);
  expect(boxInVolume(view, inView)).toEqual(layer);
});
