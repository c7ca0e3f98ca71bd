/** Numbers of a label file, without a study. */
import type { RunOptions } from '../base/index.js';
import type { MeasureDocument, MeasureRequest, VoxelSizeInput } from '../contract/index.js';
import { measure, standardSet } from '../metrics/index.js';
import type { MeasureRequest as EngineRequest } from '../metrics/index.js';
import type { Face } from '../volume/index.js';
import { pathSettings, withPath } from './headline.js';
import { measureDocumentOf } from './measure-document.js';
import type { ServiceHost } from './service-host.js';
import { readLabelFile } from './volumes/label-file.js';

export interface MeasureFile {
  readonly path: string;
  readonly voxel?: VoxelSizeInput | undefined;
  readonly collector?: readonly Face[] | undefined;
  readonly map?: string | undefined;
  readonly metrics?: readonly string[] | undefined;
  /** an exact list: nothing is added to its parameters but defaults */
  readonly request?: readonly MeasureRequest[] | undefined;
}

/** A request without its absent fields. */
function plainRequest({ id, metric, params }: MeasureRequest): EngineRequest {
  return { ...(id === undefined ? {} : { id }), metric, ...(params === undefined ? {} : { params }) };
}

export async function measureFile(host: ServiceHost, asked: MeasureFile, options: RunOptions): Promise<MeasureDocument> {
  const file = await readLabelFile(host, asked.path, { map: asked.map, voxel: asked.voxel, signal: options.signal });
  // precedence: request, option, sidecar; never guessed
  const collectorFaces = asked.collector ?? file.sidecar?.collector ?? [];
  const exact = asked.request?.map(plainRequest);
  const path = pathSettings(file.labels, collectorFaces, null);
  const chosen = asked.metrics?.map((metric): EngineRequest => ({ metric })) ?? standardSet(file.labels);
  const requests = exact ?? chosen.map((request) => withPath(request, path));
  const report = await measure(
    requests,
    { labels: file.labels, collectorFaces, path: asked.path, axes: file.axes },
    { workers: host.ports.workers, ...options },
  );
  const body = exact === undefined && path.collectorBodyLabel !== null;
  return measureDocumentOf(report, { path: asked.path, sha256: file.sha256 }, [
    ...file.warnings,
    ...(body
      ? ['Collector material (phase 5) lies on the collector face, so lithium counts as connected where it meets that material.']
      : []),
  ]);
}
