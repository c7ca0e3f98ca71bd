/** What the report reads, put together from the study document, the results and a few pictures. */
import type { RunOptions } from '../base/index.js';
import { compareDocument, measureResult } from '../contract/index.js';
import type { CompareDocument, MeasureResult, NamedQuantity, ReportFiles } from '../contract/index.js';
import { findMetric } from '../metrics/index.js';
import { formatParams } from '../report/index.js';
import type { ReportComparisonRow, ReportData, ReportedQuantity, ReportInput, ReportStep } from '../report/index.js';
import { exportRecipe } from '../study/index.js';
import type { StudyDocument, StudyStep } from '../study/index.js';
import { PHASES } from '../volume/index.js';
import type { Quantity } from '../volume/index.js';
import { reportPictures } from './report-pictures.js';
import { readResult } from './results.js';
import type { ServiceHost } from './service-host.js';
import type { Session } from './session/session.js';
import { stateOf } from './session/state.js';

const STEP_TITLES: Readonly<Record<StudyStep['kind'], string>> = {
  create: 'Load',
  setup: 'Set-up',
  prepare: 'Prepare',
  segment: 'Segment',
  import: 'Import labels',
  measure: 'Measure',
  compare: 'Compare',
  report: 'Report',
};

type ParsedQuantity = Omit<NamedQuantity, 'metric' | 'title'>;

function voxelText(voxel: StudyDocument['setup']['voxel']): string {
  return voxel === null ? 'unknown' : `${voxel.value.join(' x ')} ${voxel.unit} (${voxel.source})`;
}

function reported(quantity: Quantity, metric: string, title: string): ReportedQuantity {
  const record = findMetric(metric);
  return {
    ...quantity,
    metric,
    title,
    family: record?.family ?? 'other',
    definition: record?.definition ?? '',
    bias: record?.bias ?? '',
    references: record?.references ?? [],
  };
}

/** Absent fields are left out. */
function plain({ value, unit, estimator, reason, uncertainty, note }: ParsedQuantity): Quantity {
  return {
    value,
    unit,
    estimator,
    ...(reason === undefined ? {} : { reason }),
    ...(uncertainty === undefined ? {} : { uncertainty }),
    ...(note === undefined ? {} : { note }),
  };
}

function comparedRow(row: CompareDocument['rows'][number]): ReportComparisonRow {
  return { ...row, a: plain(row.a), b: plain(row.b) };
}

/** "Voxels of a phase" says of which. */
function phaseName(id: unknown): string {
  return PHASES.find((phase) => phase.id === id)?.name ?? 'a phase';
}

function quantitiesOf(measured: MeasureResult | null): ReportedQuantity[] {
  const results = measured?.document.results ?? [];
  const chosen = measured?.chosen ?? [];
  const set = results.length - chosen.length;
  return results.map(({ metric, params, error, unit = '1', estimator = 'none', value, reason, uncertainty, note }, k) => {
    const quantity = plain({ value, unit, estimator, reason: reason ?? error?.message, uncertainty, note });
    const title = (findMetric(metric)?.title ?? metric).replace(/\ba phase\b/, phaseName(params['phase']));
    const given = formatParams(chosen[k - set]?.params ?? {});
    return reported(quantity, metric, given === '' ? title : `${title}, ${given}`);
  });
}

/** A prepare step of the document is one step of the report for each filter in force. */
function stepsOf(document: StudyDocument): ReportStep[] {
  return document.steps.flatMap((step): ReportStep[] => {
    const common = { time: new Date(step.atMs).toISOString(), appVersion: step.appVersion };
    const model = step.model === undefined ? {} : { modelSha256: step.model.sha256 };
    const reviewer = step.reviewer === '' ? {} : { reviewer: step.reviewer };
    if (step.kind !== 'prepare')
      return [{ id: step.kind, title: STEP_TITLES[step.kind], params: { ...step.parameters, ...model, ...reviewer }, ...common }];
    return document.prepare
      .filter((one) => one.enabled)
      .map(({ step: name, enabled: _enabled, ...params }) => ({ id: `prepare.${name}`, title: name, params, ...common }));
  });
}

function inputsOf(host: ServiceHost, document: StudyDocument): ReportInput[] {
  const { stack } = document;
  return document.inputs.map((one) => ({
    name: host.ports.files.basename(one.path),
    sha256: stack.sha256,
    bytes: Math.max(0, one.size),
    format: stack.format,
    shape: stack.shape,
    dtype: stack.dtype,
    voxel:
      stack.spacing === null
        ? 'not in the file'
        : `${stack.spacing.value.join(' x ')} ${stack.spacing.unit ?? '(no unit)'} (${stack.spacing.source})`,
  }));
}

export async function gatherReport(
  host: ServiceHost,
  session: Session,
  options: RunOptions,
): Promise<{ data: ReportData; warnings: ReportFiles['warnings'] }> {
  const { document } = session.folder;
  const measured = await readResult(host, session, 'measure', measureResult);
  const compared = await readResult(host, session, 'compare', compareDocument);
  const segmentation = document.labels?.segmentation ?? null;
  const state = stateOf(host, session);
  const stale = state.stages.filter((stage) => stage.status === 'stale');
  const warnings = [
    ...state.warnings,
    ...stale.map((stage) => ({
      code: `stale-${stage.id}`,
      message: `The stage "${stage.id}" is out of date: ${stage.why ?? 'something changed'}.`,
    })),
    ...(measured === null ? [{ code: 'not-measured', message: 'The study was not measured, so the report has no numbers.' }] : []),
    ...(measured?.document.warnings ?? []).map((message) => ({ code: 'measure', message })),
  ];
  const data: ReportData = {
    title: document.name,
    created: new Date(host.ports.clock.now()).toISOString(),
    appVersion: host.options.appVersion,
    inputs: inputsOf(host, document),
    setup: {
      voxel: voxelText(document.setup.voxel),
      collector: document.setup.collector === null ? 'not given' : document.setup.collector.join(', ') || 'none',
      cell: document.setup.cell ?? 'not given',
    },
    steps: stepsOf(document),
    model:
      segmentation === null
        ? null
        : {
            ...segmentation.model,
            provider: host.ports.inference.provider,
            voxelsPerSecond: segmentation.voxelsPerSecond,
            outOfRange: segmentation.outOfRange,
            phases: segmentation.phases,
          },
    reviewedEdits: session.labels?.history.undoCount ?? 0,
    reviewer: host.options.reviewer ?? null,
    headline: (measured?.headline ?? []).map((one) => reported(plain(one), one.metric, one.title)),
    quantities: quantitiesOf(measured),
    tables: measured?.tables ?? [],
    curves: measured?.curves ?? [],
    pictures: await reportPictures(host, session, options),
    comparison:
      compared === null
        ? null
        : {
            generators: (compared.generators ?? []).map((generator) => ({ ...generator, rows: generator.rows.map(comparedRow) })),
            noneFits: compared.noneFits ?? null,
            curves: compared.curves,
            warnings: compared.warnings,
          },
    warnings: warnings.map((warning) => warning.message),
    recipe: exportRecipe(document, host.options.appVersion),
  };
  return { data, warnings };
}
