/**
 * Steady diffusion through a phase: conjugate gradients on the black voxels of a chessboard (the red ones eliminated exactly),
 * preconditioned by their own diagonal plus a multigrid cycle on cells of 2 x 2 x 2 voxels. The potential is never stored: the
 * energy of the solution, hence the effective diffusivity, falls by a known amount in each step, and the flux through every
 * plane follows from the sums of the residual (what enters a plane and does not leave it).
 *
 * Sources: Hestenes and Stiefel 1952, doi 10.6028/jres.049.044 (conjugate gradients and their energy);
 * Strakos and Tichy 2002 (the error from the delayed steps); Braess 1995, doi 10.1007/BF02238488 (scaled aggregation cells).
 * Float32 fields with float64 sums in the order of the planes: the result does not depend on the number of threads.
 * The diffusivity falls towards its limit from above, by `convergence.energy` at most as estimated from the last steps.
 */
import type { PhaseBits } from './transport-bits.js';
import type { TransportPlan } from './transport-plan.js';
import { chunksOf, SCALARS_AT, STEP, transportSteps } from './transport-steps.js';
import { endTeam, helpTeam, leadStep } from './transport-team.js';

export interface TransportTask {
  readonly memory: WebAssembly.Memory;
  readonly plan: TransportPlan;
  readonly mode: TransportMode;
}

/**
 * through: fixed potentials on the first and last face. from-first, from-last: potential 0 on that face, the opposite one closed,
 * and a uniform source in the phase.
 */
export type TransportMode = 'through' | 'from-first' | 'from-last';

export interface TransportTolerance {
  /** estimated relative error of the energy */
  readonly energy: number;
  /** (largest - smallest) / mean flux through the planes */
  readonly flux: number;
  /** norm of the residual over that of the start */
  readonly residual: number;
  readonly iterations: number;
}

export interface TransportSolution {
  /**
   * through: flux x planes / (weight x unit potential), the diffusivity times the number of voxels in the box;
   * from a face: sum of the potential, in units of the source times the squared voxel size along transport over the diffusivity.
   */
  readonly energy: number;
  readonly converged: boolean;
  readonly iterations: number;
  readonly convergence: { readonly energy: number; readonly flux: number; readonly residual: number };
}

export const TRANSPORT_TOLERANCE: TransportTolerance = { energy: 1e-4, flux: 0.02, residual: 0.05, iterations: 20_000 };

/** A solve laid out in memory of at least `plan.bytes` zeroed bytes, with the voxels of `phase` in place. */
export function prepareTransport(memory: WebAssembly.Memory, plan: TransportPlan, phase: PhaseBits, mode: TransportMode): TransportTask {
  new Uint32Array(memory.buffer, plan.bits, phase.words.length).set(phase.words);
  writeGeometry(memory, plan, mode);
  return { memory, plan, mode };
}

function writeGeometry({ buffer }: WebAssembly.Memory, plan: TransportPlan, mode: TransportMode): void {
  const [nz, ny, nx] = plan.shape;
  const flag = (value: boolean): number => (value ? 1 : 0);
  const periodic = flag(plan.periodic);
  const ints = (at: number, values: readonly number[]): void => new Int32Array(buffer, at, values.length).set(values);
  const floats = (at: number, values: readonly number[]): void => new Float32Array(buffer, at, values.length).set(values);
  ints(plan.geometry, [ny, plan.groups, plan.half, plan.row, plan.codeRow, flag(plan.even), periodic, periodic, plan.zero]);
  floats(plan.geometry + 36, plan.weights);
  ints(plan.source, [
    nz, ny, plan.rowWords / 2, nx, plan.bits, plan.zeroBits, flag(plan.even), periodic, periodic,
    flag(mode !== 'from-last'), flag(mode !== 'from-first'), flag(mode !== 'through'), plan.row, plan.groups, plan.codeRow,
  ]); // prettier-ignore
  floats(plan.source + 60, [plan.weights[0]]);
  for (const level of plan.levels) {
    const { shape, row, plane } = level;
    ints(level.geometry, [shape[1], shape[2], 4 * row, 4 * plane, periodic, periodic, row, plane]);
    floats(level.geometry + 32, level.scale);
  }
}

const controlOf = ({ memory, plan }: TransportTask): Int32Array => new Int32Array(memory.buffer, plan.control, 16);

/** Lends this thread to a solve until it ends. */
export function helpTransport(task: TransportTask, thread: number): void {
  helpTeam(controlOf(task), transportSteps(task.memory, task.plan, thread));
}

/** damping of two steps that halve the upper three quarters of the spectrum (Chebyshev) */
const DAMPING = [0.562, 1.389] as const;
const COARSEST_STEPS = 8;
/** steps over which the fall of the energy estimates what is left: a tenth of them, three at least */
const delayOf = (steps: number): number => Math.max(3, Math.ceil(steps / 10));

/** Solves; `helpers` says that other threads were sent to `helpTransport`. */
export function solveTransport(task: TransportTask, tolerance: TransportTolerance, helpers: boolean): TransportSolution {
  const { memory, plan, mode } = task;
  const control = controlOf(task);
  const steps = transportSteps(memory, plan, 0);
  const scalars = new Float64Array(memory.buffer, plan.control + SCALARS_AT, 2);
  const sums = new Float64Array(memory.buffer, plan.partials, 4 * plan.shape[0]);
  const { levels } = plan;
  const run = (operation: number, level: number, first = 0, second = 0): void => {
    scalars[0] = first;
    scalars[1] = second;
    leadStep(control, helpers, steps, operation, level, chunksOf(plan, level));
  };
  const total = (slot: number, planes: number): number => {
    let sum = 0;
    for (let z = 0; z < planes; z++) sum += sums[4 * z + slot];
    return sum;
  };

  function cycle(level: number): void {
    const coarsest = level === levels.length;
    run(STEP.start, level, DAMPING[0]);
    run(STEP.smoothToValue, level, DAMPING[1]);
    if (coarsest) {
      for (let k = 0; k < COARSEST_STEPS; k++) {
        run(STEP.smoothToSpare, level, DAMPING[1 - (k & 1)]);
        run(STEP.smoothToValue, level, DAMPING[k & 1]);
      }
      return;
    }
    run(STEP.remainder, level);
    run(STEP.restrict, level + 1);
    cycle(level + 1);
    run(STEP.prolong, level);
    run(STEP.smoothToSpare, level, DAMPING[1]);
    run(STEP.smoothToValue, level, DAMPING[0]);
  }

  try {
    run(STEP.build, 0);
    for (let level = 1; level <= levels.length; level++) run(STEP.counts, level);
    // the bits lay where the first coarse level begins
    new Uint8Array(memory.buffer, plan.bits, 4 * plan.rowWords * plan.shape[0] * plan.shape[1]).fill(0);
    // the straight potential drop, or nothing
    let energy = mode === 'through' ? plan.weights[0] * total(0, plan.shape[0]) : 0;
    const sign = mode === 'through' ? -1 : 1;
    run(STEP.balance, 0);
    energy += sign * total(3, plan.shape[0]);
    const start = total(1, plan.shape[0]);
    const falls: number[] = [];
    const state = (converged: boolean): TransportSolution => ({
      energy: energy / plan.weights[0],
      converged,
      iterations: falls.length,
      convergence: {
        energy: remainingFall(falls) / energy,
        flux: fluxMismatch(sums, plan.shape[0], energy, mode),
        residual: start > 0 ? Math.sqrt(total(1, plan.shape[0]) / start) : 0,
      },
    });
    if (start === 0) return state(true);
    let before = 0;
    while (falls.length < tolerance.iterations) {
      const smooth = total(2, plan.shape[0]);
      cycle(1);
      run(STEP.dot, 1);
      const gamma = smooth + total(3, levels[0].shape[0]);
      // nothing is left to correct: boxes of a few voxels are solved exactly
      if (gamma === 0) {
        const solved = state(true);
        return { ...solved, convergence: { ...solved.convergence, energy: 0 } };
      }
      run(STEP.direction, 0, 1, before > 0 ? gamma / before : 0);
      run(STEP.energy, 0);
      const alpha = gamma / total(3, plan.shape[0]);
      run(STEP.residual, 0, alpha);
      energy += sign * alpha * gamma;
      falls.push(alpha * gamma);
      before = gamma;
      if (falls.length < delayOf(0) && gamma > 1e-12 * energy) continue;
      const { convergence } = state(false);
      if (convergence.energy <= tolerance.energy && convergence.flux <= tolerance.flux && convergence.residual <= tolerance.residual)
        return state(true);
    }
    return state(false);
  } finally {
    endTeam(control);
  }
}

/**
 * What the energy has still to fall: at least what it fell in the last steps, more when those fell little less than the steps before
 * them (a geometric series).
 */
function remainingFall(falls: readonly number[]): number {
  const sum = (from: number, end: number): number =>
    falls.slice(Math.max(0, falls.length + from), falls.length + end).reduce((a, b) => a + b, 0);
  const delay = delayOf(falls.length);
  const last = sum(-delay, 0);
  const ratio = falls.length < 2 * delay || last === 0 ? 0 : last / sum(-2 * delay, -delay);
  return ratio < 1 ? last * Math.max(1, ratio / (1 - ratio)) : Infinity;
}

/** Spread of the flux through the planes, relative to the mean; the sums of the residual are its steps from plane to plane. */
function fluxMismatch(sums: Float64Array, planes: number, energy: number, mode: TransportMode): number {
  if (mode !== 'through') return 0;
  let flux = 0;
  let smallest = 0;
  let largest = 0;
  for (let z = 0; z < planes; z++) {
    flux += sums[4 * z];
    smallest = Math.min(smallest, flux);
    largest = Math.max(largest, flux);
  }
  return ((largest - smallest) * planes) / energy;
}
