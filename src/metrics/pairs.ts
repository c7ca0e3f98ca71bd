/** Pair probabilities over all lag vectors of a volume in memory, the steps of the transform shared out among the threads. */
import { checkAborted } from '../base/index.js';
import { kernelMemory, mergeShells, planPairs, rowsOf, writeRoots } from '../kernels/index.js';
import type { PairBoundary, RadialTwoPoint } from '../kernels/index.js';
import type { Vec3 } from '../volume/index.js';
import { pairPlanesRequest, pairRowsRequest, pairShellsRequest } from '../workers/pairs.request.js';
import type { Body } from './body.js';
import type { SlabPorts } from './slabs.js';

/** Planes or rows of one message. */
const PART = 8;
export interface PairsOf extends Pick<Body, 'data' | 'value' | 'shape'> {
  /** of the same unit as the reach */
  readonly spacing: Vec3;
}

/** S2 in shells of the distance up to `reach`, and along the axes. Exact: see pair-transform.ts. */
export async function radialPairs(
  { data, value, shape, spacing }: PairsOf,
  boundary: PairBoundary,
  reach: number,
  { workers, signal }: SlabPorts,
): Promise<RadialTwoPoint> {
  const plan = planPairs({ shape, spacing, boundary, reach, threads: workers.threads });
  const memory = takeMemory(plan.bytes);
  writeRoots(plan, memory);
  const plane = shape[1] * shape[2];
  const inParts = async <Result>(total: number, run: (slot: number, first: number, end: number) => Promise<Result>): Promise<Result[]> => {
    const results: Result[] = [];
    let next = 0;
    const work = async (slot: number): Promise<void> => {
      while (next < total) {
        checkAborted(signal);
        const first = next;
        next += PART;
        results[first / PART] = await run(slot, first, Math.min(total, first + PART));
      }
    };
    await Promise.all(Array.from({ length: workers.threads }, (_, slot) => work(slot)));
    return results;
  };
  await inParts(shape[0], (slot, first, end) =>
    workers.run(pairPlanesRequest, { plan, memory, slot, first, end, labels: data.subarray(first * plane, end * plane), value }, signal),
  );
  await inParts(rowsOf(plan), (slot, first, end) => workers.run(pairRowsRequest, { plan, memory, slot, first, end }, signal));
  const parts = await inParts(plan.lags[0] + 1, (slot, first, end) =>
    workers.run(pairShellsRequest, { plan, memory, slot, first, end }, signal),
  );
  spare = new WeakRef(memory);
  return mergeShells(plan, parts);
}

/**
 * The memory of a transform that is over, for the next: engines are late to free shared memory, and the first touch of fresh pages costs as
 * much as a step of the transform. Nothing is held that the engine would free. After a failure threads may still write, so it is not offered.
 */
let spare: WeakRef<WebAssembly.Memory> | undefined;

/** Memory of at least so many bytes that nobody else uses, with anything in it. */
function takeMemory(bytes: number): WebAssembly.Memory {
  const found = spare?.deref();
  if (found === undefined || found.buffer.byteLength < bytes) return kernelMemory(bytes);
  spare = undefined;
  return found;
}
