/**
 * Runs metrics by name over one label volume: checks the request, computes shared intermediates once, says why a
 * number is missing, and gives values in the length unit of the input, in the order of the requests.
 */
import { AbortedError, checkAborted, errorData, InvalidInputError } from '../base/index.js';
import { faceGeometry, PHASE, PHASES } from '../volume/index.js';
import type { Face, Shape3 } from '../volume/index.js';
import { checkParams } from './engine-params.js';
import { startRun } from './engine-run.js';
import type { Run, Sample } from './engine-run.js';
import type { MeasureInput, MeasurePorts, MeasureReport, MeasureRequest, MeasureResult, StackInput } from './engine-types.js';
import { convertUncertainty, convertValue, publicUnit } from './engine-units.js';
import { labelCountsOf } from './label-counts.js';
import { METRICS } from './registry.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';

/** Measures what is asked. Only an abort rejects; everything else is said in the entry it concerns. */
export async function measure(
  requests: readonly MeasureRequest[],
  input: MeasureInput | StackInput,
  ports: MeasurePorts,
): Promise<MeasureReport> {
  const run = startRun(input, ports);
  const results: MeasureResult[] = [];
  for (const request of requests) {
    checkAborted(ports.signal);
    results.push(await measureOne(request, run));
    ports.onProgress?.({ done: results.length, total: requests.length, what: 'metrics' });
    await breathe();
  }
  return report(input, run, results);
}

/** The metrics that run when no choice is given: the standard ones that fit the dimension of the input. */
export function standardRequest(shape: Shape3): MeasureRequest[] {
  return METRICS.filter((metric) => metric.standard && fitsDimension(metric, flatAxisOf(shape))).map((metric) => ({ metric: metric.id }));
}

/** The standard set, from the voxels of each label. It asks for lithium; the share of every other phase that occurs stands beside it. */
export function standardSet(counts: Float64Array, shape: Shape3): MeasureRequest[] {
  const others = PHASES.filter(({ id }) => id !== PHASE.lithium && (counts[id] ?? 0) > 0);
  return [...standardRequest(shape), ...others.map(({ id }) => ({ metric: 'volume.fraction', params: { phase: id } }))];
}

/** The axis of length 1 when exactly one has length 1: then the volume is an image. */
export function flatAxisOf(shape: Shape3): 0 | 1 | 2 | null {
  const flat = ([0, 1, 2] as const).filter((axis) => shape[axis] === 1);
  return flat.length === 1 ? (flat[0] ?? null) : null;
}

async function measureOne(request: MeasureRequest, run: Run): Promise<MeasureResult> {
  const head = { ...(request.id === undefined ? {} : { id: request.id }), metric: request.metric };
  const metric = METRICS.find((entry) => entry.id === request.metric);
  if (metric === undefined) {
    const message = `There is no metric "${request.metric}"; see the list of metrics.`;
    return { ...head, params: {}, value: null, unit: '1', reason: message, estimator: 'none', error: { code: 'unknown-metric', message } };
  }
  const tail = { unit: publicUnit(metric.unit, run.unit), estimator: metric.estimator };
  let params: Params = {};
  try {
    params = checkParams(metric, request.params ?? {}, run.shape, run.collector);
    return { ...head, params, ...(await quantityOf(metric, params, run)), ...tail };
  } catch (error) {
    if (error instanceof AbortedError || run.ports.signal?.aborted === true) throw new AbortedError();
    const { code, message } = errorData(error);
    const shown = error instanceof InvalidInputError ? code : 'internal-error';
    return { ...head, params, value: null, reason: message, ...tail, error: { code: shown, message } };
  }
}

/** Value with its uncertainty and note in the unit of the input, or null with the reason. */
async function quantityOf(
  metric: Metric,
  params: Params,
  run: Run,
): Promise<Pick<MeasureResult, 'value' | 'reason' | 'uncertainty' | 'note'>> {
  const sample = await run.sampleFor(metric, params);
  if (sample === null)
    return { value: null, reason: 'not even a part of the stack fits into the memory budget: raise it, or crop the stack' };
  const { note: part } = sample;
  if (part !== undefined && VOXEL_PARAMS.some((name) => params[name] !== undefined))
    return { value: null, reason: `a voxel is named, but only a part of the stack fits into the memory budget (${part})` };
  const measured = await computeIfPossible(metric, contextOf(params, sample, run), params);
  if (measured.value === null) return { value: null, reason: measured.reason };
  const { uncertainty } = measured;
  const note = [measured.note, part].filter((text) => text !== undefined).join('; ') || undefined;
  return {
    value: convertValue(measured.value, metric.unit, run.unit),
    ...(uncertainty === undefined ? {} : { uncertainty: convertUncertainty(uncertainty, metric.unit, run.unit) }),
    ...(note === undefined ? {} : { note }),
  };
}

/** Parameters that name a place. */
const VOXEL_PARAMS = ['seed_voxel_zyx', 'voxel_zyx'];

function contextOf(params: Params, { labels, stack, shared, probabilities }: Sample, run: Run): MetricContext {
  const named = params['collector_faces'];
  const { signal, workers } = run.ports;
  return {
    labels,
    stack,
    flatAxis: flatAxisOf(run.shape),
    // checked to be faces by checkParams
    collectorFaces: Array.isArray(named) ? (named as readonly Face[]) : run.collector,
    workers,
    shared,
    ...(probabilities === undefined ? {} : { probabilities }),
    ...(signal === undefined ? {} : { signal }),
  };
}

function fitsDimension(metric: Metric, flatAxis: 0 | 1 | 2 | null): boolean {
  return metric.dimension === 'any' || metric.dimension === (flatAxis === null ? 3 : 2);
}

/** What makes a metric undefined whatever its arithmetic, then the metric itself. */
async function computeIfPossible(metric: Metric, context: MetricContext, params: Params): Promise<Measured> {
  const { flatAxis, collectorFaces, labels } = context;
  if (!fitsDimension(metric, flatAxis))
    return {
      value: null,
      reason: metric.dimension === 3 ? 'needs 3D data: the volume has one slice' : 'needs a 2D image: the input is a volume',
    };
  if (metric.needsCollector) {
    if (collectorFaces.length === 0)
      return { value: null, reason: 'no collector face is given: name the face of the image where the current collector lies' };
    const flat = collectorFaces.find((face) => faceGeometry(face).axis === flatAxis);
    if (flat !== undefined)
      return { value: null, reason: `the collector face ${flat} lies along the axis of length 1, so nothing grows away from it` };
  }
  if (metric.needsSpacing && labels.calibration.spacing === null)
    return { value: null, reason: 'the voxel size is unknown: give it to get physical values' };
  return metric.compute(context, params);
}

async function report(input: MeasureInput | StackInput, run: Run, results: readonly MeasureResult[]): Promise<MeasureReport> {
  const { spacing, unit, source } = run.calibration;
  const origin = 'stack' in input ? { source: input.path, sha256: input.sha256 } : input.labels.provenance;
  const shown = unit ?? 'um';
  const inUnit = (metres: number): number => Number(convertValue(metres, 'length', shown));
  const { names, warnings } = describeLabels(await labelCountsOf({ ...run, ...run.ports }));
  return {
    schema: 'lithoscope-measure/1',
    input: {
      path: input.path ?? origin.source,
      sha256: origin.sha256 ?? null,
      shape: run.shape,
      axes: input.axes ?? 'zyx',
      spacing: spacing === null ? null : { value: [inUnit(spacing[0]), inUnit(spacing[1]), inUnit(spacing[2])], unit: shown, source },
    },
    labels: names,
    results,
    warnings,
  };
}

/** Names of the label values that occur, and a warning for those without a phase. */
function describeLabels(counts: Float64Array): { names: Record<string, string>; warnings: string[] } {
  const names: Record<string, string> = {};
  const unknown: number[] = [];
  for (let id = 0; id < 256; id++) {
    if (counts[id] === 0) continue;
    const phase = PHASES.find((entry) => entry.id === id);
    names[String(id)] = phase?.name ?? 'unknown';
    if (phase === undefined) unknown.push(id);
  }
  const warnings =
    unknown.length === 0
      ? []
      : [`Label values without a phase: ${unknown.join(', ')}; map them to phases, or they count only in shares of all voxels.`];
  return { names, warnings };
}

/** Lets the host handle events (a cancel) between two metrics. */
async function breathe(): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, 0);
  });
}
