/** Numbers of a label file, without a study. */
import type { RunOptions } from '../base/index.js';
import type { MeasureDocument, MeasureRequest, VoxelSizeInput } from '../contract/index.js';
import { countStack, measure, RESIDENT_BYTES_PER_VOXEL, standardSet, withErrorBudget } from '../metrics/index.js';
import type { MeasureRequest as EngineRequest } from '../metrics/index.js';
import { countLabels } from '../kernels/index.js';
import { labelVolume, voxelCount } from '../volume/index.js';
import type { Face } from '../volume/index.js';
import { pathSettings, pathSettingsOf, withPath } from './headline.js';
import type { PathSettings } from './headline.js';
import { measureDocumentOf } from './measure-document.js';
import type { ServiceHost } from './service-host.js';
import { openLabelFile } from './volumes/label-file.js';
import type { OpenLabelFile } from './volumes/label-file.js';
import type { StackChoice } from './volumes/open-stack.js';

export interface MeasureFile extends StackChoice {
  readonly path: string;
  readonly voxel?: VoxelSizeInput | undefined;
  readonly collector?: readonly Face[] | undefined;
  readonly map?: string | undefined;
  readonly metrics?: readonly string[] | undefined;
  /** an exact list: nothing is added to its parameters but defaults */
  readonly request?: readonly MeasureRequest[] | undefined;
  /** default: on, but off for an exact list */
  readonly errorBars?: boolean | undefined;
}

/** A request without its absent fields. */
export function plainRequest({ id, metric, params }: MeasureRequest): EngineRequest {
  return { ...(id === undefined ? {} : { id }), metric, ...(params === undefined ? {} : { params }) };
}

export async function measureFile(host: ServiceHost, asked: MeasureFile, options: RunOptions): Promise<MeasureDocument> {
  // an exact list names labels by number, so that ids without a phase are no mistake
  const anyId = asked.request !== undefined;
  const { map, voxel, dataset, time, channel } = asked;
  const file = await openLabelFile(host, asked.path, { map, voxel, dataset, time, channel, anyId, signal: options.signal });
  try {
    // precedence: request, option, sidecar; never guessed
    const collectorFaces = asked.collector ?? file.sidecar?.collector ?? [];
    const fits = voxelCount(file.stack.shape) * RESIDENT_BYTES_PER_VOXEL <= host.options.memoryBytes;
    const job: Job = { host, asked, file, collectorFaces, sha256: await file.sha256(), options };
    return fits ? await measureInMemory(job) : await measureFromDisk(job);
  } finally {
    await file.close();
  }
}

interface Job {
  readonly host: ServiceHost;
  readonly asked: MeasureFile;
  readonly file: OpenLabelFile;
  readonly collectorFaces: readonly Face[];
  readonly sha256: string;
  readonly options: RunOptions;
}

async function measureInMemory({ host, asked, file, collectorFaces, sha256, options }: Job): Promise<MeasureDocument> {
  const { stack } = file;
  const { shape, calibration } = stack;
  const labels = labelVolume(await stack.planes(0, shape[0], options.signal), shape, calibration, asked.path);
  const path = pathSettings(labels, collectorFaces, null);
  const { requests, exact } = requestsOf(asked, path, () => standardSet(countLabels(labels.data), shape));
  const { memoryBytes } = host.options;
  const input = { labels, collectorFaces, memoryBytes, path: asked.path, axes: file.axes };
  const ports = { workers: host.ports.workers, ...options };
  const measured = await measure(requests, input, ports);
  const wanted = asked.errorBars ?? !exact;
  const report = wanted ? { ...measured, results: await withErrorBudget(measured.results, input, ports) } : measured;
  return measureDocumentOf(report, { path: asked.path, sha256 }, [...file.warnings, ...bodyWarning(path, exact)]);
}

/** Labels that the memory budget does not hold: slab by slab, and a declared box for what cannot stream. */
async function measureFromDisk({ host, asked, file, collectorFaces, sha256, options }: Job): Promise<MeasureDocument> {
  const { stack } = file;
  const path = await pathSettingsOf(stack, collectorFaces, options.signal);
  const ports = { workers: host.ports.workers, ...options };
  const counts = asked.request === undefined && asked.metrics === undefined ? await countStack(stack, ports) : new Float64Array();
  const { requests, exact } = requestsOf(asked, path, () => standardSet(counts, stack.shape));
  const { memoryBytes } = host.options;
  const report = await measure(requests, { stack, path: asked.path, axes: file.axes, sha256, collectorFaces, memoryBytes }, ports);
  const bars = asked.errorBars === true || (asked.errorBars === undefined && !exact);
  return measureDocumentOf(report, { path: asked.path, sha256 }, [
    ...file.warnings,
    ...bodyWarning(path, exact),
    ...(bars ? ['The labels are larger than the memory budget, so numbers have no error bars: raise the budget, or measure a part.'] : []),
  ]);
}

function requestsOf(
  asked: MeasureFile,
  path: PathSettings,
  standard: () => EngineRequest[],
): { requests: readonly EngineRequest[]; exact: boolean } {
  if (asked.request !== undefined) return { requests: asked.request.map(plainRequest), exact: true };
  const chosen = asked.metrics?.map((metric): EngineRequest => ({ metric })) ?? standard();
  return { requests: chosen.map((request) => withPath(request, path)), exact: false };
}

function bodyWarning({ collectorBodyLabel }: PathSettings, exact: boolean): string[] {
  return exact || collectorBodyLabel === null
    ? []
    : ['Collector material (phase 5) lies on the collector face, so lithium counts as connected where it meets that material.'];
}
