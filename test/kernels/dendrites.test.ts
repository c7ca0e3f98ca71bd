import { describe, expect, test } from 'vitest';
import { dendriteTips, orientAlongGrowth, shortCircuitGap, tipGaps } from '../../src/kernels/index.js';
import type { IsolationOptions, ShortCircuitOptions } from '../../src/kernels/index.js';
import { FACES } from '../../src/volume/index.js';
import type { Face, Shape3, Vec3 } from '../../src/volume/index.js';
import { maskOf } from './shapes.js';

const CUBE: Vec3 = [1, 1, 1];
const up: IsolationOptions = { collectorFaces: ['z-'] };

/** a film of lithium with whole square pillars on it */
function pillars(shape: Shape3, film: number, height: number, width: number, pitch: number): Uint8Array {
  const stands = (v: number, n: number): boolean => v >= 4 && (v - 4) % pitch < width && v - ((v - 4) % pitch) + width <= n - 3;
  return maskOf(shape, (z, y, x) => z < film || (z < film + height && stands(y, shape[1]) && stands(x, shape[2])));
}

/** the same structure grown from another face: axes in cyclic order, then turned over */
function grownFrom(face: Face, data: Uint8Array, shape: Shape3): { data: Uint8Array; shape: Shape3 } {
  const turns = { z: 0, y: 1, x: 2 }[face[0] as 'z' | 'y' | 'x'];
  const strides = [shape[1] * shape[2], shape[2], 1];
  const turned = [0, 1, 2].map((axis) => shape[(axis - turns + 3) % 3]!) as unknown as Shape3;
  const out = maskOf(turned, (...at) => {
    const place = at.map((v, axis) => (axis === turns && face[1] === '+' ? turned[axis]! - 1 - v : v));
    return data[place.reduce((sum, v, axis) => sum + v * strides[(axis - turns + 3) % 3]!, 0)] === 1;
  });
  return { data: out, shape: turned };
}

describe('turning growth upwards', () => {
  test.each(FACES)('undoes a collector at %s', (face) => {
    const shape: Shape3 = [4, 5, 6];
    const data = maskOf(shape, (z, y, x) => (7 * z + 3 * y + x) % 4 === 0);
    const grown = grownFrom(face, data, shape);
    const axis = 'zyx'.indexOf(face[0]!);
    const spacing = [0, 1, 2].map((k) => 1 + ((k - axis + 3) % 3)) as unknown as Vec3;
    const identity = Uint8Array.from({ length: 256 }, (_, k) => k);
    const back = orientAlongGrowth(grown.data, grown.shape, spacing, face, identity);
    expect(back.data).toEqual(data);
    expect([back.shape, back.spacing, back.faceOf(face)]).toEqual([shape, [1, 2, 3], 'z-']);
  });
});

describe('tips', () => {
  test.each([
    [4, 30, 4, 16],
    [0, 30, 4, 16],
    [8, 30, 3, 16],
    [2, 25, 1, 8],
    [3, 30, 7, 16],
    [12, 20, 5, 16],
  ])('film %i, pillars %i high and %i wide every %i', (film, height, width, pitch) => {
    const shape: Shape3 = [48, 48, 48];
    const body = pillars(shape, film, height, width, pitch);
    let feet = 0;
    for (let i = 0; i < 48 * 48; i++) if (body[(film + height - 1) * 48 * 48 + i] === 1) feet++;
    expect(dendriteTips(body, shape, CUBE, up).voxels).toHaveLength(feet / width ** 2);
  });

  test.each(FACES)('are the same wherever the collector lies: %s', (face) => {
    const shape: Shape3 = [30, 33, 20];
    const grown = grownFrom(face, pillars(shape, 3, 20, 3, 10), shape);
    const found = dendriteTips(grown.data, grown.shape, CUBE, { collectorFaces: [face] });
    const reference = dendriteTips(pillars(shape, 3, 20, 3, 10), shape, CUBE, up);
    expect(found.voxels).toEqual(reference.voxels);
    expect(found.voxels.length).toBeGreaterThan(1);
  });

  test('a film, a fibre lying on the collector and low bumps have none', () => {
    const shape: Shape3 = [20, 20, 20];
    for (const body of [
      maskOf(shape, (z) => z < 5),
      maskOf(shape, () => true),
      maskOf(shape, (z, y) => z < 2 && y === 10),
      maskOf(shape, (z, y, x) => z < 6 || (z < 9 && Math.abs(y - 10) <= 2 && Math.abs(x - 10) <= 2)),
      new Uint8Array(8000),
    ])
      expect(dendriteTips(body, shape, CUBE, up).voxels).toHaveLength(0);
  });

  test('a needle that branches, an arch, and a ball on a stalk', () => {
    const shape: Shape3 = [40, 30, 30];
    const fork = maskOf(shape, (z, y, x) => y === 15 && (z < 15 ? x === 15 : Math.abs(x - 15) === z - 15 && z < 25));
    expect(dendriteTips(fork, shape, CUBE, up).voxels).toHaveLength(2);
    const arch = maskOf(shape, (z, y, x) => y === 15 && (z < 20 ? x === 5 || x === 25 : z === 20 && x >= 5 && x <= 25));
    expect(dendriteTips(arch, shape, CUBE, up).voxels).toHaveLength(0);
    const mushroom = maskOf(shape, (z, y, x) => (z < 20 && Math.hypot(y - 15, x - 15) < 2) || Math.hypot(z - 26, y - 15, x - 15) < 9);
    expect(dendriteTips(mushroom, shape, CUBE, up).voxels).toHaveLength(1);
  });

  test('only live lithium counts, and copper inside the image carries it', () => {
    const shape: Shape3 = [30, 20, 20];
    const needle = (z: number, y: number, x: number): boolean => z > 4 && z < 25 && y === 5 && x === 5;
    const loose = (z: number, y: number, x: number): boolean => z > 8 && z < 25 && y === 15 && x === 15;
    const copper = maskOf(shape, (z, y, x) => z <= 4 + Math.floor(x / 10) && !needle(z, y, x));
    const labels = maskOf(shape, (z, y, x) => needle(z, y, x) || loose(z, y, x)).map((v, i) => (v === 1 ? 1 : 5 * copper[i]!));
    const found = dendriteTips(labels, shape, CUBE, { ...up, collectorBodyLabel: 5 });
    expect(Array.from(found.voxels)).toEqual([(24 * 20 + 5) * 20 + 5]);
    expect(dendriteTips(labels, shape, CUBE, up)).toMatchObject({ live: 0, voxels: new Uint32Array(0) });
  });
});

describe('distance to the counter electrode', () => {
  const shape: Shape3 = [24, 11, 13];
  const options: ShortCircuitOptions = { ...up, blockingLabels: [5] };
  const gap = (labels: Uint8Array, spacing: Vec3 = CUBE, more: Partial<ShortCircuitOptions> = {}): number =>
    shortCircuitGap(labels, shape, spacing, { ...options, ...more }).distance;

  test('an open gap of n layers is n steps, whatever the spacing', () => {
    for (const height of [1, 10, 22, 23])
      expect(
        gap(
          maskOf(shape, (z) => z < height),
          [0.5, 0.2, 3],
        ),
      ).toBeCloseTo((24 - height) * 0.5, 5);
    expect(gap(maskOf(shape, (z, y, x) => z < 3 || (z < 20 && y === 5 && x === 6)))).toBeCloseTo(4, 5);
  });

  test('0 when it touches, Infinity behind a wall, no number without live lithium', () => {
    expect(gap(maskOf(shape, (_, y, x) => y === 5 && x === 6))).toBe(0);
    const film = maskOf(shape, (z) => z < 3);
    expect(gap(film.map((v, i) => (Math.floor(i / 143) === 15 ? 5 : v)))).toBe(Infinity);
    expect(gap(film.map((v, i) => (Math.floor(i / 143) === 15 ? 6 : v)))).toBeCloseTo(21, 5);
    expect(
      gap(
        film.map((v, i) => (Math.floor(i / 143) === 15 ? 6 : v)),
        CUBE,
        { blockingLabels: [6] },
      ),
    ).toBe(Infinity);
    expect(shortCircuitGap(new Uint8Array(3432), shape, CUBE, options)).toEqual({ distance: Infinity, live: 0, hasCollector: true });
  });

  test('goes around what is in the way, dead lithium too', () => {
    // a plate of dead lithium over the only tip, open on one side
    const body = maskOf(shape, (z, y, x) => (z < 10 && y === 5 && x === 2) || (z === 15 && x < 8 && x > -1));
    const labels = body.map((v, i) => (Math.floor(i / 143) === 15 && v === 1 ? 1 : v));
    const exact = Math.hypot(15 - 10, 8 - 3) + 9;
    const found = gap(labels);
    expect(found).toBeGreaterThan(exact - 0.5);
    expect(found).toBeLessThan(exact + 1.5);
  });

  test('between two deposits that grow towards each other', () => {
    const both = maskOf(shape, (z, y, x) => z < 5 || (z < 9 && y === 5 && x === 6) || z > 20 || (z > 14 && y === 5 && x === 6));
    const faces: readonly Face[] = ['z-', 'z+'];
    expect(gap(both, CUBE, { collectorFaces: faces })).toBeCloseTo(6, 5);
    expect(gap(both)).toBeGreaterThan(6);
    const short = maskOf(shape, (_, y, x) => y === 5 && x === 6);
    expect(gap(short, CUBE, { collectorFaces: faces })).toBe(0);
  });

  test('of each tip', () => {
    const body = maskOf(shape, (z, y, x) => z < 2 || (y === 5 && ((x === 2 && z < 12) || (x === 6 && z < 20) || (x === 10 && z < 16))));
    const tips = dendriteTips(body, shape, CUBE, up);
    expect(Array.from(tipGaps(body, shape, CUBE, options, tips)).sort((a, b) => a - b)).toEqual(
      [4, 8, 12].map((steps) => expect.closeTo(steps, 5) as number),
    );
  });
});
