import { Button } from '@mantine/core';
import { PHASES } from '../../../src/volume/index.js';
import { useApp, useStudy, useView } from '../../app/app.js';
import { useStore } from '../../app/store.js';
import { ActionIcon } from '@mantine/core';
import { Icon } from '../../ui/icons.js';
import { MetricGrid } from '../../ui/metric-grid.js';
import { Empty, PanelTitle, Section, Warn } from '../../ui/panel-parts.js';
import { Swatch } from '../../ui/swatch.js';
import { CODE } from '../../viewer/palette.js';
import { BrushTool } from '../brush-tool.js';

/** Painting on the labels, with the headline numbers that move along. */
export function ReviewPanel() {
  const app = useApp();
  const study = useStudy();
  if (!study) return null;
  if (!study.layers.labels)
    return (
      <>
        <PanelTitle title="Review" />
        <Empty title="No labels yet">
          <Button variant="default" onClick={() => app.session.show('segment')}>
            Segment first
          </Button>
        </Empty>
      </>
    );
  return (
    <>
      <PanelTitle title="Review">Correct the labels; every stroke is saved and can be taken back.</PanelTitle>
      <Headline />
      <Classes />
      <BrushTool eraser="Eraser" note="The eraser brings back what was segmented first." />
      <div className="panel-next">
        <Button onClick={() => app.session.show('measure')} data-testid="next-measure">
          Go on to measure
        </Button>
      </div>
    </>
  );
}

function Headline() {
  const app = useApp();
  const study = useStudy();
  const refreshing = useStore(app.editor.store, (state) => state.refreshing || state.waiting > 0);
  if (!study) return null;
  return (
    <Section
      title="Numbers"
      aside={
        <span className="dim" role="status" data-testid="headline-state">
          {refreshing ? 'updating…' : 'up to date'}
        </span>
      }
    >
      {!study.setup.collector?.length && (
        <Warn>
          No current collector is marked, so live and dead lithium are not told apart.{' '}
          <button type="button" className="link-button" onClick={() => app.session.show('prepare')}>
            Mark it
          </button>
        </Warn>
      )}
      <MetricGrid quantities={study.headline} isStale={refreshing} testId="headline" />
      {study.headline.length === 0 && (
        <p className="dim">{refreshing ? 'Counting connected lithium…' : 'There are no numbers for these labels.'}</p>
      )}
    </Section>
  );
}

function Classes() {
  const app = useApp();
  const phase = useView((view) => view.phase);
  const hidden = useView((view) => view.hidden);
  const isolation = useView((view) => view.isolation);
  const hasIsolation = Boolean(useStudy()?.layers.isolation);
  function toggle(id: number): void {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    app.view.set({ hidden: next });
  }
  return (
    <Section title="Classes">
      <ul className="class-list">
        {PHASES.filter((item) => item.id > 0).map((item) => (
          <li key={item.id} data-chosen={item.id === phase || undefined}>
            <button
              type="button"
              className="class-button"
              aria-pressed={item.id === phase}
              onClick={() => app.view.set({ phase: item.id })}
              data-testid={`class-${item.id}`}
            >
              <Swatch code={item.id} />
              <span className="grow">{item.title}</span>
              <kbd>{item.id}</kbd>
            </button>
            <ActionIcon color="gray" aria-label={`${hidden.has(item.id) ? 'Show' : 'Hide'} ${item.title}`} onClick={() => toggle(item.id)}>
              <Icon name={hidden.has(item.id) ? 'eye-off' : 'eye'} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {hasIsolation && isolation && (
        <p className="dim isolation-key">
          Lithium is drawn as <Swatch code={CODE.live} /> live, <Swatch code={CODE.dead} /> dead or <Swatch code={CODE.unknown} /> unknown.
          It follows from connectivity and is never painted.
        </p>
      )}
    </Section>
  );
}
