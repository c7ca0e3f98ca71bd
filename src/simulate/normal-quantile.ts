/** Quantiles of the standard normal, for thresholds that cut a given share of a Gaussian random field. */

/** P(X <= x), by the series and continued fraction of the error function (Abramowitz & Stegun 26.2.10, 26.2.14). */
export function normalCdf(x: number): number {
  const a = Math.abs(x);
  const density = Math.exp(-0.5 * a * a) / Math.sqrt(2 * Math.PI);
  let upper: number;
  if (a < 3) {
    let term = a;
    let sum = a;
    for (let k = 3; k < 120 && term > 1e-17; k += 2) {
      term *= (a * a) / k;
      sum += term;
    }
    upper = 0.5 - density * sum;
  } else {
    let fraction = a;
    for (let k = 40; k >= 1; k--) fraction = a + k / fraction;
    upper = density / fraction;
  }
  return x < 0 ? upper : 1 - upper;
}

/** x with P(X <= x) = p, by bisection; clipped to +-8. */
export function normalQuantile(p: number): number {
  let lo = -8;
  let hi = 8;
  for (let i = 0; i < 60; i++) {
    const mid = (lo + hi) / 2;
    if (normalCdf(mid) < p) lo = mid;
    else hi = mid;
  }
  return (lo + hi) / 2;
}
