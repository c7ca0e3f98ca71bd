/**
 * The walk over the lithium surface, slab by slab in all threads, in memory or from disk. Rays that leave their slab are followed through
 * blocks of planes, each block read once a round, until all have ended.
 */
import { joinSei, RAY_NUMBERS, seiHalo, settleRays } from '../kernels/index.js';
import type { SeiOptions, SeiPart, SeiSurface, WaitingRays } from '../kernels/index.js';
import { followRaysRequest, seiSlabRequest } from '../workers/sei-surface.request.js';
import type { MetricContext } from './metric.js';
import { overSlabs } from './slabs.js';
import { spacingOf } from './spacing.js';

/** Voxels of a block of planes in which rays are followed. */
const BLOCK_VOXELS = 1 << 24;

/** Every face of the lithium surface with its ray, in the order of the slabs. */
export async function seiSurfaceOf(context: MetricContext, options: SeiOptions): Promise<SeiSurface> {
  const { stack } = context;
  const { shape } = stack;
  const spacing = spacingOf(context);
  const parts: SeiPart[] = await overSlabs(
    stack,
    seiSlabRequest,
    ({ planes, first, end }) => ({ planes, range: [first, end] as const, shape, spacing, options }),
    context,
    seiHalo(shape, spacing),
  );
  const { surface, waiting } = joinSei(parts, spacing);
  for (let rays = waiting; rays.places.length > 0;) rays = settleRays(surface, ...(await follow(context, rays, options.sei)));
  return surface;
}

/** Follows every ray through the block that it waits for. */
async function follow(context: MetricContext, { rays, places }: WaitingRays, sei: number): Promise<[WaitingRays, Uint8Array]> {
  const { stack, workers, signal } = context;
  const { shape } = stack;
  const height = Math.max(1, Math.floor(BLOCK_VOXELS / (shape[1] * shape[2])));
  const byBlock = new Map<number, number[]>();
  places.forEach((_, k) => {
    const block = Math.floor((rays[k * RAY_NUMBERS + 1] ?? 0) / height);
    const list = byBlock.get(block);
    if (list === undefined) byBlock.set(block, [k]);
    else list.push(k);
  });
  const ended = new Float64Array(rays.length);
  const states = new Uint8Array(places.length);
  for (const [block, list] of byBlock) {
    const first = block * height;
    const data = await stack.planes(first, Math.min(shape[0], first + height), signal);
    const mine = new Float64Array(list.length * RAY_NUMBERS);
    list.forEach((k, n) => mine.set(rays.subarray(k * RAY_NUMBERS, (k + 1) * RAY_NUMBERS), n * RAY_NUMBERS));
    const found = await workers.run(followRaysRequest, { rays: mine, planes: { data, first }, shape, sei }, signal);
    list.forEach((k, n) => {
      ended.set(found.rays.subarray(n * RAY_NUMBERS, (n + 1) * RAY_NUMBERS), k * RAY_NUMBERS);
      states[k] = found.states[n] ?? 0;
    });
  }
  return [{ rays: ended, places }, states];
}
