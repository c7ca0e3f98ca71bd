/**
 * What is known before a picture is seen, as weights of the classes: whether the cell holds liquid, and at which
 * distances from the current collector a phase can lie. Probabilities are multiplied by the weights and brought back to
 * a sum of one, which is the same as adding their logarithms to the scores before the softmax.
 */
import { PHASE } from '../volume/index.js';
import type { Box } from './view.js';

export type CellState = 'wet' | 'dry' | 'mixed';

/** A soft curve of one phase over the distance to the collector: straight lines between points, constant beyond. */
export interface DepthCurve {
  readonly phase: number;
  /** metres from the collector, ascending, and how likely the phase is there, 0..1 of its usual share */
  readonly points: readonly (readonly [distance: number, weight: number])[];
}

export interface ClassPrior {
  /** axis of the view that the curves run along */
  readonly axis: 0 | 1 | 2;
  /** [classes, length of that axis] */
  readonly data: Float32Array;
  readonly length: number;
}

/**
 * Natural logarithms of the weights. A liquid hides in no dry cell; a gas bubble may sit in a wet one.
 * Networks call lithium in dry cells gas rather than the other way round: half a unit against it gives the most lithium right on validation
 * scans (Dice of lithium .58 without a prior, .57 with one for gas, .63 so; SEI loses .02).
 */
const CELL_SHIFTS: Readonly<Record<CellState, Readonly<Record<number, number>>>> = {
  dry: { [PHASE.electrolyte]: -6, [PHASE.pore]: -0.5 },
  wet: { [PHASE.pore]: -2 },
  mixed: {},
};

/** no curve makes a phase impossible: a clear picture can still say otherwise */
const LEAST_WEIGHT = 1e-3;

export interface PriorInput {
  readonly classes: readonly string[];
  readonly classToPhase: Readonly<Record<string, number>>;
  readonly cell: CellState | null;
  /** 0..1: how far the picture bears out what was said about the cell */
  readonly trust: number;
  readonly curves: readonly DepthCurve[];
  /** view axis along which lithium grows, and the length of a voxel on it; null without a collector or voxel size */
  readonly growth: { readonly axis: 0 | 1 | 2; readonly length: number; readonly voxel: number } | null;
}

/** Null where nothing is known. */
export function classPrior(input: PriorInput): ClassPrior | null {
  const shifts = input.cell === null ? {} : CELL_SHIFTS[input.cell];
  const phases = input.classes.map((name) => input.classToPhase[name] ?? 0);
  const shift = phases.map((phase) => Math.exp(input.trust * (shifts[phase] ?? 0)));
  const { growth } = input;
  const curves = phases.map((phase) => (growth === null ? undefined : input.curves.find((curve) => curve.phase === phase)));
  if (shift.every((weight) => weight === 1) && curves.every((curve) => curve === undefined)) return null;
  const along = curves.some((curve) => curve !== undefined) ? growth : null;
  const length = along?.length ?? 1;
  const data = new Float32Array(phases.length * length);
  phases.forEach((_, c) => {
    for (let i = 0; i < length; i++) {
      const curve = curves[c];
      const depth = curve === undefined || along === null ? 1 : Math.max(LEAST_WEIGHT, curveAt(curve, (i + 0.5) * along.voxel));
      data[c * length + i] = (shift[c] ?? 1) * depth;
    }
  });
  return { axis: along?.axis ?? 0, data, length };
}

/** The weights of the core of one tile. */
export function priorWeights(prior: ClassPrior, core: Box): { readonly axis: 0 | 1 | 2; readonly data: Float32Array } {
  const { axis, length } = prior;
  const [from, to] = [core.start[axis], core.end[axis]];
  const classes = prior.data.length / length;
  const data = new Float32Array(classes * (to - from));
  for (let c = 0; c < classes; c++)
    for (let i = from; i < to; i++) data[c * (to - from) + i - from] = prior.data[c * length + (length === 1 ? 0 : i)] as number;
  return { axis, data };
}

function curveAt({ points }: DepthCurve, distance: number): number {
  const after = points.findIndex(([at]) => at >= distance);
  const [last, next] = [points[after < 0 ? points.length - 1 : after - 1], points[after]];
  if (next === undefined || last === undefined) return (next ?? last)?.[1] ?? 1;
  const [[d0, w0], [d1, w1]] = [last, next];
  return d1 === d0 ? w1 : w0 + ((w1 - w0) * (distance - d0)) / (d1 - d0);
}
