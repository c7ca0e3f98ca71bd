/** How far each of the seven stages is, and why a result no longer holds. */
import { imageKey, setupKey } from './keys.js';
import type { StudyDocument, StudyResult } from './schema.js';

export type StageId = 'load' | 'prepare' | 'segment' | 'review' | 'measure' | 'compare' | 'report';
type StageStatus = 'empty' | 'ready' | 'running' | 'done' | 'stale';

export interface Stage {
  readonly id: StageId;
  readonly status: StageStatus;
  readonly why?: string;
}

export interface StageFacts {
  /** of the labels as they are now; null without labels */
  readonly labelsVersion: string | null;
  readonly editCount: number;
  readonly running: ReadonlySet<StageId>;
}

function resultStage(id: StageId, result: StudyResult | undefined, document: StudyDocument, facts: StageFacts): Stage {
  if (facts.labelsVersion === null) return { id, status: 'empty', why: 'no labels yet: segment the stack or import labels' };
  if (result === undefined) return { id, status: 'ready' };
  if (result.labelsVersion !== facts.labelsVersion) return { id, status: 'stale', why: 'the labels changed after this' };
  if (result.setupKey !== setupKey(document)) return { id, status: 'stale', why: 'voxel size, collector or cell changed after this' };
  return { id, status: 'done' };
}

function prepareStage(document: StudyDocument): Stage {
  const missing = [
    ...(document.setup.voxel === null ? ['the voxel size is unknown'] : []),
    ...(document.setup.collector === null ? ['no collector face is marked'] : []),
  ];
  return missing.length === 0 ? { id: 'prepare', status: 'done' } : { id: 'prepare', status: 'ready', why: missing.join(', ') };
}

function segmentStage(document: StudyDocument): Stage {
  if (document.labels === null) return { id: 'segment', status: 'ready' };
  if (document.labels.imageKey !== imageKey(document, document.prepare))
    return { id: 'segment', status: 'stale', why: 'the image was prepared differently after this' };
  return { id: 'segment', status: 'done' };
}

function reportStage(document: StudyDocument, facts: StageFacts): Stage {
  const stage = resultStage('report', document.results.report, document, facts);
  const madeAt = document.results.report?.atMs ?? Infinity;
  const newer = [document.results.measure, document.results.compare].some((result) => result !== undefined && result.atMs > madeAt);
  return stage.status === 'done' && newer ? { id: 'report', status: 'stale', why: 'there are newer results' } : stage;
}

export function stagesOf(document: StudyDocument, facts: StageFacts): Stage[] {
  const review: Stage =
    facts.labelsVersion === null
      ? { id: 'review', status: 'empty', why: 'no labels yet: segment the stack or import labels' }
      : { id: 'review', status: facts.editCount > 0 ? 'done' : 'ready' };
  const stages: Stage[] = [
    { id: 'load', status: 'done' },
    prepareStage(document),
    segmentStage(document),
    review,
    resultStage('measure', document.results.measure, document, facts),
    resultStage('compare', document.results.compare, document, facts),
    reportStage(document, facts),
  ];
  return stages.map((stage) => (facts.running.has(stage.id) ? { id: stage.id, status: 'running' } : stage));
}
