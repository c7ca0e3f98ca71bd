/** The isolation of one rule, computed once per run and shared by the families that need it. */
import { PHASES } from '../volume/index.js';
import type { Connectivity } from '../kernels/index.js';
import { isolationCountsRequest } from '../workers/isolation.request.js';
import type { IsolationCounts } from '../workers/isolation.request.js';
import type { MetricContext, Measured, ParamSpec, Params } from './metric.js';
import { COLLECTOR_PARAM, connectivityParam, numberParam, numbersParam, optionalNumber, PHASE_PARAM } from './params.js';

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
  const phase = numberParam(params, 'phase');
  const connectivity = neighbours ?? (numberParam(params, 'connectivity') as Connectivity);
  const conductiveLabels = numbersParam(params, 'conductive_labels') ?? [];
  const collectorBodyLabel = optionalNumber(params, 'collector_body_label');
  const gapVoxels = optionalNumber(params, 'gap_voxels') ?? 0;
  const haloVoxels = optionalNumber(params, 'halo_voxels') ?? 0;
  const collectorFaces = context.collectorFaces;
  const key = [
    'isolation',
    phase,
    connectivity,
    conductiveLabels.toSorted((a, b) => a - b),
    collectorBodyLabel,
    gapVoxels,
    haloVoxels,
    collectorFaces,
  ].join(';');
  return context.shared(key, async () => {
    const { data, shape } = context.labels;
    const options = {
      phase,
      connectivity,
      conductiveLabels,
      collectorBodyLabel,
      gapVoxels,
      haloVoxels,
      collectorFaces,
      flatAxis: context.flatAxis,
    };
    const counts = await context.workers.run(isolationCountsRequest, { labels: data, shape, options }, context.signal);
    const missing = counts.hasCollector
      ? undefined
      : `no voxel of the collector body (label ${collectorBodyLabel}) touches ${collectorFaces.join(' or ')}`;
    return { ...counts, all: counts.live + counts.dead + counts.unknown, missing };
  });
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
