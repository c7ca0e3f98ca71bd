/** The few numbers that are always in sight, from the same records as everything else. */
import type { RunOptions } from '../base/index.js';
import type { NamedQuantity } from '../contract/index.js';
import { faceHolds } from '../kernels/index.js';
import { findMetric, flatAxisOf, measure } from '../metrics/index.js';
import type { MeasureRequest } from '../metrics/index.js';
import type { Workers } from '../ports/index.js';
import { faceGeometry, PHASE } from '../volume/index.js';
import type { Face, LabelStack, LabelVolume, Quantity } from '../volume/index.js';

/** In the order in which they are shown. The dead share carries its interval of 26 and 6 neighbours. */
const IN_VOLUMES: readonly MeasureRequest[] = [
  { metric: 'isolation.f_dead', params: { connectivity: 18 } },
  { metric: 'volume.volume', params: { phase: 1 } },
  { metric: 'deposit.equivalent_dense_thickness' },
  { metric: 'deposit.areal_capacity' },
  { metric: 'sei.coverage' },
  { metric: 'volume.volume', params: { phase: 2 } },
  { metric: 'deposit.porosity_of_live_layer' },
];

const IN_IMAGES: readonly MeasureRequest[] = [
  { metric: 'isolation2d.in_plane_isolated_fraction' },
  { metric: 'volume.fraction', params: { phase: 1 } },
  { metric: 'volume.fraction', params: { phase: 2 } },
];

/** How the path to the collector is judged, beside the neighbourhood; it is part of every result's parameters. */
export interface PathSettings {
  /** null: the metric's own default */
  readonly haloVoxels: number | null;
  /** phase 5 where it lies on a collector face: then the body is the collector, not the face */
  readonly collectorBodyLabel: number | null;
}

export function pathSettings(labels: LabelVolume, faces: readonly Face[], haloVoxels: number | null): PathSettings {
  const body = faces.some((face) => faceHolds(labels.data, labels.shape, face, PHASE.collector));
  return { haloVoxels, collectorBodyLabel: body ? PHASE.collector : null };
}

/** The same for labels on disk: only the planes at the collector faces are read whole. */
export async function pathSettingsOf(stack: LabelStack, faces: readonly Face[], signal?: AbortSignal): Promise<PathSettings> {
  const [nz, ny, nx] = stack.shape;
  for (const face of faces) {
    const { axis, atEnd } = faceGeometry(face);
    const [first, end] = axis === 0 ? (atEnd ? [nz - 1, nz] : [0, 1]) : [0, nz];
    for (let z = first; z < end; z++)
      if (faceHolds(await stack.planes(z, z + 1, signal), [1, ny, nx], face, PHASE.collector))
        return { haloVoxels: null, collectorBodyLabel: PHASE.collector };
  }
  return { haloVoxels: null, collectorBodyLabel: null };
}

/** A request with the settings of the path, where the metric knows them. */
export function withPath(request: MeasureRequest, { haloVoxels, collectorBodyLabel }: PathSettings): MeasureRequest {
  const known = findMetric(request.metric)?.params.map((param) => param.name) ?? [];
  const params: Record<string, unknown> = { ...request.params };
  if (haloVoxels !== null && known.includes('halo_voxels')) params['halo_voxels'] ??= haloVoxels;
  if (collectorBodyLabel !== null && known.includes('collector_body_label')) params['collector_body_label'] ??= collectorBodyLabel;
  return { ...request, params };
}

/** The public form of a quantity: no undefined fields, plain arrays. */
export function plainQuantity(quantity: Quantity): Omit<NamedQuantity, 'metric' | 'title'> {
  const { value, unit, reason, estimator, uncertainty, note } = quantity;
  return {
    value: structuredClone(value) as NamedQuantity['value'],
    unit,
    estimator,
    ...(reason === undefined ? {} : { reason }),
    ...(uncertainty === undefined ? {} : { uncertainty: structuredClone(uncertainty) as NonNullable<NamedQuantity['uncertainty']> }),
    ...(note === undefined ? {} : { note }),
  };
}

/** Title of a metric for one phase. */
function titleOf(metric: string, phase: unknown): string {
  const title = findMetric(metric)?.title ?? metric;
  if (!metric.startsWith('volume.')) return title;
  return `${phase === PHASE.sei ? 'SEI' : 'Lithium'} ${metric === 'volume.fraction' ? 'share' : 'volume'}`;
}

export async function headlineOf(
  labels: LabelVolume,
  collectorFaces: readonly Face[],
  path: PathSettings,
  workers: Workers,
  options: RunOptions,
): Promise<NamedQuantity[]> {
  const wanted = flatAxisOf(labels.shape) === null ? IN_VOLUMES : IN_IMAGES;
  const requests = wanted.filter((request) => findMetric(request.metric) !== undefined).map((request) => withPath(request, path));
  const { results } = await measure(requests, { labels, collectorFaces }, { workers, ...options });
  return results.map((result) => ({
    metric: result.metric,
    title: titleOf(result.metric, result.params['phase']),
    ...plainQuantity(result),
  }));
}
