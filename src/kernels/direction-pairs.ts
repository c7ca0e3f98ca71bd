/**
 * Pairs of voxels a lattice step apart, for many steps at once: how often both lie in the phase, and how often a line in the direction
 * of the step crosses its boundary. Rows are packed 64 voxels to a word (assembly/direction-pairs.ts). Exact; time linear in the voxels,
 * a few nanoseconds per voxel for 49 steps; memory one bit per voxel of the slab.
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import { directionPairsCode } from './compiled/direction-pairs.js';
import { wholePlanes } from './planes.js';
import { kernel, kernelMemory, layout } from './wasm.js';

interface Exports {
  readonly packPlane: (plane: number, bits: number, ny: number, nx: number, value: number) => void;
  readonly stepPairs: (
    bits: number, nz: number, ny: number, nx: number, first: number, end: number, dz: number, dy: number, dx: number, counts: number,
  ) => void; // prettier-ignore
}

/** Most layers that a step goes ahead along an axis. */
const LONGEST = 20;

/**
 * Steps (z, y, x) in 49 directions, one of each opposite pair: those of the lattice vectors with entries up to 2, in steps of the longest
 * voxel edge, as nearly as the voxels have them. With equal spacing they are these vectors; a step that goes through another voxel
 * centre is shortened to it.
 */
export function latticeSteps(spacing: Vec3): readonly Vec3[] {
  const longest = Math.max(...spacing);
  const steps = new Map<string, Vec3>();
  for (let z = 0; z <= 2; z++)
    for (let y = -2; y <= 2; y++)
      for (let x = -2; x <= 2; x++) {
        if (z === 0 && (y < 0 || (y === 0 && x <= 0))) continue;
        const step = [z, y, x].map((t, a) => Math.sign(t) * Math.min(LONGEST, Math.round((Math.abs(t) * longest) / spacing[a])));
        const common = divisor(divisor(Math.abs(step[0]), Math.abs(step[1])), Math.abs(step[2]));
        const shortest: Vec3 = [step[0] / common, step[1] / common, step[2] / common];
        steps.set(shortest.join(' '), shortest);
      }
  return [...steps.values()];
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/** Planes that the longest step goes ahead: the halo of a slab. */
export const stepsReach = (steps: readonly Vec3[]): number => Math.max(0, ...steps.map((step) => step[0]));

/** Two numbers per step: pairs with both voxels in the phase, and voxels of pairs in the phase. */
export type StepPairs = Float64Array;

/**
 * Counts in whole planes of labels, of the pairs whose first voxel lies in the planes [first, end) counted from the start of `data`.
 * All steps lead to the same or a later plane.
 */
export function slabStepPairs(
  data: Uint8Array,
  value: number,
  ny: number,
  nx: number,
  first: number,
  end: number,
  steps: readonly Vec3[],
): StepPairs {
  const plane = ny * nx;
  const nz = wholePlanes(data, ny, nx);
  const planeBits = 8 * Math.ceil(nx / 64) * ny;
  const { at, bytes } = layout({ plane: plane + 64, counts: 16 * steps.length, bits: planeBits * nz });
  const memory = kernelMemory(bytes);
  const { packPlane, stepPairs } = kernel<Exports>(directionPairsCode, memory);
  const voxels = new Uint8Array(memory.buffer, at.plane, plane);
  for (let z = 0; z < nz; z++) {
    voxels.set(data.subarray(z * plane, (z + 1) * plane));
    packPlane(at.plane, at.bits + z * planeBits, ny, nx, value);
  }
  steps.forEach(([dz, dy, dx], k) => stepPairs(at.bits, nz, ny, nx, first, end, dz, dy, dx, at.counts + 16 * k));
  return Float64Array.from(new BigUint64Array(memory.buffer, at.counts, 2 * steps.length), Number);
}

/** What a step says about the phase in its direction. */
export interface DirectionCrossings {
  /** physical unit vector z y x */
  readonly direction: Vec3;
  /** boundary crossings per length of line */
  readonly density: number;
  /** mean length of a chord of the phase; Infinity where no line leaves it */
  readonly chord: number;
}

/** Crossings per direction, for the steps that fit into the box. `counts` are the sums over all slabs. */
export function crossings(counts: StepPairs, steps: readonly Vec3[], shape: Shape3, spacing: Vec3): DirectionCrossings[] {
  return steps.flatMap((step, k) => {
    const places = step.reduce((product, s, axis) => product * Math.max(0, shape[axis] - Math.abs(s)), 1);
    if (places === 0) return [];
    const physical = step.map((s, axis) => s * spacing[axis]);
    const length = Math.hypot(...physical);
    const [both, ends] = [counts[2 * k], counts[2 * k + 1]];
    const crossed = ends - 2 * both;
    return [
      {
        direction: [physical[0] / length, physical[1] / length, physical[2] / length] as Vec3,
        density: crossed / (places * length),
        chord: (ends * length) / crossed,
      },
    ];
  });
}
