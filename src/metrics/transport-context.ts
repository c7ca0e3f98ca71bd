/** Shared parts of the transport metrics: what of a phase joins the end faces, and the solved fields, each once per run. */
import {
  borrowMemory,
  countBits,
  evenSides,
  MAX_KERNEL_BYTES,
  planTransport,
  prepareTransport,
  returnMemory,
  TRANSPORT_TOLERANCE,
  transportOrder,
} from '../kernels/index.js';
import type { Axis, PhaseBits, TransportMode, TransportSolution, TransportTask } from '../kernels/index.js';
import type { Vec3 } from '../volume/index.js';
import { transportHelpRequest, transportReachRequest, transportSolveRequest } from '../workers/transport.request.js';
import { phaseVoxels } from './body.js';
import type { Measured, MetricContext, Params } from './metric.js';
import { AXES, axisOf, phaseOf } from './params.js';
import { spacingOf } from './spacing.js';

export interface Direction {
  readonly phase: number;
  readonly axis: Axis;
  readonly periodic: boolean;
  /** voxels of the phase */
  readonly voxels: number;
  /** names the question among the shared intermediates of a run */
  readonly key: string;
}

/** The question of a metric along one axis; null with a reason where the box has no extent. */
export async function directionOf(context: MetricContext, params: Params, axis: Axis = axisOf(params)): Promise<Direction | Measured> {
  if (context.flatAxis === axis) return { value: null, reason: `no extent along ${AXES[axis]}: one slice` };
  const phase = phaseOf(params);
  const periodic = params['sides'] === 'periodic';
  return { phase, axis, periodic, voxels: await phaseVoxels(context, phase), key: `${phase}:${axis}:${periodic ? 'periodic' : 'no-flux'}` };
}

export const isDirection = (found: Direction | Measured): found is Direction => 'phase' in found;

/** The voxels that paths join to one end face, as bits, and their number. */
async function reached(
  context: MetricContext,
  { phase, axis, periodic }: Direction,
  end: 'first' | 'last',
  connectivity: 6 | 18 | 26,
): Promise<Uint32Array> {
  const { data: labels, shape } = context.labels;
  const order = transportOrder(axis, spacingOf(context));
  return context.workers.run(transportReachRequest, { labels, shape, phase, order, end, connectivity, periodic }, context.signal);
}

interface Through {
  readonly words: Uint32Array;
  readonly voxels: number;
}

/** The voxels in pieces that join both end faces. */
export function throughOf(context: MetricContext, direction: Direction, connectivity: 6 | 18 | 26): Promise<Through> {
  return context.shared(`transport:through:${direction.key}:${connectivity}`, async () => {
    const [words, other] = await Promise.all([
      reached(context, direction, 'first', connectivity),
      reached(context, direction, 'last', connectivity),
    ]);
    for (let i = 0; i < words.length; i++) words[i] = (words[i] ?? 0) & (other[i] ?? 0);
    return { words, voxels: countBits(words) };
  });
}

export interface Solved {
  readonly solution: TransportSolution;
  /** voxels of the box and of the part solved on, a periodic box repeated as the solver needs it */
  readonly box: number;
  readonly part: number;
  /** layers along transport */
  readonly layers: number;
}

/** A solve on the given voxels; null with a reason above what a kernel can address. */
async function solve(context: MetricContext, direction: Direction, words: Uint32Array, mode: TransportMode): Promise<Solved | Measured> {
  const spacing = spacingOf(context);
  const order = transportOrder(direction.axis, spacing);
  const shape = turned(context.labels.shape, order);
  const whole: PhaseBits = { words, shape, rowWords: 2 * Math.ceil(shape[2] / 64), order };
  const phase = direction.periodic ? evenSides(whole) : whole;
  const plan = planTransport(phase.shape, phase.rowWords, turned(spacing, order), direction.periodic, context.workers.threads);
  if (plan.bytes > MAX_KERNEL_BYTES)
    return {
      value: null,
      reason: `the solve needs ${Math.ceil(plan.bytes / 1e6)} MB at once, more than the 4 GiB it can address: measure a sub-volume`,
    };
  const memory = borrowMemory(Math.max(plan.bytes, bytesOf(context)));
  const solution = await runTeam(context, prepareTransport(memory, plan, phase, mode));
  returnMemory(memory);
  return { solution, part: countBits(phase.words), box: phase.shape[0] * phase.shape[1] * phase.shape[2], layers: phase.shape[0] };
}

const turned = (values: Vec3, order: readonly [Axis, Axis, Axis]): Vec3 => [values[order[0]], values[order[1]], values[order[2]]];

/** Enough for any direction, so that the next one fits where this one was; 0 where that is too much. */
function bytesOf(context: MetricContext): number {
  const spacing = spacingOf(context);
  const needs = ([0, 1, 2] as const).map((axis) => {
    const order = transportOrder(axis, spacing);
    const shape = turned(context.labels.shape, order);
    return planTransport(shape, 2 * Math.ceil(shape[2] / 64), turned(spacing, order), false, context.workers.threads).bytes;
  });
  const most = Math.max(...needs);
  return most > MAX_KERNEL_BYTES ? 0 : most;
}

/** The solve in one worker, the others lent to it. */
async function runTeam({ workers, signal }: MetricContext, task: TransportTask): Promise<TransportSolution> {
  const helpers = Array.from({ length: workers.threads - 1 }, (_, k) => k + 1);
  const leader = workers.run(transportSolveRequest, { task, tolerance: TRANSPORT_TOLERANCE, helpers: helpers.length > 0 }, signal);
  const [solution] = await Promise.all([leader, ...helpers.map((thread) => workers.run(transportHelpRequest, { task, thread }, signal))]);
  return solution;
}

export const isSolved = (found: Solved | Measured | 'none'): found is Solved => typeof found === 'object' && 'solution' in found;

/** Diffusion from one end face to the other; `none` where no path leads through. */
export function throughSolution(context: MetricContext, direction: Direction): Promise<Solved | Measured | 'none'> {
  return context.shared(`transport:solution:${direction.key}`, async () => {
    const { words, voxels } = await throughOf(context, direction, 6);
    return voxels === 0 ? 'none' : solve(context, direction, words, 'through');
  });
}

/** Diffusion out of one end face from a uniform source; `none` where the phase does not touch that face. */
export function sourceSolution(context: MetricContext, direction: Direction, open: 'first' | 'last'): Promise<Solved | Measured | 'none'> {
  return context.shared(`transport:source:${direction.key}:${open}`, async () => {
    const words = await reached(context, direction, open, 6);
    return countBits(words) === 0 ? 'none' : solve(context, direction, words, open === 'first' ? 'from-first' : 'from-last');
  });
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;

/** How well a solve converged, in words. */
export function convergenceNote({ iterations, convergence: { flux, residual, energy } }: TransportSolution): string {
  return `${iterations} iterations: flux mismatch between planes ${percent(flux)}, relative residual ${percent(residual)}, estimated error ${percent(energy)}`;
}
