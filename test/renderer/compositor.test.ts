import { describe, expect, test } from 'vitest';
import { paneView } from '../../renderer/viewer/camera.js';
import { composite, type SliceLayers } from '../../renderer/viewer/compositor.js';
import { CODE, createPalette, pack, rgbOf } from '../../renderer/viewer/palette.js';

const GROUND = pack(0x0f, 0x12, 0x17);
const plain = createPalette({ opacity: 0.4, outline: false, hidden: new Set() });
const outlined = createPalette({ opacity: 0.4, outline: true, hidden: new Set() });

function gray(value: number): number {
  return pack(value, value, value);
}

/** Blend by hand: the oracle of the palette. */
function over(value: number, hex: string, alpha: number): number {
  const [r, g, b] = rgbOf(hex).map((c) => Math.round(value * (1 - alpha) + c * alpha)) as [number, number, number];
  return pack(r, g, b);
}

function draw(layers: SliceLayers, width: number, height: number, zoom: number, palette = plain): Uint32Array {
  const geometry = { width, height, rows: layers.rows, columns: layers.columns, aspectRow: 1, aspectColumn: 1 };
  const view = paneView({ zoom, row: layers.rows / 2, column: layers.columns / 2 }, geometry);
  const out = new Uint32Array(width * height);
  composite(out, view, layers, palette, { x0: 0, y0: 0, x1: width, y1: height });
  return out;
}

const image = (rows: number, columns: number, values: readonly number[]): SliceLayers => ({
  rows,
  columns,
  gray: Uint8Array.from(values),
  labels: null,
  isolation: null,
});

describe('one pixel per voxel', () => {
  test('grey is drawn as it is', () => {
    expect([...draw(image(2, 3, [0, 50, 100, 150, 200, 255]), 3, 2, 1)]).toEqual([0, 50, 100, 150, 200, 255].map(gray));
  });

  test('outside of the slice is the ground', () => {
    expect([...draw(image(1, 1, [200]), 3, 3, 1)]).toEqual([...Array<number>(4).fill(GROUND), gray(200), ...Array<number>(4).fill(GROUND)]);
  });
});

describe('zoom', () => {
  test('above 100 % every voxel is a block: nearest neighbour', () => {
    const [a, b, c, d] = [10, 20, 30, 40].map(gray) as [number, number, number, number];
    expect([...draw(image(2, 2, [10, 20, 30, 40]), 4, 4, 2)]).toEqual([a, a, b, b, a, a, b, b, c, c, d, d, c, c, d, d]);
  });

  test('anisotropic voxels keep their true aspect', () => {
    const layers = image(2, 1, [10, 20]);
    const geometry = { width: 1, height: 6, rows: 2, columns: 1, aspectRow: 3, aspectColumn: 1 };
    const out = new Uint32Array(6);
    composite(out, paneView({ zoom: 1, row: 1, column: 0.5 }, geometry), layers, plain, { x0: 0, y0: 0, x1: 1, y1: 6 });
    expect([...out]).toEqual([10, 10, 10, 20, 20, 20].map(gray));
  });
});

describe('labels', () => {
  const labelled = (labels: readonly number[], isolation: readonly number[] | null = null): SliceLayers => ({
    rows: 1,
    columns: labels.length,
    gray: new Uint8Array(labels.length).fill(100),
    labels: Uint8Array.from(labels),
    isolation: isolation && Uint8Array.from(isolation),
  });

  test('classes are blended over the grey; unassigned is not drawn', () => {
    expect([...draw(labelled([0, 1, 2]), 3, 1, 1)]).toEqual([gray(100), over(100, '#578def', 0.4), over(100, '#fff24f', 0.4)]);
  });

  test('live and dead lithium differ; lithium whose state is not known yet is drawn as lithium', () => {
    expect([...draw(labelled([1, 1, 1, 2], [1, 2, 0, 2]), 4, 1, 1)]).toEqual([
      over(100, '#578def', 0.4),
      over(100, '#d96b18', 0.4),
      over(100, '#578def', 0.4),
      over(100, '#fff24f', 0.4), // isolation of a voxel that is no lithium any more means nothing
    ]);
  });

  test('unknown lithium is hatched', () => {
    const out = draw(labelled(Array<number>(16).fill(1), Array<number>(16).fill(3)), 16, 1, 1);
    const hatch = over(100, '#e1e7f0', 0.4);
    expect([...out].filter((pixel) => pixel === hatch)).toHaveLength(4);
    expect([...out].filter((pixel) => pixel === over(100, '#578def', 0.4))).toHaveLength(12);
  });

  test('hidden classes show the grey', () => {
    const palette = createPalette({ opacity: 0.4, outline: true, hidden: new Set([1]) });
    expect([...draw(labelled([1, 1]), 2, 1, 1, palette)]).toEqual([gray(100), gray(100)]);
  });

  test('the outline is one screen pixel, inside of the class', () => {
    const labels = Array.from({ length: 25 }, (_, i) => (i % 5 > 0 && i % 5 < 4 && i > 4 && i < 20 ? 1 : 0));
    const layers: SliceLayers = {
      rows: 5,
      columns: 5,
      gray: new Uint8Array(25).fill(100),
      labels: Uint8Array.from(labels),
      isolation: null,
    };
    const edge = outlined.outline[1] as number;
    const fill = over(100, '#578def', 0.4);
    const out = draw(layers, 5, 5, 1, outlined);
    expect([...out]).toEqual(labels.map((label, i) => (label === 0 ? gray(100) : i === 12 ? fill : edge)));
    // at twice the size the line stays one pixel wide: 6 x 6 pixels of the class, 20 of them on its border
    const large = draw(layers, 10, 10, 2, outlined);
    expect([...large].filter((pixel) => pixel === edge)).toHaveLength(20);
    expect([...large].filter((pixel) => pixel === fill)).toHaveLength(16);
  });

  test('large quiet classes have no outline', () => {
    expect(outlined.outline[3]).toBe(0);
    expect(outlined.outline[CODE.dead]).not.toBe(0);
  });
});

test('a part of the picture is drawn as it would be within the whole', () => {
  let seed = 7;
  const random = (n: number): number => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
  const size = 40;
  const layers: SliceLayers = {
    rows: size,
    columns: size,
    gray: Uint8Array.from({ length: size * size }, () => random(256)),
    labels: Uint8Array.from({ length: size * size }, () => random(7)),
    isolation: Uint8Array.from({ length: size * size }, () => random(4)),
  };
  const geometry = { width: 97, height: 83, rows: size, columns: size, aspectRow: 1.7, aspectColumn: 1 };
  const view = paneView({ zoom: 2.3, row: 17.2, column: 21.9 }, geometry);
  const whole = new Uint32Array(97 * 83);
  composite(whole, view, layers, outlined, { x0: 0, y0: 0, x1: 97, y1: 83 });
  const parts = new Uint32Array(97 * 83);
  for (const rect of [
    { x0: -5, y0: -5, x1: 31, y1: 200 },
    { x0: 31, y0: 0, x1: 97, y1: 40 },
    { x0: 31, y0: 40, x1: 300, y1: 83 },
  ])
    composite(parts, view, layers, outlined, rect);
  expect(parts).toEqual(whole);
});

describe('a part of the canvas', () => {
  test('drawn alone it gives the same pixels as the whole, and touches no other', () => {
    const rows = 12;
    const columns = 10;
    const labels = Uint8Array.from({ length: rows * columns }, (_, i) => (i * 7 + (i >> 3)) % 7);
    const layers = { rows, columns, gray: labels.map((v) => 40 + 20 * v), labels, isolation: null };
    const view = paneView({ zoom: 2.3, row: 6, column: 5 }, { width: 31, height: 29, rows, columns, aspectRow: 1, aspectColumn: 1 });
    const whole = new Uint32Array(31 * 29);
    composite(whole, view, layers, outlined, { x0: 0, y0: 0, x1: 31, y1: 29 });
    const part = new Uint32Array(31 * 29);
    composite(part, view, layers, outlined, { x0: 5, y0: 7, x1: 19, y1: 22 });
    for (let y = 0; y < 29; y++)
      for (let x = 0; x < 31; x++) expect(part[y * 31 + x]).toBe(x >= 5 && x < 19 && y >= 7 && y < 22 ? whole[y * 31 + x] : 0);
  });
});
