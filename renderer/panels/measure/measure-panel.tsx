import { Button, Switch, Tabs } from '@mantine/core';
import { useState } from 'react';
import { JobRow } from '../../app/job-tray.js';
import { ErrorNote } from '../../ui/error-note.js';
import { MetricGrid } from '../../ui/metric-grid.js';
import { Empty, PanelTitle, Warn } from '../../ui/panel-parts.js';
import { ChooseMetrics } from './choose-metrics.js';
import { Curves } from './curves.js';
import { ErrorBars } from './error-bars.js';
import { placeTables } from './measure-model.js';
import { Numbers } from './numbers.js';
import { Places } from './places.js';
import { useMeasure } from './use-measure.js';

type Measure = ReturnType<typeof useMeasure>;

export function MeasurePanel() {
  const measure = useMeasure();
  const [choosing, setChoosing] = useState(false);
  const { study, result, job, state } = measure;
  if (!study) return null;
  const hasLabels = study.layers.labels !== null;
  const isStale = state.status === 'stale';
  const isImage = study.layers.image.shape.includes(1);
  const canKeep = result !== null && !isStale;
  return (
    <>
      <div className="panel-head">
        <PanelTitle title={choosing ? 'Choose metrics' : 'Measure'} />
        <span className="grow" />
        {!job && !choosing && (
          <span className="button-row">
            <Button variant="default" onClick={() => setChoosing(true)} data-testid="open-choose">
              {measure.chosen.length > 0 ? `Chosen metrics (${measure.chosen.length})` : 'More metrics…'}
            </Button>
            <Button
              disabled={!hasLabels}
              onClick={() => void measure.run()}
              data-testid="run-measure"
              {...(canKeep ? { variant: 'default' } : {})}
            >
              {result ? 'Measure again' : 'Measure'}
            </Button>
          </span>
        )}
      </div>
      {measure.failure && <ErrorNote error={measure.failure} />}
      {job && <JobRow job={job} />}
      {choosing && !job ? (
        <Choosing measure={measure} isImage={isImage} canMeasure={hasLabels} canKeep={canKeep} onDone={() => setChoosing(false)} />
      ) : (
        <>
          {!job && hasLabels && <ErrorBarSwitch measure={measure} />}
          {isStale && result && <Warn>{state.why ?? 'The labels changed since.'} These numbers are of before; measure again.</Warn>}
          {!study.setup.voxel && <Warn>Voxel size unknown: lengths, areas and volumes are left out until it is set.</Warn>}
          {!result && !job && (
            <Empty title={hasLabels ? 'Nothing measured yet' : 'Nothing to measure yet'}>
              {hasLabels
                ? 'Every number comes with its unit, its estimator and an interval, or says why it is not there.'
                : 'Segment the stack, or import labels, first.'}
            </Empty>
          )}
          {result && <Results measure={measure} result={result} isStale={isStale} />}
        </>
      )}
    </>
  );
}

function ErrorBarSwitch({ measure }: { readonly measure: Measure }) {
  return (
    <Switch
      label={
        <>
          Error bars <span className="dim">– each number is measured several times over, which takes longer</span>
        </>
      }
      checked={measure.errorBars}
      data-testid="error-bars-switch"
      onChange={({ currentTarget: { checked } }) => measure.setErrorBars(checked)}
    />
  );
}

interface ChoosingProps {
  readonly measure: Measure;
  readonly isImage: boolean;
  readonly canMeasure: boolean;
  /** the numbers of the last run still hold */
  readonly canKeep: boolean;
  readonly onDone: () => void;
}

function Choosing({ measure, isImage, canMeasure, canKeep, onDone }: ChoosingProps) {
  const { chosen } = measure;
  return (
    <>
      <ChooseMetrics metrics={measure.metrics} isImage={isImage} chosen={chosen} onChange={measure.choose} />
      <div className="panel-next button-row">
        <span className="grow dim">{chosen.length > 0 ? `${chosen.length} chosen, beside the standard set` : 'Nothing chosen'}</span>
        {chosen.length > 0 && (
          <Button variant="subtle" onClick={() => measure.choose([])} data-testid="clear-chosen">
            Clear
          </Button>
        )}
        <Button variant="default" onClick={onDone} data-testid="close-choose">
          Back
        </Button>
        <Button
          disabled={!canMeasure || (canKeep && !measure.isChanged)}
          data-testid="measure-chosen"
          onClick={() => {
            onDone();
            void measure.run({ keep: true });
          }}
        >
          {canKeep ? 'Measure chosen' : 'Measure all'}
        </Button>
      </div>
    </>
  );
}

interface ResultsProps {
  readonly measure: Measure;
  readonly result: NonNullable<Measure['result']>;
  readonly isStale: boolean;
}

function Results({ measure, result, isStale }: ResultsProps) {
  const places = placeTables(result.tables).filter(({ table }) => table.rows.length > 0);
  return (
    <>
      <MetricGrid quantities={result.headline} passports={measure.infos} isStale={isStale} testId="measure-cards" />
      <Tabs defaultValue="numbers" className="measure-tabs">
        <Tabs.List>
          {[
            ['numbers', 'All numbers'],
            ['errors', 'Error bars'],
            ['components', places.some(({ table }) => table.id === 'bridges') ? 'Pieces and bridges' : 'Components'],
            ['curves', 'Curves'],
          ].map(([id = '', title]) => (
            <Tabs.Tab key={id} value={id} data-testid={`tab-${id}`}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="numbers">
          <Numbers groups={measure.groups} warnings={result.document.warnings} curves={result.curves} />
        </Tabs.Panel>
        <Tabs.Panel value="errors">
          <ErrorBars groups={measure.groups} />
        </Tabs.Panel>
        <Tabs.Panel value="components" className="fill">
          <Places tables={places} onJump={measure.jump} />
        </Tabs.Panel>
        <Tabs.Panel value="curves">
          <Curves curves={result.curves} tables={result.tables} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
