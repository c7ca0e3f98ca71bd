/** The seven stages of the work, and how far each one is. */
import type { StageId, StageStatus, StudyState } from '../../src/contract/index.js';
import { runningJob, type JobEntry } from './jobs.js';

export const STAGES: readonly { readonly id: StageId; readonly title: string }[] = [
  { id: 'load', title: 'Load' },
  { id: 'prepare', title: 'Prepare' },
  { id: 'segment', title: 'Segment' },
  { id: 'review', title: 'Review' },
  { id: 'measure', title: 'Measure' },
  { id: 'compare', title: 'Compare' },
  { id: 'report', title: 'Report' },
];

export interface StageState {
  readonly status: StageStatus;
  readonly why: string | null;
}

/** A job of this window shows at once; otherwise the host says how far the stage is. */
export function stageState(id: StageId, study: StudyState | null, jobs: readonly JobEntry[]): StageState {
  if (runningJob(jobs, id)) return { status: 'running', why: null };
  const found = study?.stages.find((stage) => stage.id === id);
  if (!found) return { status: id === 'load' ? 'ready' : 'empty', why: null };
  return { status: found.status, why: found.why ?? null };
}

export const STATUS_TEXT: Readonly<Record<StageStatus, string>> = {
  empty: 'nothing yet',
  ready: 'ready',
  running: 'running',
  done: 'done',
  stale: 'out of date',
};
