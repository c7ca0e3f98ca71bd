/** The standard numbers of a study, with its tables and curves; kept in `results/` and marked stale when labels change. */
import type { RunOptions } from '../base/index.js';
import { measureResult } from '../contract/index.js';
import type { MeasureResult } from '../contract/index.js';
import { measure, objectTable, standardSet, tableInUnit } from '../metrics/index.js';
import type { MeasureReport } from '../metrics/index.js';
import { addStep, originsOf, setupKey } from '../study/index.js';
import { faceGeometry } from '../volume/index.js';
import type { Curve, Face, LabelVolume, Table } from '../volume/index.js';
import { plainCurve } from './compare-document.js';
import { deadUncertainty, withSegmentation } from './dead-interval.js';
import { headlineOf, pathSettings, withPath } from './headline.js';
import type { PathSettings } from './headline.js';
import { measureDocumentOf } from './measure-document.js';
import { readResult, saveResult } from './results.js';
import { currentLabels, haloInForce, isolationOf } from './review.js';
import { stepOrigin } from './service-host.js';
import type { ServiceHost } from './service-host.js';
import { requireVolume } from './session/begin.js';
import { asStage } from './session/session.js';
import type { Session } from './session/session.js';
import { hashBytes } from './volumes/hash-bytes.js';

/** Rows of the component table that are kept: the largest components. */
const TABLE_ROWS = 5000;

function componentTable(labels: LabelVolume, states: Uint8Array | null): Table {
  return objectTable(labels.data, labels.shape, labels.calibration.spacing, {
    phase: 1,
    connectivity: 18,
    limit: TABLE_ROWS,
    ...(states === null ? {} : { isolationStates: states }),
  });
}

/** The list-valued profile of the document as a curve over the distance from the collector. */
function profileCurves(report: MeasureReport, labels: LabelVolume, faces: readonly Face[]): Curve[] {
  const face = faces[0];
  if (face === undefined) return [];
  const { spacing } = labels.calibration;
  const step = spacing === null ? null : spacing[faceGeometry(face).axis];
  return report.results.flatMap((result) => {
    if (!result.metric.startsWith('profile.') || !Array.isArray(result.value)) return [];
    const values = result.value as readonly number[];
    return {
      id: result.metric,
      title: 'Share of lithium per layer, from the collector outward',
      x: {
        label: 'distance from the collector face',
        unit: step === null ? ('voxel' as const) : ('m' as const),
        values: values.map((_, k) => (k + 0.5) * (step ?? 1)),
      },
      y: { label: 'share of lithium', unit: '1' as const, values },
    };
  });
}

/** Plain mutable copies for the contract. */
function plainTable(table: Table): MeasureResult['tables'][number] {
  return {
    id: table.id,
    title: table.title,
    columns: table.columns.map((column) => ({ ...column })),
    rows: table.rows.map((row) => [...row]),
  };
}

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

export interface MeasureChoice {
  readonly metrics?: readonly string[] | undefined;
  /** stated halo; absent: as in the last run, else the metric's default */
  readonly haloVoxels?: number | undefined;
}

export function measureStudy(host: ServiceHost, session: Session, choice: MeasureChoice, options: RunOptions): Promise<MeasureResult> {
  requireVolume(session, 'measuring in three dimensions');
  return asStage(session, 'measure', async () => {
    const started = host.ports.clock.monotonic();
    const { labels, version } = currentLabels(session);
    const key = setupKey(session.folder.document);
    const faces = session.folder.document.setup.collector ?? [];
    const path = pathSettings(labels, faces, choice.haloVoxels ?? haloInForce(session));
    const chosen = choice.metrics?.map((metric) => ({ metric })) ?? standardSet(labels);
    const report = await measure(
      chosen.map((request) => withPath(request, path)),
      { labels, collectorFaces: faces },
      { workers: host.ports.workers, ...options },
    );
    const haloWarnings = await haloMatters(host, labels, faces, path, options);
    const uncertainty = await deadUncertainty(host, session, labels, faces, path, options);
    const headline = await headlineOf(labels, faces, path, host.ports.workers, { signal: options.signal });
    const document = measureDocumentOf(report, { path: session.folder.path, sha256: hashBytes(host, labels.data) }, haloWarnings);
    const result: MeasureResult = {
      document: { ...document, results: document.results.map((entry) => withSegmentation(entry, uncertainty)) },
      headline: headline.map((quantity) => withSegmentation(quantity, uncertainty)),
      tables: [
        plainTable(
          tableInUnit(
            componentTable(labels, await isolationOf(host, labels, faces, path, options.signal)),
            labels.calibration.unit ?? 'um',
          ),
        ),
      ],
      curves: [...profileCurves(report, labels, faces), ...(uncertainty?.curve ? [uncertainty.curve] : [])].map(plainCurve),
    };
    await saveResult(host, session, 'measure', result, { labelsVersion: version, setupKey: key });
    await session.folder.save((document) =>
      addStep(document, stepOrigin(host), {
        kind: 'measure',
        seconds: (host.ports.clock.monotonic() - started) / 1000,
        parameters: {
          metrics: choice.metrics ?? null,
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
