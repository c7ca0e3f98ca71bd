/**
 * Draws one slice on the processor: grey, label fill, hatch, one-pixel outlines, and strokes on top, at the
 * resolution of the screen, nearest neighbour. Work is proportional to the pixels of the rectangle, whatever the
 * size of the volume. Deterministic: the same input gives the same bytes everywhere.
 *
 *   canvas pixel (x, y) --view--> voxel (row, column) --> code, grey --> palette --> packed pixel
 */
import type { PaneView } from './camera.js';
import { CODE, type Palette } from './palette.js';

export interface SliceLayers {
  readonly rows: number;
  readonly columns: number;
  readonly gray: Uint8Array | null;
  /** packed pixels of several channels together, in the place of grey */
  readonly color?: Uint32Array | null;
  /** phase ids, or the codes of another palette, below 64 */
  readonly labels: Uint8Array | null;
  /** codes 0..3 of `ISOLATION_STATES`; null: lithium is drawn in one colour */
  readonly isolation: Uint8Array | null;
  /** phase ids where somebody painted for a classifier to learn from, 0 elsewhere */
  readonly strokes?: Uint8Array | null;
}

/** Half-open rectangle of canvas pixels. */
export interface Rect {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** outside of the slice */
const OUTSIDE = 255;
const BACKGROUND = 0xff17120f; // #0f1217

/** Composes `rect` of a canvas of `view.width` x `view.height` packed pixels. */
export function composite(out: Uint32Array, view: PaneView, layers: SliceLayers, palette: Palette, rect: Rect): void {
  const x0 = Math.max(0, rect.x0);
  const x1 = Math.min(view.width, rect.x1);
  const y0 = Math.max(0, rect.y0);
  const y1 = Math.min(view.height, rect.y1);
  if (x0 >= x1 || y0 >= y1) return;

  // one column beyond both ends, so that outlines are right at the border of the rectangle
  const width = x1 - x0 + 2;
  const columns = new Int32Array(width);
  for (let i = 0; i < width; i++) columns[i] = indexAt(x0 + i - 1, view.originColumn, view.scaleX, layers.columns);

  // codes of the rows above, at and below the current one
  let above = new Uint8Array(width);
  let current = new Uint8Array(width);
  let below = new Uint8Array(width);
  let rowAbove = rowAt(y0 - 1, view, layers);
  let row = rowAt(y0, view, layers);
  fillCodes(above, rowAbove, columns, layers);
  fillCodes(current, row, columns, layers);

  for (let y = y0; y < y1; y++) {
    const rowBelow = rowAt(y + 1, view, layers);
    if (rowBelow === row) below.set(current);
    else fillCodes(below, rowBelow, columns, layers);
    paintRow(out, y * view.width + x0, y, x0, row, columns, above, current, below, layers, palette);
    const spare = above;
    above = current;
    current = below;
    below = spare;
    rowAbove = row;
    row = rowBelow;
  }
}

/** The voxel index under the centre of a pixel, or -1. */
function indexAt(pixel: number, origin: number, scale: number, size: number): number {
  const index = Math.floor(origin + (pixel + 0.5) / scale);
  return index >= 0 && index < size ? index : -1;
}

function rowAt(y: number, view: PaneView, layers: SliceLayers): number {
  return indexAt(y, view.originRow, view.scaleY, layers.rows);
}

function fillCodes(target: Uint8Array, row: number, columns: Int32Array, layers: SliceLayers): void {
  const { labels, isolation, strokes } = layers;
  if (row < 0) {
    target.fill(OUTSIDE);
    return;
  }
  const base = row * layers.columns;
  for (let i = 0; i < target.length; i++) {
    const column = columns[i] as number;
    const stroke = column >= 0 && strokes ? (strokes[base + column] as number) : 0;
    if (column < 0) target[i] = OUTSIDE;
    else if (stroke > 0) target[i] = CODE.stroke + stroke;
    else if (!labels) target[i] = 0;
    else {
      const label = labels[base + column] as number;
      const state = label === 1 && isolation ? (isolation[base + column] as number) : 0;
      target[i] = state > 0 ? CODE.live + state - 1 : label;
    }
  }
}

function paintRow(
  out: Uint32Array,
  start: number,
  y: number,
  x0: number,
  row: number,
  columns: Int32Array,
  above: Uint8Array,
  current: Uint8Array,
  below: Uint8Array,
  layers: SliceLayers,
  palette: Palette,
): void {
  const { gray, color } = layers;
  const { fill, hatch, hatched, outline } = palette;
  const base = row * layers.columns;
  const end = columns.length - 1;
  for (let i = 1; i < end; i++) {
    const code = current[i] as number;
    const at = start + i - 1;
    if (code === OUTSIDE) {
      out[at] = BACKGROUND;
      continue;
    }
    const edge = outline[code] as number;
    if (edge !== 0 && (above[i] !== code || below[i] !== code || current[i - 1] !== code || current[i + 1] !== code)) {
      out[at] = edge;
      continue;
    }
    // diagonal lines, two of eight pixels, fixed to the screen
    const isLine = hatched[code] === 1 && ((x0 + i + y) & 7) < 2;
    const table = isLine ? hatch : fill;
    const from = isLine ? 0 : code * 256;
    if (color) {
      out[at] = tinted(table, from, color[base + (columns[i] as number)] as number);
      continue;
    }
    const g = gray ? (gray[base + (columns[i] as number)] as number) : 0;
    out[at] = table[from + g] as number;
  }
}

/** A veil over a coloured pixel: red, green and blue of the table at the red, green and blue of the pixel. */
function tinted(table: Uint32Array, from: number, pixel: number): number {
  const red = (table[from + (pixel & 255)] as number) & 0xff;
  const green = (table[from + ((pixel >>> 8) & 255)] as number) & 0xff00;
  const blue = (table[from + ((pixel >>> 16) & 255)] as number) & 0xff0000;
  return (0xff000000 | blue | green | red) >>> 0;
}
