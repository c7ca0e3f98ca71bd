/** A power law between sizes and counts, with what must stand beside it: the range of scales, the fit, and local slopes. */
import { mean } from './samples.js';

/** Below this share of explained variance of the logarithms the counts follow no power law at all. */
export const LEAST_FIT = 0.95;
/** A law is read off ten to one at least. */
export const DECADE = 10;

export interface PowerLaw {
  readonly slope: number;
  /** share of the variance that the line explains, R^2; 1 for counts that do not vary */
  readonly fit: number;
  /** slopes between neighbours */
  readonly local: readonly number[];
}

/** 1, 2, 4, ... up to `most`, and 1 in any case. */
export function powersOfTwo(most: number): number[] {
  const powers = [1];
  for (let next = 2; next <= most; next *= 2) powers.push(next);
  return powers;
}

/** Least squares on the logarithms. */
export function powerLaw(sizes: readonly number[], counts: readonly number[]): PowerLaw {
  const [x, y] = [sizes.map(Math.log), counts.map(Math.log)];
  const [mx, my] = [mean(x), mean(y)];
  const xx = x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
  const xy = x.reduce((sum, value, k) => sum + (value - mx) * ((y[k] ?? 0) - my), 0);
  const yy = y.reduce((sum, value) => sum + (value - my) ** 2, 0);
  const local = x.slice(1).map((value, k) => ((y[k + 1] ?? 0) - (y[k] ?? 0)) / (value - (x[k] ?? 0)));
  return { slope: xy / xx, fit: yy === 0 ? 1 : xy ** 2 / (xx * yy), local: local.filter((value) => Number.isFinite(value)) };
}

/** The range of scales, the quality of the fit, the slope between neighbouring scales, and whether they agree. */
export function scaleNote(scales: string, { fit, local }: PowerLaw): string {
  const spread = local.length === 0 ? 0 : Math.max(...local) - Math.min(...local);
  const range = `${scales}, R^2 ${fit.toFixed(4)}, local slopes ${local.map((value) => Math.abs(value).toFixed(2)).join(', ')}`;
  return spread > 0.2 ? `${range}: not constant, so this is no fractal over these scales` : range;
}
