import { describe, expect, it } from 'vitest';
import { magnifyLabels, shapeBefore } from '../../src/simulate/index.js';
import type { Shape3 } from '../../src/volume/index.js';

const fill = ([nz, ny, nx]: Shape3, phase: (z: number, y: number, x: number) => number): Uint8Array =>
  Uint8Array.from({ length: nz * ny * nx }, (_, i) => phase(Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx));

describe('a structure seen closer', () => {
  it.each([1.4, 2, 3])('fills the wanted shape and keeps the volume of a ball at a factor of %d, to its surface', (factor) => {
    const shape: Shape3 = [48, 48, 48];
    const from = shapeBefore(shape, factor);
    const [centre, r] = [48 / factor / 2, 0.4 * (48 / factor)];
    const ball = fill(from, (z, y, x) => (Math.hypot(z + 0.5 - centre, y + 0.5 - centre, x + 0.5 - centre) <= r ? 1 : 3));
    const seen = magnifyLabels(ball, from, shape, factor);
    const truth = (4 / 3) * Math.PI * (r * factor) ** 3;
    const shell = 4 * Math.PI * (r * factor) ** 2;
    // no face of the ball moves by more than a third of a voxel on average
    expect(Math.abs(seen.filter((v) => v === 1).length - truth)).toBeLessThan(shell / 3);
  });

  it('keeps a layer of one voxel closed and `factor` thick, and low faces where they were', () => {
    const shape: Shape3 = [12, 30, 12];
    const from = shapeBefore(shape, 3);
    const seen = magnifyLabels(
      fill(from, (_, y) => (y < 2 ? 5 : y === 4 ? 2 : 3)),
      from,
      shape,
      3,
    );
    for (let z = 0; z < 12; z++)
      for (let x = 0; x < 12; x++) {
        const column = Array.from({ length: 30 }, (_, y) => seen[(z * 30 + y) * 12 + x]);
        expect(column.filter((v) => v === 2)).toHaveLength(3);
        expect(column.filter((v) => v === 5)).toHaveLength(6);
        expect(column.slice(0, 6)).toEqual([5, 5, 5, 5, 5, 5]);
      }
  });

  it('closes a slanted layer through faces', () => {
    const shape: Shape3 = [2, 40, 40];
    const from = shapeBefore(shape, 2.5);
    const seen = magnifyLabels(
      fill(from, (_, y, x) => (y === x ? 2 : y < x ? 1 : 3)),
      from,
      shape,
      2.5,
    );
    const leak = seen.some((v, i) => v === 1 && i % 40 < 39 && (seen[i + 40] === 3 || (i % 40 > 0 && seen[i - 1] === 3)));
    expect(leak).toBe(false);
  });
});
