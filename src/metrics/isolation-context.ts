/** The isolation of one rule, computed once per run and shared by the families that need it. */
import { PHASES } from '../volume/index.js';
import { volumeConnectivity } from '../kernels/index.js';
import type { Connectivity } from '../kernels/index.js';
import { isolationCounts } from './isolation-slabs.js';
import type { IsolationCounts, IsolationQuestion } from './isolation-slabs.js';
import type { MetricContext, Measured, ParamSpec, Params } from './metric.js';
import { COLLECTOR_PARAM, connectivityParam, numberParam, numbersParam, optionalNumber, PHASE_PARAM, phaseOf } from './params.js';

/** How the path of electrons is judged, beside phase and neighbourhood. */
export const PATH_PARAMS: readonly ParamSpec[] = [
  COLLECTOR_PARAM,
  { name: 'conductive_labels', type: 'labels', default: [1], title: 'Labels that conduct (the measured phase always does)' },
  { name: 'collector_body_label', type: 'phase', title: 'Label of a collector body inside the image' },
  { name: 'gap_voxels', type: 'integer', default: 0, title: 'Gaps of up to this many voxels are closed before labelling' },
  { name: 'halo_voxels', type: 'integer', default: 0, title: 'Seeds reach through this many voxels above the collector' },
];

export const ISOLATION_PARAMS: readonly ParamSpec[] = [PHASE_PARAM, connectivityParam(18), ...PATH_PARAMS];

/** Counts only, so that keeping it costs nothing. */
export interface IsolationSummary extends IsolationCounts {
  /** live + dead + unknown */
  readonly all: number;
  /** why there is no answer, or undefined */
  readonly missing: string | undefined;
}

/** Isolation under the parameters, with another neighbourhood if one is named. */
export async function isolationOf(context: MetricContext, params: Params, neighbours?: Connectivity): Promise<IsolationSummary> {
  const question = isolationQuestion(context, params, neighbours);
  const { collectorBodyLabel, collectorFaces } = question;
  return context.shared(`isolation;${JSON.stringify(question)}`, async () => {
    const counts = await isolationCounts(context.stack, question, context);
    const missing = counts.hasCollector
      ? undefined
      : `no voxel of the collector body (label ${collectorBodyLabel}) touches ${collectorFaces.join(' or ')}`;
    return { ...counts, all: counts.live + counts.dead + counts.unknown, missing };
  });
}

/** Number of pieces of the phase, whatever the collector, after closing gaps. */
export async function piecesOf(context: MetricContext, params: Params): Promise<number> {
  const { phase, connectivity, gapVoxels } = isolationQuestion(context, params);
  const question: IsolationQuestion = {
    phase,
    connectivity,
    gapVoxels,
    haloVoxels: 0,
    conductiveLabels: [],
    collectorFaces: [],
    collectorBodyLabel: undefined,
    flatAxis: context.flatAxis,
  };
  return context.shared(
    `pieces;${phase};${connectivity};${gapVoxels}`,
    async () => (await isolationCounts(context.stack, question, context)).pieces,
  );
}

/** What is asked of the isolation, by parameter. */
export function isolationQuestion(context: MetricContext, params: Params, neighbours?: Connectivity): IsolationQuestion {
  return {
    phase: phaseOf(params),
    connectivity: volumeConnectivity(neighbours ?? (numberParam(params, 'connectivity') as Connectivity)),
    conductiveLabels: (numbersParam(params, 'conductive_labels') ?? []).toSorted((a, b) => a - b),
    gapVoxels: optionalNumber(params, 'gap_voxels') ?? 0,
    haloVoxels: optionalNumber(params, 'halo_voxels') ?? 0,
    collectorBodyLabel: optionalNumber(params, 'collector_body_label'),
    collectorFaces: context.collectorFaces,
    flatAxis: context.flatAxis,
  };
}

/** Measures from the isolation, or says why there is none. */
export async function fromIsolation(
  context: MetricContext,
  params: Params,
  measure: (summary: IsolationSummary) => Measured,
): Promise<Measured> {
  const summary = await isolationOf(context, params);
  return summary.missing === undefined ? measure(summary) : { value: null, reason: summary.missing };
}

/** "no lithium voxels (0/0)" */
export function noVoxels(phase: number): string {
  return `no ${PHASES.find((entry) => entry.id === phase)?.name ?? `label-${phase}`} voxels (0/0)`;
}
