import { describe, expect, test } from 'vitest';
import { paneView } from '../../renderer/viewer/camera.js';
import { composite } from '../../renderer/viewer/compositor.js';
import { createDifferencePalette, createEntropyPalette, entropyCodes, entropyColor } from '../../renderer/viewer/heat-palette.js';
import { CODE, createPalette, emptyPalette, pack, rgbOf } from '../../renderer/viewer/palette.js';

const gray = (value: number): number => pack(value, value, value);

/** Perceived lightness, roughly: what a print in grey keeps. */
const luma = ([r, g, b]: readonly [number, number, number]): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

describe('uncertainty', () => {
  test('grows lighter all the way', () => {
    const steps = Array.from({ length: 33 }, (_, i) => luma(entropyColor(i / 32)));
    expect(steps.every((value, i) => i === 0 || value > steps[i - 1]!)).toBe(true);
  });

  test('certain voxels show the image; full uncertainty at half opacity covers it', () => {
    const { fill } = createEntropyPalette(0.5);
    expect([...entropyCodes(Uint8Array.from([0, 3, 4, 255]))]).toEqual([0, 0, 1, 63]);
    expect(fill[100]).toBe(gray(100));
    expect(fill[63 * 256 + 100]).toBe(pack(...entropyColor(1)));
  });
});

describe('difference', () => {
  test('is drawn in the colour of the second result, and only where the two differ', () => {
    const { fill } = createDifferencePalette(0.5, new Set());
    expect(fill[70]).toBe(gray(70));
    expect(fill[(8 * 1 + 2) * 256 + 70]).toBe(pack(...rgbOf('#fff24f')));
    expect(fill[(8 * 2 + 1) * 256 + 70]).toBe(pack(...rgbOf('#578def')));
  });

  test('a change between two hidden classes is not drawn', () => {
    const { fill } = createDifferencePalette(0.5, new Set([1, 2]));
    expect(fill[(8 * 1 + 2) * 256 + 70]).toBe(gray(70));
    expect(fill[(8 * 1 + 3) * 256 + 70]).not.toBe(gray(70));
  });
});

test('strokes are drawn over labels, with a rim where they end', () => {
  const palette = createPalette({ opacity: 0.4, outline: false, hidden: new Set() });
  const labels = new Uint8Array(25).fill(3);
  const strokes = Uint8Array.from({ length: 25 }, (_, i) => (i % 5 > 0 && i % 5 < 4 && i > 4 && i < 20 ? 1 : 0));
  const layers = { rows: 5, columns: 5, gray: new Uint8Array(25).fill(100), labels, isolation: null, strokes };
  const view = paneView({ zoom: 1, row: 2.5, column: 2.5 }, { width: 5, height: 5, rows: 5, columns: 5, aspectRow: 1, aspectColumn: 1 });
  const out = new Uint32Array(25);
  composite(out, view, layers, palette, { x0: 0, y0: 0, x1: 5, y1: 5 });
  const inside = palette.fill[(CODE.stroke + 1) * 256 + 100];
  const rim = palette.outline[CODE.stroke + 1];
  const label = palette.fill[3 * 256 + 100];
  expect([...out]).toEqual([...strokes].map((stroke, i) => (stroke === 0 ? label : i === 12 ? inside : rim)));
  expect(emptyPalette().fill[(CODE.stroke + 1) * 256 + 100]).toBe(inside);
});
