import { describe, expect, test } from 'vitest';
import { createJobs, failedJob, runningJob, type JobState } from '../../renderer/app/jobs.js';
import { jobDetail, percentOf } from '../../renderer/app/job-tray.js';
import { stageState } from '../../renderer/app/stages.js';
import { createStore } from '../../renderer/app/store.js';
import { AbortedError, ModelError } from '../../src/base/index.js';
import { studyState } from './study-fixture.js';

const tray = () => createJobs(createStore<JobState>({ jobs: [] }));

describe('the job tray', () => {
  test('shows progress while work runs, and the stage as running', async () => {
    const jobs = tray();
    const done = await jobs.run('Segment', 'segment', ({ onProgress }) => {
      onProgress({ done: 3, total: 12, what: 'tiles', voxelsPerSecond: 1.2e6, etaSeconds: [20, 31], reused: 2 });
      const [job] = jobs.store.get().jobs;
      expect(percentOf(job!)).toBe(25);
      expect(jobDetail(job!)).toBe('3 of 12 tiles · 1.2 M voxels/s · 20 s to 31 s left · 2 reused');
      expect(stageState('segment', studyState(), jobs.store.get().jobs).status).toBe('running');
      return Promise.resolve('labels');
    });
    expect(done).toBe('labels');
    expect(stageState('segment', studyState(), jobs.store.get().jobs).status).toBe('done');
    expect(stageState('measure', studyState(), [])).toEqual({ status: 'stale', why: 'Labels were edited.' });
  });

  test('a failure is kept until the next try of the same work', async () => {
    const jobs = tray();
    expect(await jobs.run('Segment', 'segment', () => Promise.reject(new ModelError('The weights do not match their sha256.')))).toBeNull();
    expect(failedJob(jobs.store.get().jobs, 'segment')?.error?.message).toContain('sha256');
    await jobs.run('Segment', 'segment', () => Promise.resolve(1));
    expect(failedJob(jobs.store.get().jobs, 'segment')).toBeUndefined();
  });

  test('cancel reaches the work, and is no failure', async () => {
    const jobs = tray();
    const running = jobs.run('Measure', 'measure', ({ signal }) => {
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new AbortedError())));
    });
    jobs.cancel(runningJob(jobs.store.get().jobs, 'measure')!.id);
    expect(jobs.store.get().jobs[0]?.status).toBe('cancelling');
    expect(await running).toBeNull();
    expect(jobs.store.get().jobs[0]).toMatchObject({ status: 'cancelled', error: null });
  });
});
