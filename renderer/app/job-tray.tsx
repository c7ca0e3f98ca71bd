import { ActionIcon, Popover, Progress } from '@mantine/core';
import { durationText, numberText } from '../ui/quantity-text.js';
import { Icon } from '../ui/icons.js';
import { useApp, useJobs } from './app.js';
import type { JobEntry } from './jobs.js';

/** Running work in the top bar, with all recent jobs behind it. */
export function JobTray() {
  const jobs = useJobs();
  const running = jobs.filter((job) => job.status === 'running' || job.status === 'cancelling');
  const failed = jobs.filter((job) => job.status === 'failed');
  if (jobs.length === 0) return null;
  const front = running[0];
  return (
    <Popover position="bottom-end" width={340} shadow="md">
      <Popover.Target>
        <button type="button" className="tray-button" data-testid="job-tray" data-failed={failed.length > 0 || undefined}>
          {front ? (
            <>
              <span className="tray-title">{front.title}</span>
              <Progress value={percentOf(front) ?? 100} animated={percentOf(front) === null} w={90} size="sm" aria-label={front.title} />
              <span className="tray-percent">{percentOf(front) === null ? '…' : `${Math.floor(percentOf(front) ?? 0)} %`}</span>
              {running.length > 1 && <span className="dim">+{running.length - 1}</span>}
            </>
          ) : failed.length > 0 ? (
            <span className="amber">{failed.length === 1 ? '1 job failed' : `${failed.length} jobs failed`}</span>
          ) : (
            <span className="dim">Jobs: idle</span>
          )}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <ul className="tray-list">
          {jobs.slice(0, 8).map((job) => (
            <li key={job.id}>
              <JobRow job={job} />
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

/** One job: what, how far, how fast, how long, and the button that stops it. */
export function JobRow({ job }: { readonly job: JobEntry }) {
  const app = useApp();
  const percent = percentOf(job);
  const isLive = job.status === 'running' || job.status === 'cancelling';
  return (
    <div className="job-row" data-status={job.status} data-testid="job-row">
      <div className="job-line">
        <span className="grow">{job.title}</span>
        {isLive ? (
          <button
            type="button"
            className="flat-button"
            disabled={job.status === 'cancelling'}
            data-testid="job-cancel"
            onClick={() => app.jobs.cancel(job.id)}
          >
            {job.status === 'cancelling' ? 'Stopping…' : 'Cancel'}
          </button>
        ) : (
          <>
            <span className="dim">{job.status}</span>
            <ActionIcon size="xs" color="gray" aria-label={`Remove ${job.title} from the list`} onClick={() => app.jobs.dismiss(job.id)}>
              <Icon name="close" size={10} />
            </ActionIcon>
          </>
        )}
      </div>
      {isLive && <Progress value={percent ?? 100} animated={percent === null} size="xs" aria-label={job.title} />}
      {isLive && <div className="dim job-detail">{jobDetail(job)}</div>}
      {job.error && <div className="job-error">{job.error.message}</div>}
      {job.status === 'cancelled' && <div className="dim">Finished work is kept.</div>}
    </div>
  );
}

export function percentOf(job: JobEntry): number | null {
  const { progress } = job;
  return progress && progress.total > 0 ? Math.min(100, (100 * progress.done) / progress.total) : null;
}

/** "12 of 40 tiles · 1.2e6 voxels/s · 20 s to 31 s left · 8 reused" */
export function jobDetail({ progress }: JobEntry): string {
  if (!progress) return 'Starting…';
  const count = `${numberText(progress.done)} of ${numberText(progress.total)}`;
  // "error bars: voxel size" names a step of a few, not a thing that is counted
  const parts = [progress.what.includes(': ') ? `${progress.what} · ${count}` : `${count} ${progress.what}`];
  if (progress.voxelsPerSecond !== undefined) parts.push(`${speedText(progress.voxelsPerSecond)} voxels/s`);
  if (progress.etaSeconds) {
    const [soonest, latest] = progress.etaSeconds.map(durationText);
    parts.push(soonest === latest ? `about ${latest} left` : `${soonest} to ${latest} left`);
  }
  if (progress.reused) parts.push(`${progress.reused} reused`);
  return parts.join(' · ');
}

function speedText(perSecond: number): string {
  if (perSecond >= 1e6) return `${(perSecond / 1e6).toPrecision(2)} M`;
  return perSecond >= 1e3 ? `${Math.round(perSecond / 1e3)} k` : String(Math.round(perSecond));
}
