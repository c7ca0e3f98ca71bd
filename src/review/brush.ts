/**
 * The pixels of a brush stroke: a disc of `radius` swept along a polyline (a chain of capsules), in voxel units of the
 * plane. A pixel belongs to the stroke when its centre is at most `radius` from the line. Radius 0 is a thin line
 * that is never broken: every sample half a pixel apart marks the pixel it falls into.
 */

/** A small window of the plane that holds the stroke; 1 where painted. */
export interface StrokeMask {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
  readonly mask: Uint8Array;
}

type Point = readonly [number, number];

const EMPTY: StrokeMask = { row: 0, column: 0, rows: 0, columns: 0, mask: new Uint8Array(0) };

/** Rasterises a stroke, clipped to a plane of `rows` x `columns`. */
export function rasterStroke(points: readonly Point[], radius: number, rows: number, columns: number): StrokeMask {
  let top = Infinity;
  let left = Infinity;
  let bottom = -Infinity;
  let right = -Infinity;
  for (const [r, c] of points) {
    if (!Number.isFinite(r) || !Number.isFinite(c)) continue;
    top = Math.min(top, r);
    bottom = Math.max(bottom, r);
    left = Math.min(left, c);
    right = Math.max(right, c);
  }
  const reach = Math.max(radius, 0.5);
  const row = Math.max(0, Math.floor(top - reach));
  const column = Math.max(0, Math.floor(left - reach));
  const lastRow = Math.min(rows - 1, Math.ceil(bottom + reach));
  const lastColumn = Math.min(columns - 1, Math.ceil(right + reach));
  if (!(lastRow >= row) || !(lastColumn >= column)) return EMPTY;

  const window = { row, column, rows: lastRow - row + 1, columns: lastColumn - column + 1 };
  const out: StrokeMask = { ...window, mask: new Uint8Array(window.rows * window.columns) };
  let before: Point | undefined;
  for (const point of points) {
    if (!Number.isFinite(point[0]) || !Number.isFinite(point[1])) continue;
    if (radius < 0.5) sampleLine(out, before ?? point, point);
    else sweepCapsule(out, before ?? point, point, radius);
    before = point;
  }
  return out;
}

/** Marks every pixel whose centre is within `radius` of the segment a-b. */
function sweepCapsule(out: StrokeMask, a: Point, b: Point, radius: number): void {
  const dr = b[0] - a[0];
  const dc = b[1] - a[1];
  const length2 = dr * dr + dc * dc;
  const limit = radius * radius + 1e-9;
  const r0 = Math.max(0, Math.floor(Math.min(a[0], b[0]) - radius) - out.row);
  const r1 = Math.min(out.rows - 1, Math.ceil(Math.max(a[0], b[0]) + radius) - out.row);
  const c0 = Math.max(0, Math.floor(Math.min(a[1], b[1]) - radius) - out.column);
  const c1 = Math.min(out.columns - 1, Math.ceil(Math.max(a[1], b[1]) + radius) - out.column);
  for (let r = r0; r <= r1; r++) {
    const pr = r + out.row - a[0];
    for (let c = c0; c <= c1; c++) {
      const pc = c + out.column - a[1];
      // nearest point of the segment, as a fraction of its length
      const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, (pr * dr + pc * dc) / length2));
      const er = pr - t * dr;
      const ec = pc - t * dc;
      if (er * er + ec * ec <= limit) out.mask[r * out.columns + c] = 1;
    }
  }
}

function sampleLine(out: StrokeMask, a: Point, b: Point): void {
  const steps = Math.max(1, Math.ceil(2 * Math.max(Math.abs(b[0] - a[0]), Math.abs(b[1] - a[1]))));
  for (let k = 0; k <= steps; k++) {
    const r = Math.round(a[0] + ((b[0] - a[0]) * k) / steps) - out.row;
    const c = Math.round(a[1] + ((b[1] - a[1]) * k) / steps) - out.column;
    if (r >= 0 && r < out.rows && c >= 0 && c < out.columns) out.mask[r * out.columns + c] = 1;
  }
}
