/** Labels slab by slab in worker tasks, a few at once, with results in the order of the slabs. */
import { checkAborted } from '../../base/index.js';
import { voxelCount } from '../../volume/index.js';
import type { LabelStack, Shape3 } from '../../volume/index.js';
import type { ServiceHost } from '../service-host.js';

const SLAB_VOXELS = 16 * 2 ** 20;

/** Layers between planes: one more than there are planes. */
export interface LayerSlab {
  readonly first: number;
  readonly end: number;
}

export function layerSlabs(shape: Shape3): LayerSlab[] {
  const layers = shape[0] + 1;
  const step = Math.max(1, Math.floor((SLAB_VOXELS * shape[0]) / voxelCount(shape)));
  return Array.from({ length: Math.ceil(layers / step) }, (_, k) => ({ first: k * step, end: Math.min(layers, (k + 1) * step) }));
}

/** A part of a larger array would be sent to a worker with all of it. */
function alone(data: Uint8Array): Uint8Array {
  const shared = typeof SharedArrayBuffer !== 'undefined' && data.buffer instanceof SharedArrayBuffer;
  return shared || data.byteLength === data.buffer.byteLength ? data : data.slice();
}

/** The planes around the layers [first, end), as kernels take them. */
export async function planesAround(
  stack: LabelStack,
  { first, end }: LayerSlab,
  signal: AbortSignal | undefined,
): Promise<{ data: Uint8Array; first: number }> {
  const from = Math.max(0, first - 1);
  return { data: alone(await stack.planes(from, Math.min(stack.shape[0], end + 1), signal)), first: from };
}

/** Runs `work` for every item, as many at once as there are workers, and hands results on in order. */
export async function* inOrder<T, R>(
  host: ServiceHost,
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
  signal: AbortSignal | undefined,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  let next = 0;
  try {
    for (let done = 0; done < items.length; done++) {
      for (; next < items.length && running.length < host.ports.workers.threads; next++) {
        const started = work(items[next] as T, next);
        // heard when its turn comes, even if it fails before
        started.catch(() => undefined);
        running.push(started);
      }
      checkAborted(signal);
      const first = running.shift();
      if (first !== undefined) yield await first;
    }
  } finally {
    // after a failure the others end unheard
    await Promise.allSettled(running);
  }
}
