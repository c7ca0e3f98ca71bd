import { Button, Progress } from '@mantine/core';
import { jobDetail, percentOf } from '../../app/job-tray.js';
import type { JobEntry } from '../../app/jobs.js';

interface RunningProps {
  readonly job: JobEntry;
  readonly onCancel: () => void;
  /** for a screen reader */
  readonly title?: string;
}

/** The work of this stage, how far it is, and the button that stops it. */
export function Running({ job, onCancel, title = 'Segmentation' }: RunningProps) {
  const percent = percentOf(job);
  return (
    <div className="card" data-testid="segment-running">
      <div className="job-line">
        <span className="grow">{percent === null ? 'Starting' : `${Math.floor(percent)} %`}</span>
        <Button variant="default" onClick={onCancel} disabled={job.status === 'cancelling'} data-testid="cancel-segment">
          {job.status === 'cancelling' ? 'Stopping…' : 'Cancel'}
        </Button>
      </div>
      <Progress value={percent ?? 100} animated={percent === null} aria-label={title} />
      <p className="dim">{jobDetail(job)}</p>
      {job.progress?.reused ? <p className="dim">{job.progress.reused} tiles of an earlier run are used again.</p> : null}
    </div>
  );
}
