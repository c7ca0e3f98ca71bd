/**
 * The parts of a collector body that hang on a face of the volume, slab by slab. Each slab gives its parts with the faces that they
 * touch and all its runs; when the parts are joined, runs carry the collector faces that their part touches, and runs of other
 * islands of collector material are dropped. Exact. Memory: 12 bytes per run of collector material and 4 per row of the
 * planes.
 */
import type { Face, Shape3 } from '../volume/index.js';
import { addPart, finishMerge, startMerge } from './component-merge.js';
import type { ComponentMerge, ComponentPart } from './component-merge.js';
import { cutSlab, measureMarked, numberSlab, planeRuns } from './component-runs.js';
import type { PlaneRuns } from './component-runs.js';
import { foregroundTable } from './components.js';
import { faceBits } from './face-voxels.js';
import { facesWithin } from './isolation-slabs.js';
import { wholePlanes } from './planes.js';
import { scratchMemory } from './wasm.js';

/** The body in one slab. */
export interface BodyPart extends ComponentPart {
  readonly planes: readonly PlaneRuns[];
  /** faces of the volume that each part touches, as bits */
  readonly touched: Uint8Array;
}

/** Parts of the body in `voxels`, which are the planes from `first` on of a volume of this shape. */
export function bodyPart(voxels: Uint8Array, first: number, shape: Shape3, label: number, connectivity: 6 | 18 | 26): BodyPart {
  const [, ny, nx] = shape;
  const planes = wholePlanes(voxels, ny, nx);
  const slab = cutSlab(voxels, [planes, ny, nx], connectivity, foregroundTable([label]), scratchMemory);
  numberSlab(slab);
  const touched = facesWithin(measureMarked(slab, slab.at.bits, first), shape, 0);
  const runs = Array.from({ length: planes }, (_, z) => planeRuns(slab, z));
  return { components: slab.components, first: runs[0], last: runs[planes - 1], planes: runs, touched };
}

export interface BodyMerge {
  readonly components: ComponentMerge;
  readonly parts: Pick<BodyPart, 'planes' | 'touched'>[];
}

/** No slab yet. */
export function startBody(connectivity: 6 | 18 | 26): BodyMerge {
  return { components: startMerge(connectivity), parts: [] };
}

/** Adds the body in the next slab. */
export function addBody(merge: BodyMerge, { components, first, last, planes, touched }: BodyPart): void {
  addPart(merge.components, { components, first, last });
  merge.parts.push({ planes, touched });
}

/** Every plane with the runs that hang on a collector face, or null when nothing does. */
export function finishBody(merge: BodyMerge, faces: readonly Face[]): PlaneRuns[] | null {
  const { count, labels } = finishMerge(merge.components);
  const collectors = faceBits(faces);
  const hangs = new Uint8Array(count + 1);
  merge.parts.forEach(({ touched }, slab) => {
    for (let k = 0; k < touched.length; k++) hangs[labels[slab][k]] |= touched[k] & collectors;
  });
  if (hangs.every((bits) => bits === 0)) return null;
  return merge.parts.flatMap(({ planes }, slab) => planes.map((plane) => hanging(plane, labels[slab], hangs)));
}

function hanging({ rows, runs }: PlaneRuns, labels: Uint32Array, hangs: Uint8Array): PlaneRuns {
  const kept: number[] = [];
  const begins = new Uint32Array(rows.length);
  for (let y = 0; y + 1 < rows.length; y++) {
    for (let k = 3 * rows[y]; k < 3 * rows[y + 1]; k += 3) {
      const faces = hangs[labels[runs[k + 2] - 1]];
      if (faces !== 0) kept.push(runs[k], runs[k + 1], faces);
    }
    begins[y + 1] = kept.length / 3;
  }
  return { rows: begins, runs: Uint32Array.from(kept) };
}
