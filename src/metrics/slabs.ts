/**
 * Measuring plane by plane: a task runs on every slab of a label stack, in all threads, and its partial results come back
 * in the order of the slabs. The same cuts are made in memory and from disk, with one thread and with many, so that merged
 * results are the same to the last bit. At most two slabs per thread are held at once.
 */
import { checkAborted } from '../base/index.js';
import type { Planes } from '../kernels/index.js';
import type { TaskId, Workers } from '../ports/index.js';
import type { LabelStack, Shape3 } from '../volume/index.js';

/** Voxels of a slab: large enough that a message costs nothing beside the work, small enough to share the work evenly. */
const SLAB_VOXELS = 1 << 22;

export interface Slab {
  /** planes of the slab with its halo, clamped to the stack */
  readonly planes: Planes;
  /** the planes [first, end) that this slab answers for */
  readonly first: number;
  readonly end: number;
}

export interface SlabPorts {
  readonly workers: Workers;
  readonly signal?: AbortSignal | undefined;
}

/** The planes [first, end) of each slab: they depend on the shape alone. */
export function slabRanges([nz, ny, nx]: Shape3): readonly (readonly [first: number, end: number])[] {
  const thickness = Math.max(1, Math.floor(SLAB_VOXELS / Math.max(1, ny * nx)));
  return Array.from({ length: Math.ceil(nz / thickness) }, (_, k) => [k * thickness, Math.min(nz, (k + 1) * thickness)] as const);
}

/** Runs `request` on every slab, with `halo` planes on both sides where the stack has them. */
export async function overSlabs<Args, Result>(
  stack: LabelStack,
  request: TaskId<Args, Result>,
  argsOf: (slab: Slab) => Args,
  ports: SlabPorts,
  halo = 0,
): Promise<Result[]> {
  const results: Result[] = [];
  await eachSlab(stack, request, argsOf, (result) => results.push(result), ports, halo);
  return results;
}

/** The same for partial results that are large: each is handed on in the order of the slabs and not kept. */
export async function eachSlab<Args, Result>(
  stack: LabelStack,
  request: TaskId<Args, Result>,
  argsOf: (slab: Slab) => Args,
  take: (result: Result) => void,
  { workers, signal }: SlabPorts,
  halo = 0,
): Promise<void> {
  const ranges = slabRanges(stack.shape);
  const early = new Map<number, Result>();
  let next = 0;
  let taken = 0;
  const work = async (): Promise<void> => {
    while (next < ranges.length) {
      checkAborted(signal);
      const k = next++;
      const [first, end] = ranges[k] ?? [0, 0];
      const from = Math.max(0, first - halo);
      const data = await stack.planes(from, Math.min(stack.shape[0], end + halo), signal);
      early.set(k, await workers.run(request, argsOf({ planes: { data, first: from }, first, end }), signal));
      for (let found = early.get(taken); found !== undefined; found = early.get(taken)) {
        early.delete(taken++);
        take(found);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(ranges.length, 2 * workers.threads) }, work));
}
