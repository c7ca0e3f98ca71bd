import { Button, NativeSelect } from '@mantine/core';
import { useRef } from 'react';
import type { StudyState } from '../../../src/contract/index.js';
import { PHASES } from '../../../src/volume/index.js';
import { useApp, useView } from '../../app/app.js';
import { ErrorNote } from '../../ui/error-note.js';
import { FileInput } from '../../ui/file-input.js';
import { Section } from '../../ui/panel-parts.js';
import { durationText, numberText } from '../../ui/quantity-text.js';
import { Swatch } from '../../ui/swatch.js';
import { BrushTool } from '../brush-tool.js';
import { Running } from './running.js';
import { learntText, painted, whatIsMissing } from './strokes-model.js';
import type { SegmentWiring } from './use-segment.js';
import { useStrokes, type StrokesWiring } from './use-strokes.js';

interface StrokesPanelProps {
  readonly segment: SegmentWiring;
  readonly study: StudyState;
}

/** Paint a little of each phase, see what is made of the slice, paint where it is wrong, then take the whole stack. */
export function StrokesPanel({ segment, study }: StrokesPanelProps) {
  const strokes = useStrokes(study, segment);
  const { store, job } = strokes;
  const missing = whatIsMissing(store.state);
  return (
    <>
      {strokes.failure && <ErrorNote error={strokes.failure} />}
      <Classes strokes={strokes} />
      <SliceState strokes={strokes} missing={missing} />
      <BrushTool eraser="Rub out" note="Short strokes are enough. A right drag rubs out." />
      <Base strokes={strokes} segment={segment} />
      <Classifier strokes={strokes} />
      {job ? (
        <Running job={job} onCancel={strokes.cancel} title="Whole stack" />
      ) : (
        <div className="panel-next">
          <Button
            disabled={missing !== null || store.waiting > 0}
            onClick={strokes.apply}
            title={missing ?? undefined}
            data-testid="apply-strokes"
          >
            Apply to the whole stack
          </Button>
        </div>
      )}
    </>
  );
}

function Classes({ strokes }: { readonly strokes: StrokesWiring }) {
  const app = useApp();
  const phase = useView((view) => view.phase);
  const { state } = strokes.store;
  return (
    <Section title="Paint as" aside={<span className="dim">painted voxels</span>}>
      <ul className="class-list" data-testid="stroke-classes">
        {PHASES.filter((item) => item.id > 0).map((item) => (
          <li key={item.id} data-chosen={item.id === phase || undefined}>
            <button
              type="button"
              className="class-button"
              aria-pressed={item.id === phase}
              onClick={() => app.view.set(({ tool }) => ({ phase: item.id, tool: tool === 'eraser' ? 'brush' : tool }))}
              data-testid={`stroke-class-${item.id}`}
            >
              <Swatch code={item.id} />
              <span className="grow">{item.title}</span>
              <span className="number" data-testid={`stroke-count-${item.id}`}>
                {painted(state, item.id) > 0 ? numberText(painted(state, item.id)) : <span className="dim">–</span>}
              </span>
              <kbd>{item.id}</kbd>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What is seen in the plane now: nothing yet, being made, or made in so many seconds. */
function SliceState({ strokes, missing }: { readonly strokes: StrokesWiring; readonly missing: string | null }) {
  const { state, updating, seconds, previews, version } = strokes.store;
  if (version === null) return <p className="dim">Reading the strokes…</p>;
  const isShown = Object.keys(previews).length > 0;
  return (
    <div className="slice-state" data-updating={updating || undefined} role="status" data-testid="slice-state">
      {missing !== null && !isShown ? (
        <span>{missing}</span>
      ) : (
        <>
          <span className="light" aria-hidden="true" />
          <span>
            {updating
              ? 'Updating the slice…'
              : isShown && seconds !== null
                ? `Slice labelled in ${durationText(Math.max(0.1, seconds))}.`
                : 'The slice is not labelled yet.'}{' '}
            <span className="dim">{learntText(state)}</span>
          </span>
        </>
      )}
    </div>
  );
}

function Base({ strokes, segment }: { readonly strokes: StrokesWiring; readonly segment: SegmentWiring }) {
  const { model } = strokes.store;
  const suggested = segment.suggestion?.model;
  const usable = segment.models?.filter((item) => item.error === null && item.ref === null) ?? [];
  return (
    <Section title="Look at">
      <NativeSelect
        size="xs"
        aria-label="What the classifier looks at"
        value={model ?? ''}
        onChange={({ currentTarget: { value } }) => strokes.choose(value === '' ? null : value)}
        data-testid="strokes-base"
        data={[
          { value: '', label: 'Filters only: grey values, edges, textures' },
          ...usable.map((item) => ({ value: item.id, label: `${item.title}${item.id === suggested ? ' (suggested)' : ''} and filters` })),
        ]}
      />
    </Section>
  );
}

function Classifier({ strokes }: { readonly strokes: StrokesWiring }) {
  const input = useRef<HTMLInputElement>(null);
  const { state } = strokes.store;
  return (
    <Section title="Classifier">
      <div className="button-row">
        <Button variant="default" disabled={!state?.classifier} onClick={strokes.save} data-testid="export-classifier">
          Save
        </Button>
        <Button variant="default" onClick={() => input.current?.click()} data-testid="import-classifier">
          Open…
        </Button>
        <FileInput ref={input} accept=".json,application/json" testId="classifier-input" onFile={strokes.take} />
        <span className="grow" />
        <Button
          variant="subtle"
          color="gray"
          disabled={!state || Object.keys(state.voxels).length === 0}
          onClick={strokes.clear}
          data-testid="clear-strokes"
        >
          Clear strokes
        </Button>
      </div>
      <p className="dim">It is kept with the study. Saved, it segments other stacks of the same kind, here or by command line.</p>
    </Section>
  );
}
