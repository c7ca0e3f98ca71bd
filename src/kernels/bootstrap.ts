/**
 * Bootstrap interval of a mean over groups: values of one group (pictures of one structure) are drawn together, because they
 * are not independent. Percentile interval; too narrow for few groups. Source: Davison & Hinkley, Bootstrap Methods, 1997, 3.8.
 */
import type { Rng } from '../base/index.js';

export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** 95 % interval of the mean; `groups[i]` is the group of `values[i]`. Null without values. */
export function bootstrapMean(values: readonly number[], groups: readonly string[], rng: Rng, draws = 1000): MeanInterval | null {
  if (values.length === 0) return null;
  const names = [...new Set(groups)];
  const sums = names.map((name) => {
    const own = values.filter((_, i) => groups[i] === name);
    return { sum: own.reduce((a, b) => a + b, 0), count: own.length };
  });
  const means = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    let count = 0;
    for (let k = 0; k < sums.length; k++) {
      const one = sums[rng.int(sums.length)];
      sum += one.sum;
      count += one.count;
    }
    means[draw] = sum / count;
  }
  means.sort();
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, low: means[Math.floor(0.025 * draws)], high: means[Math.ceil(0.975 * draws) - 1] };
}
