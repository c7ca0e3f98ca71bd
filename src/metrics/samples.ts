/** Statistics of a list of numbers. */

type Numbers = readonly number[] | Float32Array | Float64Array | Uint32Array;

/** In the order given; 0 without any. */
export function sum(values: Numbers): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** NaN without any. */
export const mean = (values: Numbers): number => sum(values) / values.length;

/** Standard deviation of the population that the values are a sample of. */
export function scatter(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(sum(values.map((value) => (value - middle) ** 2)) / (values.length - 1));
}

/** Linear interpolation between the sorted values (definition 7 of Hyndman & Fan). */
export function percentile(sorted: Numbers, share: number): number {
  const position = (sorted.length - 1) * share;
  const low = Math.floor(position);
  const a = sorted[low] ?? 0;
  const b = sorted[Math.min(low + 1, sorted.length - 1)] ?? a;
  return a + (b - a) * (position - low);
}

/** Middle of the values in any order, or mean of the two in the middle. */
export const median = (values: Numbers): number => percentile(Float64Array.from(values).sort(), 0.5);
