/** The job tray: every long call of the host, with progress, cancel, and its result or error kept until it was read. */
import { errorData, type ErrorData } from '../../src/base/index.js';
import type { JobProgress, StageId } from '../../src/contract/index.js';
import type { Store } from './store.js';

export interface JobEntry {
  readonly id: number;
  readonly title: string;
  /** the stage that shows itself as running meanwhile */
  readonly stage: StageId | null;
  readonly status: 'running' | 'cancelling' | 'done' | 'failed' | 'cancelled';
  readonly progress: JobProgress | null;
  readonly startedMs: number;
  readonly error: ErrorData | null;
}

export interface JobState {
  readonly jobs: readonly JobEntry[];
}

interface JobControl {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
}

export interface Jobs {
  readonly store: Store<JobState>;
  /** runs work as a job; null when it failed or was cancelled, which the tray then says */
  run<T>(title: string, stage: StageId | null, work: (control: JobControl) => Promise<T>): Promise<T | null>;
  cancel(id: number): void;
  dismiss(id: number): void;
}

export function createJobs(store: Store<JobState>): Jobs {
  const controllers = new Map<number, AbortController>();
  let next = 1;

  function patch(id: number, change: Partial<JobEntry>): void {
    store.set(({ jobs }) => ({ jobs: jobs.map((job) => (job.id === id ? { ...job, ...change } : job)) }));
  }

  return {
    store,
    async run(title, stage, work) {
      const id = next++;
      const controller = new AbortController();
      controllers.set(id, controller);
      const entry: JobEntry = { id, title, stage, status: 'running', progress: null, startedMs: Date.now(), error: null };
      // a new try replaces what is left of earlier ones of the same name
      store.set(({ jobs }) => ({ jobs: [entry, ...jobs.filter((job) => job.status === 'running' || job.title !== title)] }));
      try {
        const result = await work({ signal: controller.signal, onProgress: (progress) => patch(id, { progress }) });
        patch(id, { status: 'done' });
        return result;
      } catch (error) {
        const data = errorData(error);
        patch(id, data.tag === 'aborted' ? { status: 'cancelled' } : { status: 'failed', error: data });
        return null;
      } finally {
        controllers.delete(id);
      }
    },
    cancel(id) {
      const controller = controllers.get(id);
      if (!controller) return;
      patch(id, { status: 'cancelling' });
      controller.abort();
    },
    dismiss(id) {
      store.set(({ jobs }) => ({ jobs: jobs.filter((job) => job.id !== id) }));
    },
  };
}

/** The running job of a stage, if any. */
export function runningJob(jobs: readonly JobEntry[], stage: StageId): JobEntry | undefined {
  return jobs.find((job) => job.stage === stage && (job.status === 'running' || job.status === 'cancelling'));
}

/** The failure that the panel of a stage shows until the next try. */
export function failedJob(jobs: readonly JobEntry[], stage: StageId): JobEntry | undefined {
  return jobs.find((job) => job.stage === stage && job.status === 'failed');
}
