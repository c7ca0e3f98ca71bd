/**
 * Counts of the surface of a phase, an object or an interface, made once per run: slab by slab, in all threads, in memory or from disk.
 */
import { mergeSurfaceCounts, SURFACE_HALO, surfaceTotals } from '../kernels/index.js';
import type { Outside, SurfaceTotals } from '../kernels/index.js';
import { labelVolume, stackOf } from '../volume/index.js';
import type { LabelStack, Shape3, Vec3 } from '../volume/index.js';
import { surfaceCountsRequest } from '../workers/surface-counts.request.js';
import type { SurfaceSubject } from '../workers/surface-counts.request.js';
import { bodyOf, isBody } from './body.js';
import type { Measured, MetricContext, Params } from './metric.js';
import { overSlabs } from './slabs.js';
import { phaseOf } from './params.js';
import { spacingOf, voxelVolumeOf } from './spacing.js';

/** The estimator of every area that has no other in its name: `flatCroftonArea`. */
export const AREA_ESTIMATOR = 'flat-crofton@1';
export const AREA_BIAS =
  'Cubic voxels: planes along the grid +0.3 %, planes of other tilt between -5.9 and +2.1 % (rms 1.4 %); balls from 10 voxels radius on within 0.5 %, 5 voxels -1 %; a cube of 20 voxels -2 %, a cylinder of 8 voxels radius -1.5 % in any orientation, of 3 voxels -2 to -4 %; plates of 3 voxels -4 %. Voxels 2 to 3 times longer along one axis: planes along the grid within 2 %, others rms 2.3 to 3.4 %; cubes and cylinders -1 to -6 %. Beyond 5 to 1 a ball of fewer than 4 voxels along the long axis reads up to 13 % high.';
export const AREA_REFERENCES = ['10.5566/ias.v26.p83-92', '10.1016/j.imavis.2004.06.012', '10.1149/1945-7111/ad9a07'];

/** Totals of several subjects in one pass over the labels. */
export async function countSubjects(
  stack: LabelStack,
  subjects: readonly SurfaceSubject[],
  outside: Outside,
  ports: Pick<MetricContext, 'workers' | 'signal'>,
  flats = true,
): Promise<readonly SurfaceTotals[]> {
  const { shape } = stack;
  const parts =
    outside === 'periodic'
      ? await overSlabs(
          wrapped(stack),
          surfaceCountsRequest,
          ({ planes, first, end }) => ({
            planes: { data: planes.data, first: planes.first - SURFACE_HALO },
            subjects,
            flats,
            shape,
            outside,
            first: Math.max(0, first - SURFACE_HALO),
            end: Math.min(shape[0], end - SURFACE_HALO),
          }),
          ports,
          SURFACE_HALO,
        )
      : await overSlabs(stack, surfaceCountsRequest, (slab) => ({ ...slab, subjects, shape, outside, flats }), ports, SURFACE_HALO);
  return subjects.map((_, k) => surfaceTotals(mergeSurfaceCounts(parts.flatMap((part) => part[k] ?? [])), outside));
}

/** The stack with planes of its other side before and behind. */
function wrapped(stack: LabelStack): LabelStack {
  const [nz, ny, nx] = stack.shape;
  const plane = ny * nx;
  return {
    calibration: stack.calibration,
    shape: [nz + 2 * SURFACE_HALO, ny, nx],
    async planes(first, end, signal) {
      const low = first - SURFACE_HALO;
      const high = end - SURFACE_HALO;
      if (low >= 0 && high <= nz) return stack.planes(low, high, signal);
      const data = new Uint8Array((high - low) * plane);
      for (let z = low; z < high; z++) {
        const source = ((z % nz) + nz) % nz;
        data.set(await stack.planes(source, source + 1, signal), (z - low) * plane);
      }
      return data;
    },
  };
}

/** One object is cut out of the labels in memory. */
export const wholePhase = (params: Params): boolean => params['seed_voxel_zyx'] === undefined;

/** A phase or an object as labels that can be read plane by plane. */
export interface StackedBody {
  readonly stack: LabelStack;
  readonly value: number;
  /** names the body among the shared intermediates of a run */
  readonly key: string;
}

export const isStacked = (body: StackedBody | Measured): body is StackedBody => 'stack' in body;

/** The body a metric is asked about: the phase as a whole, or the object that holds the seed voxel. */
export async function stackedBody(context: MetricContext, params: Params): Promise<StackedBody | Measured> {
  if (wholePhase(params)) return { stack: context.stack, value: phaseOf(params), key: `phase ${phaseOf(params)}` };
  const body = await bodyOf(context, params);
  if (!isBody(body)) return body;
  const data = await context.shared(`shared ${body.key}`, () => Promise.resolve(context.workers.share(body.data)));
  return { stack: stackOf(labelVolume(data, body.shape, context.labels.calibration, body.key)), value: body.value, key: body.key };
}

/** What is counted of a phase or an object, with the size of its box. */
export interface Surface {
  readonly totals: SurfaceTotals;
  readonly shape: Shape3;
  /** metres; voxel units where it is unknown */
  readonly spacing: Vec3;
  /** volume of the body */
  readonly volume: number;
  readonly boxVolume: number;
}

/** Counts of the body asked for, once per run and kind of outside; the Euler number does without flat faces. */
export async function surfaceOf(context: MetricContext, params: Params, outside: Outside, flats = true): Promise<Surface | Measured> {
  const body = await stackedBody(context, params);
  if (!isStacked(body)) return body;
  const totals = await context.shared(`surface ${body.key} ${outside} ${flats}`, async () => {
    const [only] = await countSubjects(body.stack, [{ value: body.value }], outside, context, flats);
    if (only === undefined) throw new TypeError('one subject gives one set of totals');
    return only;
  });
  const { shape } = context.stack;
  const spacing = spacingOf(context);
  const voxel = voxelVolumeOf(context);
  return { totals, shape, spacing, volume: totals.voxels * voxel, boxVolume: shape[0] * shape[1] * shape[2] * voxel };
}

export const isSurface = (surface: Surface | Measured): surface is Surface => 'totals' in surface;
