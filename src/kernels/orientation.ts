/**
 * How a phase boundary is turned, from its crossings with lines in many directions.
 *
 * Fabric: the mean intercept lengths L(u) are fitted by an ellipsoid, 1 / L^2 = u M u (Harrigan and Mann, J. Mater. Sci. 19, 761 (1984)).
 * Normals: crossings per length of line are the cosine transform of the area of the boundary per direction of its normal. Fitted by
 * even harmonics of degree 0, 2 and 4, the part of degree 2 gives the area-weighted tensor <n n> (Kanatani, Int. J. Eng. Sci. 22, 149
 * (1984)): no normal is ever estimated on a voxel, so stairs of voxels leave no mark.
 */
import type { Vec3 } from '../volume/index.js';
import type { DirectionCrossings } from './direction-pairs.js';
import { symmetricEigen } from './symmetric-vectors.js';
import type { Eigen } from './symmetric-vectors.js';

/** zz, yy, xx, zy, zx, yx */
const squares = ([z, y, x]: Vec3): number[] => [z * z, y * y, x * x, 2 * z * y, 2 * z * x, 2 * y * x];
const matrixOf = ([zz, yy, xx, zy, zx, yx]: readonly number[]): number[][] => [[zz, zy, zx], [zy, yy, yx], [zx, yx, xx]]; // prettier-ignore

/** Powers of z, y and x whose products of degree 4 span the even harmonics of degree 0, 2 and 4 on the unit sphere: 15. */
const QUARTICS: readonly Vec3[] = Array.from({ length: 5 }, (_, i) =>
  Array.from({ length: 5 - i }, (__, j): Vec3 => [i, j, 4 - i - j]),
).flat();

const product = ([z, y, x]: Vec3, [i, j, k]: Vec3): number => z ** i * y ** j * x ** k;

/** Eigenvalues of M (1 / length squared) and directions, steepest first; undefined where the directions do not span space. */
export function interceptFabric(lines: readonly DirectionCrossings[]): Eigen | undefined {
  // a direction whose lines never meet the phase says nothing
  const met = lines.filter(({ chord }) => !Number.isNaN(chord));
  const fitted = leastSquares(
    met.map(({ direction }) => squares(direction)),
    met.map(({ chord }) => (chord === Infinity ? 0 : 1 / chord ** 2)),
  );
  return fitted === undefined ? undefined : symmetricEigen(matrixOf(fitted));
}

/** The tensor <n n> of the boundary: trace 1, axes z y x; undefined without a boundary or where the directions do not span space. */
export function normalTensor(lines: readonly DirectionCrossings[]): number[][] | undefined {
  const density = leastSquares(
    lines.map(({ direction }) => QUARTICS.map((powers) => product(direction, powers))),
    lines.map((line) => line.density),
  );
  if (density === undefined) return undefined;
  // moments of the fitted density over the sphere, from those of products of coordinates
  let mean = 0;
  const second = SECOND.map(() => 0);
  QUARTICS.forEach(([i, j, k], term) => {
    mean += density[term] * sphereMean([i, j, k]);
    SECOND.forEach(([a, b, c], m) => (second[m] += density[term] * sphereMean([i + a, j + b, k + c])));
  });
  if (!(mean > 0)) return undefined;
  // P = P0 (1 + u A u): <u u P> = P0 (I / 3 + 2 A / 15), and <n n> = I / 3 + 4 x 2 A / 15
  const deviator = second.map((value, m) => value / mean - (m < 3 ? 1 / 3 : 0));
  return matrixOf(deviator.map((value, m) => 4 * value + (m < 3 ? 1 / 3 : 0)));
}

const SECOND: readonly Vec3[] = [[2, 0, 0], [0, 2, 0], [0, 0, 2], [1, 1, 0], [1, 0, 1], [0, 1, 1]]; // prettier-ignore

/** Mean of z^i y^j x^k over the unit sphere. */
function sphereMean(power: Vec3): number {
  if (power.some((p) => p % 2 === 1)) return 0;
  const odd = (n: number): number => (n <= 1 ? 1 : n * odd(n - 2));
  const sum = power[0] + power[1] + power[2];
  return (odd(power[0] - 1) * odd(power[1] - 1) * odd(power[2] - 1)) / odd(sum + 1);
}

/** Solves the normal equations through their eigenvectors; undefined where they are singular. */
function leastSquares(rows: readonly (readonly number[])[], values: readonly number[]): number[] | undefined {
  const n = rows[0]?.length ?? 0;
  if (rows.length < n || n === 0) return undefined;
  const square = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (__, j) => rows.reduce((sum, row) => sum + row[i] * row[j], 0)),
  );
  const right = Array.from({ length: n }, (_, i) => rows.reduce((sum, row, k) => sum + row[i] * values[k], 0));
  const { values: spectrum, vectors } = symmetricEigen(square);
  if (!(spectrum[n - 1] > 1e-9 * spectrum[0])) return undefined;
  const solution = right.map(() => 0);
  vectors.forEach((vector, k) => {
    const share = vector.reduce((sum, value, i) => sum + value * right[i], 0) / spectrum[k];
    vector.forEach((value, i) => (solution[i] += share * value));
  });
  return solution;
}
