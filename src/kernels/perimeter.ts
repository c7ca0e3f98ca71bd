/**
 * Perimeter of a figure in a plane image, by changes along eight lattice directions (those to the 8 neighbours and the steps of a knight) and
 * by pixel edges in straight runs along the grid:
 *
 *   P = pi/2 * sum over directions of  w * (pixel area / step length) * changes  +  sum over axes of  c * edge length * flat edges
 *
 * Crofton's formula with fitted weights (perimeter-weights.ts). An edge is flat when all edges of the five columns around it lie on one line, or
 * beyond the end of the figure: the column there is empty for three pixels down, or full for three pixels up; three of the five lie on the line. So the edges of a gently
 * tilted outline count for less the shorter its steps are, while those of a square count up to its corners.
 * The outside of the image is background or continues the outermost pixels (changes whose midpoint lies on the border count half).
 * Linear in pixels; one byte per pixel.
 *
 * Bias: docs of the metric `shape2d.perimeter`.
 */
import { perimeterWeights, PLANE_DIRECTIONS, stepLength } from './perimeter-weights.js';

/** reach of a flat edge and of the longest step */
const PADDING = 3;

export function croftonPerimeter(
  data: Uint8Array,
  shape: readonly [ny: number, nx: number],
  spacing: readonly [dy: number, dx: number],
  options: { value: number; boxFaces?: boolean },
): number {
  const zero = options.boxFaces === true;
  const { directions, flats } = perimeterWeights(spacing);
  const figure = padded(data, shape, options.value, zero);
  const pixel = spacing[0] * spacing[1];
  let perimeter = 0;
  PLANE_DIRECTIONS.forEach((step, k) => {
    perimeter += (Math.PI / 2) * directions[k] * (pixel / stepLength(step, spacing)) * changes(figure, shape, step, zero);
  });
  for (const axis of [0, 1] as const) perimeter += flats[axis] * spacing[1 - axis] * flatEdges(figure, shape, axis);
  return perimeter;
}

/** 1 inside, 0 outside, with three pixels around. */
function padded(data: Uint8Array, [ny, nx]: readonly [number, number], value: number, zero: boolean): Uint8Array {
  const width = nx + 2 * PADDING;
  const figure = new Uint8Array((ny + 2 * PADDING) * width);
  for (let y = -PADDING; y < ny + PADDING; y++) {
    if (zero && (y < 0 || y >= ny)) continue;
    const row = Math.min(ny - 1, Math.max(0, y)) * nx;
    const at = (y + PADDING) * width + PADDING;
    for (let x = 0; x < nx; x++) figure[at + x] = data[row + x] === value ? 1 : 0;
    if (zero) continue;
    figure.fill(figure[at], at - PADDING, at);
    figure.fill(figure[at + nx - 1], at + nx, at + nx + PADDING);
  }
  return figure;
}

/** Pairs a step apart of which one is inside. */
function changes(figure: Uint8Array, [ny, nx]: readonly [number, number], [dy, dx]: readonly [number, number], zero: boolean): number {
  const width = nx + 2 * PADDING;
  const far = dy * width + dx;
  const from = Math.min(0, -dx);
  const end = nx + Math.max(0, -dx);
  let found = 0;
  for (let y = -dy; y < ny; y++) {
    const row = (y + PADDING) * width + PADDING;
    const weight = zero ? 1 : shareInBox(2 * y + dy, ny);
    if (weight === 0) continue;
    let inRow = 0;
    for (let x = from; x < end; x++) if (figure[row + x] !== figure[row + x + far]) inRow += zero ? 1 : shareInBox(2 * x + dx, nx);
    found += weight * inRow;
  }
  return found;
}

/** 1 for a midpoint in the box, 1/2 on its border, 0 outside; doubled coordinates, so that pixel centres are even. */
function shareInBox(doubled: number, n: number): number {
  if (doubled < -1 || doubled > 2 * n - 1) return 0;
  return doubled === -1 || doubled === 2 * n - 1 ? 0.5 : 1;
}

/** Edges with their normal along the axis in straight runs. */
function flatEdges(figure: Uint8Array, [ny, nx]: readonly [number, number], axis: 0 | 1): number {
  const width = nx + 2 * PADDING;
  const normal = axis === 0 ? width : 1;
  const along = axis === 0 ? 1 : width;
  let found = 0;
  for (let y = 0; y < ny; y++)
    for (let x = 0, at = (y + PADDING) * width + PADDING; x < nx; x++, at++) {
      if (figure[at] === 0) continue;
      if (figure[at + normal] === 0 && isFlat(figure, at, normal, along)) found++;
      if (figure[at - normal] === 0 && isFlat(figure, at, -normal, along)) found++;
    }
  return found;
}

function isFlat(figure: Uint8Array, at: number, up: number, along: number): boolean {
  let level = 0;
  for (let k = -2; k <= 2; k++) {
    const p = at + k * along;
    const full = figure[p] === 1;
    const next = figure[p + up] === 1;
    if (full && !next) {
      level++;
      continue;
    }
    const beyond = full ? figure[p + 2 * up] === 1 && figure[p + 3 * up] === 1 : !next && figure[p - up] === 0 && figure[p - 2 * up] === 0;
    if (!beyond) return false;
  }
  // the steps of a steep outline have nothing beside them, but are not straight
  return level >= 3;
}

/** Length of all pixel edges between the figure and anything else; exact for outlines along the grid, up to 41 % too long for others. */
export function pixelEdgePerimeter(
  data: Uint8Array,
  [ny, nx]: readonly [ny: number, nx: number],
  [dy, dx]: readonly [dy: number, dx: number],
  { value, boxFaces = false }: { value: number; boxFaces?: boolean },
): number {
  let acrossX = 0;
  let acrossY = 0;
  for (let y = 0, i = 0; y < ny; y++)
    for (let x = 0; x < nx; x++, i++) {
      if (data[i] !== value) continue;
      if (x > 0 ? data[i - 1] !== value : boxFaces) acrossX++;
      if (x + 1 < nx ? data[i + 1] !== value : boxFaces) acrossX++;
      if (y > 0 ? data[i - nx] !== value : boxFaces) acrossY++;
      if (y + 1 < ny ? data[i + nx] !== value : boxFaces) acrossY++;
    }
  return acrossX * dy + acrossY * dx;
}
