/**
 * The confidence of error bars: bounds are meant to hold the truth in about 95 of 100 images. Where the scatter of few numbers is all that is
 * known, Student's t takes the place of two standard deviations. `docs/benchmarks.md` has how often bounds held known truths.
 */

/** 97.5 % points of Student's t (Abramowitz & Stegun, table 26.10) for 1, 2, ... degrees of freedom. */
const STUDENT = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23] as const;

/** Half-width for the mean of `n` numbers, in standard errors. */
export const factorOfMean = (n: number): number => STUDENT[n - 2] ?? 2.2;

/** Half-width for one more number beside `n` of its kind, in their standard deviation. */
export const factorOfNext = (n: number): number => factorOfMean(n) * Math.sqrt(1 + 1 / n);
