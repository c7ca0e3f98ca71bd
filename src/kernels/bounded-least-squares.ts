/**
 * Least squares with every unknown between 0 and a limit, by cyclic coordinate descent on the normal equations (`square` row by row). Exact in the limit
 * of many sweeps, for few unknowns.
 */
export function boundedLeastSquares({ square, right }: NormalEquations, limits: readonly number[], sweeps: number): Float64Array {
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

export interface NormalEquations {
  readonly square: Float64Array;
  readonly right: Float64Array;
  /** asks that a row of coefficients times the unknowns is 1, with a weight */
  require(row: Float64Array, weight: number): void;
}

/** Weighted equations, each with 1 on its right side, gathered as they come. */
export function normalEquations(unknowns: number): NormalEquations {
  const square = new Float64Array(unknowns * unknowns);
  const right = new Float64Array(unknowns);
  return {
    square,
    right,
    require(row, weight) {
      for (let i = 0; i < unknowns; i++) {
        right[i] += weight * row[i];
        for (let j = 0; j < unknowns; j++) square[i * unknowns + j] += weight * row[i] * row[j];
      }
    },
  };
}
