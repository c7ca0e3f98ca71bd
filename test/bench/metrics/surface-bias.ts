/**
 * What the estimators of surface area read on bodies of known area, over random offsets and orientations: prints rows of relative errors in
 * per cent, mean and spread, as JSON.
 */
import { createRng } from '../../../src/base/index.js';
import { countSurfaceOf, croftonArea, flatCroftonArea, meshArea, surfaceTotals } from '../../../src/kernels/index.js';
import type { Outside } from '../../../src/kernels/index.js';
import type { Shape3, Vec3 } from '../../../src/volume/index.js';

const REPEATS = 6;
const SPACINGS: readonly Vec3[] = [
  [1, 1, 1],
  [3, 1, 1],
  [0.8, 1.2, 1.6],
  [1, 2, 2],
];
const rng = createRng(7);

type Inside = (z: number, y: number, x: number) => boolean;

/** Distances in mean voxel edges; `reach` holds the body in any orientation. */
interface Body {
  readonly title: string;
  readonly inside: Inside;
  readonly reach: number;
  readonly area: number;
  readonly turned: boolean;
}

const ball = (r: number): Body => ({
  title: `ball, radius ${r}`,
  inside: (z, y, x) => z * z + y * y + x * x < r * r,
  reach: r,
  area: 4 * Math.PI * r * r,
  turned: false,
});
const cube = (a: number, turned: boolean): Body => ({
  title: `cube of ${a}, ${turned ? 'any orientation' : 'along the grid'}`,
  inside: (...p) => p.every((c) => Math.abs(c) < a / 2),
  reach: turned ? 0.87 * a : a / 2,
  area: 6 * a * a,
  turned,
});
const rod = (r: number, h: number, turned: boolean): Body => ({
  title: `cylinder, radius ${r}, length ${h}, ${turned ? 'any orientation' : 'along the grid'}`,
  inside: (z, y, x) => y * y + x * x < r * r && Math.abs(z) < h / 2,
  reach: Math.hypot(h / 2, r),
  area: 2 * Math.PI * r * (r + h),
  turned,
});
const torus = (R: number, r: number): Body => ({
  title: `torus ${R}/${r}, any orientation`,
  inside: (z, y, x) => (Math.hypot(y, x) - R) ** 2 + z * z < r * r,
  reach: R + r,
  area: 4 * Math.PI ** 2 * R * r,
  turned: true,
});

const BODIES = [ball(2.5), ball(5), ball(10), ball(20), cube(20, false), cube(20, true), rod(8, 40, false), rod(8, 40, true), rod(3, 40, false), rod(3, 40, true), torus(14, 5)]; // prettier-ignore

/** Rows of a rotation, uniform over all. */
function rotation(): readonly (readonly number[])[] {
  const q = [rng.normal(), rng.normal(), rng.normal(), rng.normal()];
  const n = Math.hypot(...q);
  const [a = 1, b = 0, c = 0, d = 0] = q.map((v) => v / n);
  return [
    [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
    [2 * (b * c + a * d), a * a - b * b + c * c - d * d, 2 * (c * d - a * b)],
    [2 * (b * d - a * c), 2 * (c * d + a * b), a * a - b * b - c * c + d * d],
  ];
}

function errorsOf(mask: Uint8Array, shape: Shape3, spacing: Vec3, area: number, outside: Outside): number[] {
  const totals = surfaceTotals(countSurfaceOf(mask, 1, shape, outside), outside);
  const areas = [croftonArea(totals, spacing), flatCroftonArea(totals, spacing)];
  if (outside !== 'periodic') areas.push(meshArea({ planes: { data: mask, first: 0 }, value: 1, shape, spacing, first: 0, end: shape[0] }));
  return areas.map((found) => found / area - 1);
}

function fill(shape: Shape3, inside: Inside): Uint8Array {
  const mask = new Uint8Array(shape[0] * shape[1] * shape[2]);
  for (let z = 0, i = 0; z < shape[0]; z++)
    for (let y = 0; y < shape[1]; y++) for (let x = 0; x < shape[2]; x++, i++) if (inside(z, y, x)) mask[i] = 1;
  return mask;
}

/** A body somewhere between the voxels. */
function placed(body: Body, spacing: Vec3): number[] {
  const [sz, sy, sx] = spacing;
  const shape = spacing.map((s) => Math.ceil((2 * body.reach) / s) + 10) as unknown as Shape3;
  const [a, b, c] = shape.map((n) => n / 2 + rng.uniform(-0.5, 0.5));
  const turn = body.turned ? rotation() : [[1, 0, 0], [0, 1, 0], [0, 0, 1]]; // prettier-ignore
  const mask = fill(shape, (z, y, x) => {
    const p = [(z + 0.5 - a!) * sz, (y + 0.5 - b!) * sy, (x + 0.5 - c!) * sx];
    const [u, v, w] = turn.map((row) => row.reduce((sum, r, k) => sum + r * p[k]!, 0));
    return body.inside(u!, v!, w!);
  });
  return errorsOf(mask, shape, spacing, body.area, 'edge');
}

/** A slab across the box, whose sides are the box faces. */
function slab(axis: number, spacing: Vec3): number[] {
  const shape: Shape3 = [20, 21, 22];
  const area = [0, 1, 2].filter((a) => a !== axis).reduce((product, a) => product * shape[a]! * spacing[a]!, 2);
  return errorsOf(fill(shape, (...p) => p[axis]! >= 6 && p[axis]! < 13), shape, spacing, area, 'edge'); // prettier-ignore
}

/** Parallel planes that go on across the faces of the box. */
function planes(spacing: Vec3): number[] {
  const n = 60;
  const [a, b, c] = [0, 1, 2].map(() => Math.round(rng.uniform(-5, 5)));
  if (a === 0 && b === 0 && c === 0) return planes(spacing);
  const mask = fill([n, n, n], (z, y, x) => (((a! * z + b! * y + c! * x) % n) + n) % n < n / 2);
  const length = Math.hypot(a! / spacing[0], b! / spacing[1], c! / spacing[2]);
  return errorsOf(mask, [n, n, n], spacing, 2 * length * n * n * spacing[0] * spacing[1] * spacing[2], 'periodic');
}

const percent = (errors: readonly number[]): string => {
  const mean = errors.reduce((sum, e) => sum + e, 0) / errors.length;
  const spread = Math.sqrt(errors.reduce((sum, e) => sum + (e - mean) ** 2, 0) / errors.length);
  return `${(100 * mean).toFixed(1)} ± ${(100 * spread).toFixed(1)}`;
};

function row(title: string, spacing: Vec3, errors: readonly (readonly number[])[]): string[] {
  const columns = ['13 directions', 'with flat patches', 'smoothed mesh'].slice(0, errors[0]!.length);
  const read = columns.map((name, k) => `${name} ${percent(errors.map((e) => e[k]!))} %`);
  return [`${title}, voxels ${spacing.join(' x ')}`, read.join('; '), ''];
}

const repeat = (times: number, make: () => number[]): number[][] => Array.from({ length: times }, make);

const rows = SPACINGS.flatMap((spacing) => [
  row('slabs along the grid', spacing, [0, 1, 2].map((axis) => slab(axis, spacing))), // prettier-ignore
  row('planes of any tilt', spacing, repeat(4 * REPEATS, () => planes(spacing))), // prettier-ignore
  ...BODIES.map((body) =>
    row(
      body.title,
      spacing,
      repeat(REPEATS, () => placed(body, spacing)),
    ),
  ),
]);
console.log(JSON.stringify(rows));
