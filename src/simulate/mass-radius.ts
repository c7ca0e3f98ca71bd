/** Fractal dimension of a cluster from its growth: slope of ln N over ln R_g, by least squares over a range of N. */

export interface GyrationPoint {
  readonly count: number;
  /** in the unit of the places */
  readonly radius: number;
}

/** Radius of gyration after 2^(k/4) particles, from the order of deposition. */
export function gyrationCurve(places: readonly (readonly number[])[]): GyrationPoint[] {
  const curve: GyrationPoint[] = [];
  const sum = [0, 0, 0];
  let squares = 0;
  let next = 4;
  places.forEach((place, i) => {
    place.forEach((value, axis) => {
      sum[axis] = (sum[axis] ?? 0) + value;
      squares += value * value;
    });
    const count = i + 1;
    if (count >= next || count === places.length) {
      const mean2 = sum.reduce((total, s) => total + (s / count) ** 2, 0);
      curve.push({ count, radius: Math.sqrt(Math.max(0, squares / count - mean2)) });
      next = Math.max(count + 1, Math.round(next * 2 ** 0.25));
    }
  });
  return curve;
}

/** Slope over the points with count from `from` to `to`; null with fewer than three of them. */
export function massRadiusSlope(curve: readonly GyrationPoint[], from: number, to: number): number | null {
  const points = curve.filter(({ count, radius }) => count >= from && count <= to && radius > 0);
  if (points.length < 3) return null;
  const xs = points.map(({ radius }) => Math.log(radius));
  const ys = points.map(({ count }) => Math.log(count));
  const mean = (values: readonly number[]): number => values.reduce((s, v) => s + v, 0) / values.length;
  const [mx, my] = [mean(xs), mean(ys)];
  const covariance = xs.reduce((s, x, i) => s + (x - mx) * ((ys[i] ?? 0) - my), 0);
  return covariance / xs.reduce((s, x) => s + (x - mx) ** 2, 0);
}
