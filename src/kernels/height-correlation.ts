/**
 * How heights at a distance from each other belong together: mean square difference and mean product, over all pairs of columns that lie
 * a length apart along one of the two axes of the map, both inside it.
 *
 * A length between two whole steps of an axis is interpolated linearly between them, so that unequal voxel edges mean the same length
 * on both axes. Exact on the map for whole steps. Bias: a map shorter than ten times the length has few independent pairs.
 * Time: columns per length asked for. Memory: none.
 */

export interface HeightField {
  /** in raster order of the two axes */
  readonly heights: Float64Array;
  readonly size: readonly [number, number];
  /** edges of a column, any unit */
  readonly steps: readonly [number, number];
}

/** Sum over the pairs of columns `lag` steps apart along an axis, and their number. */
function overPairs({ heights, size }: HeightField, axis: 0 | 1, lag: number, product: boolean): readonly [sum: number, pairs: number] {
  const [rows, columns] = size;
  const stride = axis === 0 ? columns : 1;
  const lastRow = axis === 0 ? rows - lag : rows;
  const lastColumn = axis === 1 ? columns - lag : columns;
  const far = lag * stride;
  let sum = 0;
  for (let row = 0; row < lastRow; row++)
    for (let i = row * columns; i < row * columns + lastColumn; i++) {
      const a = heights[i];
      const b = heights[i + far];
      sum += product ? a * b : (b - a) * (b - a);
    }
  return [sum, Math.max(0, lastRow) * Math.max(0, lastColumn)];
}

/** Mean over both axes; undefined where no two columns are so far apart. */
function overLength(field: HeightField, length: number, product: boolean): number | undefined {
  let sum = 0;
  let pairs = 0;
  for (const axis of [0, 1] as const) {
    if (field.size[axis] === 1) continue;
    const exact = length / field.steps[axis];
    // voxel sizes in files are rounded
    const whole = Math.abs(exact - Math.round(exact)) < 1e-6 ? Math.round(exact) : Math.floor(exact);
    const part = Math.max(0, exact - whole) < 1e-6 ? 0 : exact - whole;
    if (whole + (part > 0 ? 1 : 0) >= field.size[axis]) continue;
    const [near, nearPairs] = overPairs(field, axis, whole, product);
    const [beyond, beyondPairs] = part > 0 ? overPairs(field, axis, whole + 1, product) : [0, 1];
    const mean = (near / nearPairs) * (1 - part) + (beyond / beyondPairs) * part;
    sum += mean * nearPairs;
    pairs += nearPairs;
  }
  return pairs === 0 ? undefined : sum / pairs;
}

/** Mean of (h(x + length) - h(x))^2. */
export function meanSquareDifference(field: HeightField, length: number): number | undefined {
  return overLength(field, length, false);
}

/**
 * The length at which the autocovariance of the heights falls to 1/e of their variance, interpolated between steps of the shorter column
 * edge; undefined when it does not fall so far within half of the longer side, or the map is flat.
 */
export function correlationLength({ heights, size, steps }: HeightField): number | undefined {
  const mean = heights.reduce((sum, h) => sum + h, 0) / heights.length;
  const centred = { heights: heights.map((h) => h - mean), size, steps };
  const variance = centred.heights.reduce((sum, h) => sum + h * h, 0) / heights.length;
  if (variance === 0) return undefined;
  const step = finestStep(size, steps);
  const farthest = longestSide(size, steps) / 2;
  let before = 1;
  for (let k = 1; k * step <= farthest; k++) {
    const covariance = overLength(centred, k * step, true);
    if (covariance === undefined) return undefined;
    const here = covariance / variance;
    if (here <= 1 / Math.E) return step * (k - 1 + (before - 1 / Math.E) / (before - here));
    before = here;
  }
  return undefined;
}

/** The shorter edge of a column, and the longer side of the map; an axis of one column has no say. */
export function finestStep(size: HeightField['size'], steps: HeightField['steps']): number {
  return Math.min(...steps.filter((_, axis) => size[axis] > 1));
}

/** Longer side of the map, in the unit of the steps. */
export function longestSide(size: HeightField['size'], steps: HeightField['steps']): number {
  return Math.max(...steps.map((step, axis) => (size[axis] > 1 ? step * size[axis] : 0)));
}
