import { NumberInput, Slider } from '@mantine/core';
import type { StudyState } from '../../src/contract/index.js';
import { PHASES } from '../../src/volume/index.js';
import { useApp, useSession, useView } from '../app/app.js';
import { Swatch } from '../ui/swatch.js';
import { ChannelSettings } from './channel-settings.js';
import { ENTROPY_GRADIENT } from './heat-palette.js';
import { CODE } from './palette.js';
import { Histogram } from './histogram.js';
import { TimeSettings } from './time-settings.js';
import type { Shown } from './view-store.js';

/** The fourth quarter: grey window and what the colours mean. */
export function DisplayPanel() {
  const study = useSession((state) => state.study);
  const strokes = useView((view) => view.strokes);
  const isColoured = useView((view) => view.composite && view.channels.length > 0 && !view.original);
  if (!study) return null;
  return (
    <section className="pane display-panel" aria-label="Display">
      <header className="pane-header">
        <span className="pane-title">Display</span>
      </header>
      <div className="display-body">
        {isColoured ? <ChannelSettings /> : <WindowSettings study={study} />}
        <TimeSettings />
        {(study.layers.labels ?? strokes) && <OverlaySettings study={study} />}
      </div>
    </section>
  );
}

function WindowSettings({ study }: { readonly study: StudyState }) {
  const app = useApp();
  const window = useView((view) => view.window);
  const channels = useView((view) => view.channels.length);
  const { min, max, histogram, low, high } = study.window;
  const isWhole = Number.isInteger(min) && Number.isInteger(max) && max - min > 4;
  const digits = isWhole ? 0 : 4;
  const isDefault = window.low === low && window.high === high;
  return (
    <div className="display-group">
      <div className="group-title">
        Grey window
        {channels > 0 && (
          <button type="button" className="flat-button" onClick={() => app.view.set({ composite: true })} data-testid="show-colours">
            Channels in colour
          </button>
        )}
        <button
          type="button"
          className="flat-button"
          disabled={isDefault}
          title="Percentiles of the whole volume (Ctrl+J)"
          onClick={() => app.view.set({ window: { low, high } })}
          data-testid="auto-contrast"
        >
          Auto
        </button>
      </div>
      <Histogram counts={histogram} min={min} max={max} window={window} onChange={(next) => app.view.set({ window: next })} />
      <div className="window-inputs">
        <NumberInput
          aria-label="Black at"
          value={Number(window.low.toFixed(digits))}
          decimalScale={digits}
          step={(max - min) / 100}
          hideControls
          onChange={(value) => typeof value === 'number' && value < window.high && app.view.set({ window: { ...window, low: value } })}
        />
        <span>to</span>
        <NumberInput
          aria-label="White at"
          value={Number(window.high.toFixed(digits))}
          decimalScale={digits}
          step={(max - min) / 100}
          hideControls
          onChange={(value) => typeof value === 'number' && value > window.low && app.view.set({ window: { ...window, high: value } })}
        />
      </div>
    </div>
  );
}

/** Which layers there are beside the labels, and what they are called. */
const OTHERS: readonly { readonly value: Exclude<Shown, 'labels'>; readonly label: string; readonly hint: string }[] = [
  { value: 'entropy', label: 'Uncertainty', hint: 'How unsure the model was (V)' },
  { value: 'disagreement', label: 'Spread', hint: 'How far the averaged runs disagree' },
  { value: 'difference', label: 'Difference', hint: 'Where a second result differs (Y)' },
];

function OverlaySettings({ study }: { readonly study: StudyState }) {
  const app = useApp();
  const opacity = useView((view) => view.opacity);
  const wanted = useView((view) => view.shown);
  const strokes = useView((view) => view.strokes);
  const others = strokes ? [] : OTHERS.filter(({ value }) => study.layers[value]);
  const shown = others.some(({ value }) => value === wanted) ? wanted : 'labels';
  return (
    <div className="display-group">
      <div className="group-title">
        {strokes ? 'Strokes and preview' : others.length === 0 ? 'Labels' : 'Overlay'}
        {shown === 'labels' && !strokes && <LabelSwitches hasIsolation={study.layers.isolation !== null} />}
      </div>
      {others.length > 0 && (
        <div className="overlay-choice" role="group" aria-label="Overlay">
          {[{ value: 'labels' as const, label: 'Labels', hint: 'The classes' }, ...others].map(({ value, label, hint }) => (
            <button
              key={value}
              type="button"
              title={hint}
              aria-pressed={shown === value}
              onClick={() => app.view.set({ shown: value, overlay: true })}
              data-testid={`overlay-${value}`}
            >
              {label}
            </button>
          ))}
        </div>
      )}
      <Slider
        aria-label="Opacity of the overlay"
        value={Math.round(opacity * 100)}
        onChange={(value) => app.view.set({ opacity: value / 100 })}
        label={(value) => `${value} %`}
        size="xs"
      />
      {shown === 'entropy' || shown === 'disagreement' ? <RampLegend shown={shown} /> : <ClassLegend study={study} shown={shown} />}
    </div>
  );
}

function LabelSwitches({ hasIsolation }: { readonly hasIsolation: boolean }) {
  const app = useApp();
  const isolation = useView((view) => view.isolation);
  const outline = useView((view) => view.outline);
  return (
    <span>
      <button
        type="button"
        className="flat-button"
        aria-pressed={outline}
        onClick={() => app.view.set({ outline: !outline })}
        title="Outline of the classes"
      >
        Outline
      </button>
      <button
        type="button"
        className="flat-button"
        aria-pressed={isolation && hasIsolation}
        disabled={!hasIsolation}
        onClick={() => app.view.set({ isolation: !isolation })}
        title={hasIsolation ? 'Live and dead lithium in their colours' : 'Mark the current collector first'}
        data-testid="isolation-toggle"
      >
        Live / dead
      </button>
    </span>
  );
}

/** A scale from certain to unsure. */
function RampLegend({ shown }: { readonly shown: 'entropy' | 'disagreement' }) {
  return (
    <div className="ramp-legend" data-testid="ramp-legend">
      <div className="ramp" style={{ background: ENTROPY_GRADIENT }} />
      <div className="ramp-ends">
        <span>{shown === 'entropy' ? 'certain' : 'runs agree'}</span>
        <span>{shown === 'entropy' ? 'all classes alike' : 'runs disagree'}</span>
      </div>
    </div>
  );
}

function ClassLegend({ study, shown }: { readonly study: StudyState; readonly shown: Shown }) {
  const isolation = useView((view) => view.isolation) && study.layers.isolation !== null && shown === 'labels';
  const strokes = useView((view) => view.strokes);
  return (
    <>
      {shown === 'difference' && <p className="dim legend-note">Only where the two differ, in the colour of what the other result says:</p>}
      <ul className="legend">
        {isolation && !strokes ? (
          <>
            <LegendRow code={CODE.live} title="Live lithium" />
            <LegendRow code={CODE.dead} title="Dead lithium" />
            <LegendRow code={CODE.unknown} title="Unknown: cut by the edge" />
          </>
        ) : (
          <LegendRow code={1} title="Lithium" />
        )}
        {PHASES.filter((phase) => phase.id > 1).map((phase) => (
          <LegendRow key={phase.id} code={phase.id} title={phase.title} />
        ))}
      </ul>
    </>
  );
}

function LegendRow({ code, title }: { readonly code: number; readonly title: string }) {
  return (
    <li>
      <Swatch code={code} />
      {title}
    </li>
  );
}
