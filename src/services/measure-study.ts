/** The standard numbers of a study, with its tables and curves; kept in `results/` and marked stale when labels change. */
import type { RunOptions } from '../base/index.js';
import { measureResult } from '../contract/index.js';
import type { MeasureDocument, MeasureRequest, MeasureResult, NamedQuantity } from '../contract/index.js';
import { countLabels } from '../kernels/index.js';
import { measure, standardSet, withCombined, withErrorBudget } from '../metrics/index.js';
import type { MeasureInput, MeasureRequest as EngineRequest } from '../metrics/index.js';
import { addStep, originsOf, setupKey } from '../study/index.js';
import { isShare, PHASE, PHASES } from '../volume/index.js';
import type { Face, LabelVolume } from '../volume/index.js';
import { plainCurve } from './compare-document.js';
import { deadUncertainty, probabilityMaps, withSegmentation } from './dead-interval.js';
import { headlineOf, pathSettings, withPath } from './headline.js';
import type { PathSettings } from './headline.js';
import { curvesOfDocument } from './measure-curves.js';
import { measureDocumentOf } from './measure-document.js';
import { plainRequest } from './measure-file.js';
import { keptResult } from './measure-kept.js';
import type { Kept } from './measure-kept.js';
import { bridgesOf, componentTable } from './measure-tables.js';
import { readResult, saveResult } from './results.js';
import { currentLabels, haloInForce } from './review.js';
import { stepOrigin } from './service-host.js';
import type { ServiceHost } from './service-host.js';
import { requireVolume } from './session/begin.js';
import { asStage } from './session/session.js';
import type { Session } from './session/session.js';
import { hashBytes } from './volumes/hash-bytes.js';

/** A verdict that hangs on the halo says so: the dead share without it, when that differs by more than a point. */
async function haloMatters(
  host: ServiceHost,
  labels: LabelVolume,
  faces: readonly Face[],
  path: PathSettings,
  options: RunOptions,
): Promise<string[]> {
  if (path.haloVoxels === null || path.haloVoxels === 0 || faces.length === 0) return [];
  const ask = (haloVoxels: number) => withPath({ metric: 'isolation.f_dead' }, { ...path, haloVoxels });
  const { workers } = host.ports;
  const { results } = await measure([ask(path.haloVoxels), ask(0)], { labels, collectorFaces: faces }, { workers, signal: options.signal });
  const [here, bare] = results.map((result) => result.value);
  if (typeof here !== 'number' || typeof bare !== 'number' || Math.abs(here - bare) <= 0.01) return [];
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return [
    `The dead share is ${percent(here)} with a collector halo of ${path.haloVoxels} voxel(s) and ${percent(bare)} without: the first layer above the collector decides it.`,
  ];
}

/** Class probabilities under the labels, where these have any. */
async function probabilitiesOf({ host, session, labels, options }: Job): Promise<Partial<Pick<MeasureInput, 'probabilities'>>> {
  if (session.labels === null) return {};
  const { original } = session.labels;
  const maps = await probabilityMaps(host, session, { data: labels.data, original }, PHASE_IDS, options.signal);
  return maps === null ? {} : { probabilities: maps };
}

const PHASE_IDS = PHASES.map(({ id }) => id);

/** The interval of all sources, once every source has spoken. */
function combined<T extends { metric: string; unit?: string | undefined; value?: unknown; uncertainty?: Bounds | undefined }>(
  quantity: T,
): T {
  const { value, uncertainty } = quantity;
  if (typeof value !== 'number' || uncertainty === undefined) return quantity;
  return { ...quantity, uncertainty: withCombined(value, uncertainty, isShare(quantity.metric, quantity.unit ?? '1')) };
}

type Bounds = Record<string, number | [number, number]>;

/** The headline is measured on its own; the same number in the document has the error bars. */
function sameBounds(quantity: NamedQuantity, results: MeasureResult['document']['results']): NamedQuantity {
  const same = results.find(({ metric, value }) => metric === quantity.metric && value === quantity.value);
  return same?.uncertainty === undefined ? quantity : { ...quantity, uncertainty: { ...quantity.uncertainty, ...same.uncertainty } };
}

export interface MeasureChoice {
  /** instead of the standard set */
  readonly metrics?: readonly string[] | undefined;
  /** beside the set */
  readonly requests?: readonly MeasureRequest[] | undefined;
  /** numbers of the last run that still hold are not measured again */
  readonly keep?: boolean | undefined;
  /** uncertainty by source; default: on */
  readonly errorBars?: boolean | undefined;
  /** stated halo; absent: as in the last run, else the metric's default */
  readonly haloVoxels?: number | undefined;
}

/** What is measured, and how. */
interface Job {
  readonly host: ServiceHost;
  readonly session: Session;
  readonly choice: MeasureChoice;
  readonly labels: LabelVolume;
  readonly faces: readonly Face[];
  readonly path: PathSettings;
  readonly options: RunOptions;
}

/** The document of these requests, with error bars where they are wanted. */
async function documentOf(job: Job, requests: readonly EngineRequest[], warnings: readonly string[]): Promise<MeasureDocument> {
  const { host, session, choice, labels, faces, path, options } = job;
  const { memoryBytes } = host.options;
  const input: MeasureInput = { labels, collectorFaces: faces, memoryBytes, ...(await probabilitiesOf(job)) };
  const ports = { workers: host.ports.workers, ...options };
  const asked = requests.map((request) => withPath(request, path));
  const report = await measure(asked, input, ports);
  const budgeted = choice.errorBars === false ? report : { ...report, results: await withErrorBudget(report.results, input, ports) };
  return measureDocumentOf(budgeted, { path: session.folder.path, sha256: hashBytes(host, labels.data) }, warnings);
}

/** The volume of the SEI is in the headline, so it is in the set too, with its error bars, where there is SEI. */
function withHeadline(set: readonly EngineRequest[]): EngineRequest[] {
  const hasSei = set.some(({ metric, params }) => metric === 'volume.fraction' && params?.['phase'] === PHASE.sei);
  return [...set, ...(hasSei ? [{ metric: 'volume.volume', params: { phase: PHASE.sei } }] : [])];
}

/** Everything from the start: the set, what was asked for beside it, headline, tables and curves. */
async function measureAll(job: Job): Promise<MeasureResult> {
  const { host, session, choice, labels, faces, path, options } = job;
  const requests = (choice.requests ?? []).map(plainRequest);
  const set = choice.metrics?.map((metric) => ({ metric })) ?? withHeadline(standardSet(countLabels(labels.data), labels.shape));
  const document = await documentOf(job, [...set, ...requests], await haloMatters(host, labels, faces, path, options));
  const uncertainty = await deadUncertainty(host, session, labels, faces, path, options);
  const headline = await headlineOf(labels, faces, path, host.ports.workers, { signal: options.signal });
  const results = document.results.map((entry) => combined(withSegmentation(entry, uncertainty)));
  const input = { labels, faces, path, signal: options.signal };
  return {
    document: { ...document, results },
    headline: headline.map((quantity) => combined(withSegmentation(sameBounds(quantity, results), uncertainty))),
    tables: [await componentTable(host, input), ...(await bridgesOf(host, input, results))],
    curves: [...curvesOfDocument(document), ...(uncertainty?.curve ? [uncertainty.curve] : [])].map(plainCurve),
    ...chosenOf(choice),
  };
}

/** Only what the last result lacks. */
async function measureMissing(job: Job, kept: Kept): Promise<MeasureResult> {
  const { host, session, choice, labels, faces, path, options } = job;
  const requests = (choice.requests ?? []).map(plainRequest);
  const fresh = await documentOf(
    job,
    requests.filter((_, k) => kept.chosen[k] === null),
    [],
  );
  const uncertainty = fresh.results.some(({ metric }) => metric === 'isolation.f_dead')
    ? await deadUncertainty(host, session, labels, faces, path, options)
    : null;
  const measured = fresh.results.map((entry) => combined(withSegmentation(entry, uncertainty)));
  const chosen = kept.chosen.flatMap((entry) => entry ?? measured.shift() ?? []);
  const { result } = kept;
  const document = { ...result.document, results: [...kept.set, ...chosen] };
  const curves = curvesOfDocument(document);
  const ofDocument = new Set(curvesOfDocument(result.document).map(({ id }) => id));
  return {
    document,
    headline: result.headline,
    tables: [
      ...result.tables.filter(({ id }) => id !== 'bridges'),
      ...(await bridgesOf(host, { labels, faces, path, signal: options.signal }, document.results)),
    ],
    curves: [...curves.map(plainCurve), ...result.curves.filter(({ id }) => !ofDocument.has(id))],
    ...chosenOf(choice),
  };
}

const chosenOf = ({ requests = [] }: MeasureChoice): Pick<MeasureResult, 'chosen'> =>
  requests.length > 0 ? { chosen: [...requests] } : {};

export function measureStudy(host: ServiceHost, session: Session, choice: MeasureChoice, options: RunOptions): Promise<MeasureResult> {
  requireVolume(session, 'measuring in three dimensions');
  return asStage(session, 'measure', async () => {
    const started = host.ports.clock.monotonic();
    const { labels, version } = currentLabels(session);
    const now = { labelsVersion: version, setupKey: setupKey(session.folder.document) };
    const faces = session.folder.document.setup.collector ?? [];
    const path = pathSettings(labels, faces, choice.haloVoxels ?? haloInForce(session));
    const job: Job = { host, session, choice, labels, faces, path, options };
    const kept = choice.keep === true ? await keptResult(host, session, choice.requests ?? [], now) : null;
    const result = kept === null ? await measureAll(job) : await measureMissing(job, kept);
    await saveResult(host, session, 'measure', result, now);
    await session.folder.save((document) =>
      addStep(document, stepOrigin(host), {
        kind: 'measure',
        seconds: (host.ports.clock.monotonic() - started) / 1000,
        parameters: {
          metrics: choice.metrics ?? null,
          ...(choice.requests === undefined || choice.requests.length === 0
            ? {}
            : { requests: choice.requests.map(({ metric, params = {} }) => ({ metric, params })) }),
          halo_voxels: path.haloVoxels,
          collector_body_label: path.collectorBodyLabel,
          collector_faces: faces,
          labels: version,
        },
        from: originsOf(document, 'segment', 'import', 'setup'),
        made: ['results/measure.json'],
      }),
    );
    return result;
  });
}

export function measuredBefore(host: ServiceHost, session: Session): Promise<MeasureResult | null> {
  return readResult(host, session, 'measure', measureResult);
}
