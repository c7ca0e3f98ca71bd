/** The isolation of one rule, computed once per run and shared by the families that need it. */
import { faceGeometry, PHASES } from '../volume/index.js';
import type { Face, Shape3 } from '../volume/index.js';
import { measureIsolation } from '../kernels/index.js';
import type { Connectivity } from '../kernels/index.js';
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
export interface IsolationSummary {
  readonly live: number;
  readonly dead: number;
  readonly unknown: number;
  readonly all: number;
  readonly liveByFace: readonly number[];
  readonly shortCircuit: boolean;
  /** layers from the first collector face up to the last one with live voxels; 0 without */
  readonly liveLayers: number;
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
    const { states, live, dead, unknown, liveByFace, shortCircuit, hasCollector } = measureIsolation(data, shape, options);
    const missing = hasCollector
      ? undefined
      : `no voxel of the collector body (label ${collectorBodyLabel}) touches ${collectorFaces.join(' or ')}`;
    const first = collectorFaces[0];
    const liveLayers = first === undefined ? 0 : lastLiveLayer(states, shape, first);
    return { live, dead, unknown, all: live + dead + unknown, liveByFace, shortCircuit, liveLayers, missing };
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

/** Layers from a face up to the last one that holds a live voxel. */
function lastLiveLayer(states: Uint8Array, shape: Shape3, face: Face): number {
  const { axis, atEnd } = faceGeometry(face);
  const plane = shape[1] * shape[2];
  const stride = axis === 0 ? plane : axis === 1 ? shape[2] : 1;
  let last = 0;
  for (let i = 0; i < states.length; i++) {
    if (states[i] !== 1) continue;
    const position = Math.floor(i / stride) % shape[axis];
    const layers = atEnd ? shape[axis] - position : position + 1;
    if (layers > last) last = layers;
  }
  return last;
}
