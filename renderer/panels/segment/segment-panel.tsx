import { Button, Progress, Tabs } from '@mantine/core';
import { useState } from 'react';
import type { StudyState } from '../../../src/contract/index.js';
import { PHASES } from '../../../src/volume/index.js';
import { jobDetail, percentOf } from '../../app/job-tray.js';
import type { JobEntry } from '../../app/jobs.js';
import { ErrorNote } from '../../ui/error-note.js';
import { Empty, Facts, PanelTitle, Section, Warn } from '../../ui/panel-parts.js';
import { durationText, numberText } from '../../ui/quantity-text.js';
import { Swatch } from '../../ui/swatch.js';
import { LEVEL_TITLES, type ModelCard } from './segment-model.js';
import { useSegment, type SegmentWiring } from './use-segment.js';
import { ImportLabels } from './import-labels.js';

export function SegmentPanel() {
  const segment = useSegment();
  const { study } = segment;
  const [way, setWay] = useState<string | null>(study?.layers.labels && !study.segmentation ? 'file' : 'model');
  if (!study) return null;
  return (
    <>
      <PanelTitle title="Segment">
        A model gives every voxel a class. The slice you look at comes first; finished tiles are kept.
      </PanelTitle>
      <Tabs value={way} onChange={setWay} keepMounted={false} className="segment-ways">
        <Tabs.List>
          <Tabs.Tab value="model" data-testid="tab-model">
            With a model
          </Tabs.Tab>
          <Tabs.Tab value="file" data-testid="tab-labels-file">
            Labels from a file
          </Tabs.Tab>
        </Tabs.List>
      </Tabs>
      {way === 'model' ? <WithModel segment={segment} study={study} /> : <ImportLabels />}
    </>
  );
}

function WithModel({ segment, study }: { readonly segment: SegmentWiring; readonly study: StudyState }) {
  const { models, selected, job } = segment;
  return (
    <>
      {segment.failure && <ErrorNote error={segment.failure}>Finished tiles are kept; run again to go on.</ErrorNote>}
      <Section title="Model">
        {models === null && <p className="dim">Reading the models…</p>}
        {models?.length === 0 && (
          <Empty title="No model is installed">Put a model package into the models folder and open this stage again.</Empty>
        )}
        {models?.map((model) => (
          <Card
            key={model.id}
            model={model}
            isChosen={model.id === selected?.id}
            check={segment.checks[model.id]}
            onChoose={() => segment.choose(model.id)}
            onCheck={() => void segment.check(model)}
          />
        ))}
      </Section>
      {!study.setup.voxel && <Warn>The voxel size is unknown, so nobody can tell whether this model was trained for it.</Warn>}
      {job ? (
        <Running job={job} onCancel={segment.cancel} />
      ) : (
        <>
          {segment.cancelled && <p className="dim">Stopped. Finished tiles are kept and will be used again.</p>}
          <div className="panel-next">
            <Button disabled={!selected} onClick={() => void segment.run()} data-testid="run-segment">
              {study.segmentation ? 'Run again' : segment.cancelled ? 'Go on' : 'Run'}
            </Button>
          </div>
        </>
      )}
      {study.segmentation && <Result study={study} onReview={segment.goOn} />}
    </>
  );
}

interface CardProps {
  readonly model: ModelCard;
  readonly isChosen: boolean;
  readonly check: { readonly passed: boolean; readonly message: string } | undefined;
  readonly onChoose: () => void;
  readonly onCheck: () => void;
}

function Card({ model, isChosen, check, onChoose, onCheck }: CardProps) {
  return (
    <article className="model-card" data-chosen={isChosen || undefined} data-testid={`model-${model.id}`}>
      <div className="job-line">
        <label className="grow model-name">
          <input type="radio" name="model" checked={isChosen} disabled={model.error !== null} onChange={onChoose} />
          {model.title}
          {model.version && <span className="dim"> {model.version}</span>}
        </label>
        <button
          type="button"
          className="flat-button"
          onClick={onCheck}
          disabled={model.error !== null}
          title="Runs the package's own test on this machine"
        >
          Check
        </button>
      </div>
      {model.description && <p className="dim clamp">{model.description}</p>}
      {model.error && <Warn>{model.error}</Warn>}
      {model.trainedOn.length > 0 && <Facts rows={model.trainedOn} />}
      {check && (
        <p className={check.passed ? 'good' : 'bad'} role="status">
          {check.passed ? 'Passed: ' : 'Failed: '}
          {check.message}
        </p>
      )}
    </article>
  );
}

function Running({ job, onCancel }: { readonly job: JobEntry; readonly onCancel: () => void }) {
  const percent = percentOf(job);
  return (
    <div className="card" data-testid="segment-running">
      <div className="job-line">
        <span className="grow">{percent === null ? 'Starting' : `${Math.floor(percent)} %`}</span>
        <Button variant="default" onClick={onCancel} disabled={job.status === 'cancelling'} data-testid="cancel-segment">
          {job.status === 'cancelling' ? 'Stopping…' : 'Cancel'}
        </Button>
      </div>
      <Progress value={percent ?? 100} animated={percent === null} aria-label="Segmentation" />
      <p className="dim">{jobDetail(job)}</p>
      {job.progress?.reused ? <p className="dim">{job.progress.reused} tiles of an earlier run are used again.</p> : null}
    </div>
  );
}

function Result({ study, onReview }: { readonly study: StudyState; readonly onReview: () => void }) {
  const done = study.segmentation;
  if (!done) return null;
  const { level, reasons } = done.outOfRange;
  const total = Object.values(done.phases).reduce((sum, count) => sum + count, 0) || 1;
  return (
    <Section title="Result">
      <div className="range-box" data-level={level} data-testid="out-of-range">
        <strong>{LEVEL_TITLES[level]}</strong>
        {reasons.length > 0 && (
          <ul>
            {reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        )}
      </div>
      <ul className="share-list">
        {PHASES.filter((phase) => countOf(done.phases, phase) > 0).map((phase) => (
          <li key={phase.id}>
            <Swatch code={phase.id} />
            <span className="grow">{phase.title}</span>
            <span className="number">{((100 * countOf(done.phases, phase)) / total).toFixed(1)} %</span>
          </li>
        ))}
      </ul>
      <Facts
        rows={[
          ['Model', `${done.model.title} ${done.model.version}`],
          ['Time', `${durationText(done.seconds)}, ${numberText(Math.round(done.voxelsPerSecond))} voxels/s`],
          ['Tiles', done.tiles.reused > 0 ? `${done.tiles.total}, ${done.tiles.reused} used again` : String(done.tiles.total)],
        ]}
      />
      <div className="panel-next">
        <Button variant="default" onClick={onReview} data-testid="next-review">
          Review the labels
        </Button>
      </div>
    </Section>
  );
}

/** Counts come by phase id or by phase name. */
function countOf(phases: Readonly<Record<string, number>>, phase: { readonly id: number; readonly name: string }): number {
  return phases[String(phase.id)] ?? phases[phase.name] ?? 0;
}
