/**
 * Least squares with every unknown between 0 and a limit, by cyclic coordinate descent on the normal equations (`square` row by row). Exact in the limit
 * of many sweeps, for few unknowns.
 */
export function boundedLeastSquares(square: Float64Array, right: Float64Array, limits: readonly number[], sweeps: number): Float64Array {
  const n = right.length;
  const x = new Float64Array(n);
  for (let sweep = 0; sweep < sweeps; sweep++)
    for (let i = 0; i < n; i++) {
      let rest = right[i];
      for (let j = 0; j < n; j++) if (j !== i) rest -= square[i * n + j] * x[j];
      x[i] = Math.min(limits[i], Math.max(0, rest / square[i * n + i]));
    }
  return x;
}
