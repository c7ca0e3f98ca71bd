/** What was measured and how it was prepared and segmented: enough for another lab to run it again. */
import { PHASES } from '../volume/index.js';
import type { ReportModel } from './data.js';
import type { SectionRecord } from './section.js';
import { formatNumber, formatParams, formatTime } from './wording.js';

export const inputSection: SectionRecord = {
  id: 'input',
  title: 'Input and preparation',
  build: ({ data }) => [
    {
      kind: 'table',
      head: ['file', 'format', 'shape (z, y, x)', 'type', 'voxel size', 'sha256 of the values'],
      rows: data.inputs.map((input) => [
        input.name,
        input.format,
        input.shape.join(' x '),
        input.dtype,
        input.voxel,
        input.sha256 ?? 'not computed',
      ]),
    },
    {
      kind: 'pairs',
      items: [
        { key: 'Voxel size in force', value: data.setup.voxel },
        { key: 'Current collector', value: data.setup.collector },
        { key: 'Cell', value: data.setup.cell },
      ],
    },
    {
      kind: 'table',
      caption: 'Provenance: every step with its parameters',
      head: ['step', 'parameters', 'version', 'time'],
      rows: data.steps.map((step) => [step.title, formatParams(step.params), step.appVersion, formatTime(step.time)]),
    },
  ],
};

const RANGE: Readonly<Record<string, string>> = {
  ok: 'the data lie inside',
  warn: 'the data may lie outside; check the labels',
  bad: 'the data lie far outside; the labels are not to be trusted without review',
};

function modelPairs(model: ReportModel): { key: string; value: string }[] {
  const total = Object.values(model.phases).reduce((sum, n) => sum + n, 0);
  const shares = PHASES.flatMap(({ id, title }) => {
    const n = model.phases[String(id)] ?? 0;
    return n > 0 ? [`${title} ${formatNumber((100 * n) / total)} %`] : [];
  });
  return [
    { key: 'Model', value: `${model.title} (${model.id} ${model.version})` },
    { key: 'Weights sha256', value: model.sha256 },
    { key: 'Provider', value: model.provider },
    { key: 'Speed', value: `${formatNumber(model.voxelsPerSecond / 1e6)} million voxels per second` },
    { key: 'Phases', value: shares.join(', ') },
    { key: 'Training range', value: RANGE[model.outOfRange.level] ?? model.outOfRange.level },
  ];
}

export const segmentationSection: SectionRecord = {
  id: 'segmentation',
  title: 'Segmentation and review',
  build: ({ data }) => [
    ...(data.model && data.model.outOfRange.reasons.length > 0
      ? [{ kind: 'warnings' as const, items: data.model.outOfRange.reasons }]
      : []),
    data.model ? { kind: 'pairs', items: modelPairs(data.model) } : { kind: 'text', text: 'The labels were imported; no model was run.' },
    {
      kind: 'text',
      text:
        data.reviewedEdits === 0
          ? 'No voxel was changed by hand.'
          : `${data.reviewedEdits === 1 ? 'One edit was' : `${data.reviewedEdits} edits were`} made by hand${data.reviewer === null ? '' : ` by ${data.reviewer}`}.`,
    },
  ],
};
