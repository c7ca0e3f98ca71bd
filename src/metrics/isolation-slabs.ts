/** The counts of an isolation over a label stack of any size, in all threads: one pass, and one before it for a collector body. */
import { addBody, addIsolation, finishBody, finishIsolation, startBody, startIsolation } from '../kernels/index.js';
import type { CollectorPlanes, IsolationPath, IsolationTotals, PlaneRuns } from '../kernels/index.js';
import type { LabelStack } from '../volume/index.js';
import { bodySlabRequest, isolationSlabRequest } from '../workers/isolation.request.js';
import { eachSlab } from './slabs.js';
import type { SlabPorts } from './slabs.js';

/** The path with where it starts: the collector faces themselves, or a body inside the image that touches them. */
export interface IsolationQuestion extends IsolationPath {
  readonly collectorBodyLabel: number | undefined;
  /** axis of length 1 of an image; its faces then do not cut */
  readonly flatAxis: 0 | 1 | 2 | null;
}

export interface IsolationCounts extends IsolationTotals {
  /** false when a collector body was named and none of it touches a collector face */
  readonly hasCollector: boolean;
}

/** Voxels of each state, pieces, and how far the live ones reach. */
export async function isolationCounts(stack: LabelStack, question: IsolationQuestion, ports: SlabPorts): Promise<IsolationCounts> {
  const { collectorBodyLabel: label, flatAxis, ...path } = question;
  const body = label === undefined ? undefined : await hangingBody(stack, path, label, ports);
  const merge = startIsolation(path.connectivity);
  await eachSlab(
    stack,
    isolationSlabRequest,
    ({ planes, first, end }) => {
      const near = body === undefined ? {} : { body: bodyNear(body, [first, end], stack.shape[0], path.haloVoxels) };
      return { planes, range: [first, end] as const, shape: stack.shape, path, ...near };
    },
    (part) => addIsolation(merge, part),
    ports,
    path.gapVoxels,
  );
  return { ...finishIsolation(merge, path.collectorFaces, flatAxis), hasCollector: body !== null };
}

/** The planes of the body with the runs that hang on a collector face; null when there are none. */
async function hangingBody(stack: LabelStack, path: IsolationPath, label: number, ports: SlabPorts): Promise<PlaneRuns[] | null> {
  const merge = startBody(path.connectivity);
  await eachSlab(
    stack,
    bodySlabRequest,
    ({ planes: { data, first } }) => ({ voxels: data, first, shape: stack.shape, label, connectivity: path.connectivity }),
    (part) => addBody(merge, part),
    ports,
  );
  return finishBody(merge, path.collectorFaces);
}

/** The part of the body that can reach the planes [first, end). */
function bodyNear(body: readonly PlaneRuns[] | null, [first, end]: readonly [number, number], nz: number, halo: number): CollectorPlanes {
  const low = Math.max(0, first - halo - 1);
  const high = Math.min(nz, end + halo + 1);
  // a body that hangs on nothing is as good as none: the same planes, empty
  return { first: low, planes: body === null ? [] : body.slice(low, high) };
}
