import { describe, expect, test } from 'vitest';
import { composePicture } from '../../src/report/index.js';

const BASE = { rows: 3, columns: 3, window: { low: 0, high: 100 }, isolation: null };
const at = (rgb: Uint8Array, i: number): number[] => [...rgb.subarray(3 * i, 3 * i + 3)];

describe('slice pictures', () => {
  test('grey values run through the window and are clipped', () => {
    const grey = Uint16Array.of(0, 50, 100, 200, 25, 75, 10, 90, 1);
    const picture = composePicture({ ...BASE, grey, labels: null });
    expect([0, 1, 2, 3].map((i) => at(picture, i)[0])).toEqual([0, 127, 255, 255]);
    for (let i = 0; i < 9; i++) expect(new Set(at(picture, i)).size).toBe(1);
  });

  test('an empty window and NaN values are black, not garbage', () => {
    const grey = Float32Array.of(5, Number.NaN, 5, 5, 5, 5, 5, 5, 5);
    const picture = composePicture({ ...BASE, grey, labels: null, window: { low: 5, high: 5 } });
    expect([...picture].every((value) => value === 0)).toBe(true);
  });

  test('phases lie over grey, borders of lithium at nearly full colour', () => {
    const grey = new Uint8Array(25).fill(50);
    const labels = new Uint8Array(25).fill(1);
    labels[0] = 3;
    const picture = composePicture({ ...BASE, rows: 5, columns: 5, grey, labels });
    // lithium #578def at 0.4 over 128, and at 0.95 beside the electrolyte
    expect(at(picture, 12)).toEqual([0x57, 0x8d, 0xef].map((c) => Math.round(127.5 + 0.4 * (c - 127.5))));
    expect(at(picture, 1)).toEqual([0x57, 0x8d, 0xef].map((c) => Math.round(127.5 + 0.95 * (c - 127.5))));
  });

  test('dead lithium has its own colour, unknown lithium is hatched', () => {
    const labels = new Uint8Array(9).fill(1);
    const grey = new Uint8Array(9);
    const dead = composePicture({ ...BASE, grey, labels, isolation: new Uint8Array(9).fill(2) });
    expect(at(dead, 4)).toEqual([0xd9, 0x6b, 0x18].map((c) => Math.round(0.4 * c)));
    const unknown = composePicture({ ...BASE, grey, labels, isolation: new Uint8Array(9).fill(3) });
    expect(new Set(Array.from({ length: 9 }, (_, i) => at(unknown, i).join())).size).toBe(2);
  });
});
