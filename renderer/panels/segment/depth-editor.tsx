import { NumberInput, Switch } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { StudyState } from '../../../src/contract/index.js';
import { PHASES } from '../../../src/volume/index.js';
import { useApp } from '../../app/app.js';
import { Section } from '../../ui/panel-parts.js';
import { Swatch } from '../../ui/swatch.js';
import { colorOfCode } from '../../viewer/palette.js';
import { voxelMetres } from '../../viewer/pane-controller.js';
import { curveOf, depthOfStack, priorOf, rangesOf, UNLIKELY, weightAt, type DepthRange } from './depth-model.js';

const SAVE_DELAY_MS = 400;

/** Says at which distance from the collector each phase may lie. Off until somebody switches a phase on. */
export function DepthEditor({ study }: { readonly study: StudyState }) {
  const app = useApp();
  const { depth, collector } = study.setup;
  const stored = rangesOf(depth);
  const [ranges, setRanges] = useState<readonly DepthRange[]>(stored ?? []);
  const [open, setOpen] = useState((stored?.length ?? 1) > 0);
  const reach = depthOfStack(study.layers.image.shape, voxelMetres(app), collector);
  const pending = JSON.stringify(priorOf(ranges)) !== JSON.stringify(depth ?? null) && stored !== null;
  useEffect(() => {
    if (!pending) return undefined;
    const timer = setTimeout(() => void app.session.updateSetup({ depth: priorOf(ranges) }), SAVE_DELAY_MS);
    return () => clearTimeout(timer);
  }, [app, ranges, pending]);

  function put(range: DepthRange): void {
    setRanges((now) => [...now.filter((item) => item.phase !== range.phase), range].toSorted((a, b) => a.phase - b.phase));
  }

  function toggle(phase: number, on: boolean): void {
    if (on) put({ phase, from: 0, to: round((reach ?? 100) / 2), soft: round((reach ?? 100) / 10) });
    else setRanges((now) => now.filter((item) => item.phase !== phase));
  }

  const aside = (
    <Switch
      aria-label="Depth ranges"
      checked={open && reach !== null}
      disabled={reach === null}
      data-testid="depth-switch"
      onChange={({ currentTarget: { checked } }) => {
        setOpen(checked);
        if (!checked) setRanges([]);
      }}
    />
  );
  return (
    <Section title="Depth ranges" aside={aside}>
      {reach === null ? (
        <p className="dim">
          {collector?.length ? 'Needs the voxel size.' : 'Needs the current collector.'}{' '}
          <button
            type="button"
            className="link-button"
            onClick={() => (collector?.length ? app.overlays.set({ voxelEditor: true }) : app.session.show('prepare'))}
          >
            {collector?.length ? 'Set it' : 'Mark it'}
          </button>
        </p>
      ) : stored === null && ranges.length === 0 ? (
        <p className="dim">Curves from a file are in force. Switch off to remove them.</p>
      ) : open ? (
        <>
          <p className="dim">Where each phase may lie, in µm from the collector. Elsewhere it becomes twenty times less likely.</p>
          <DepthCurves ranges={ranges} reach={reach} />
          <ul className="depth-list">
            {PHASES.filter((phase) => phase.id > 0).map((phase) => (
              <DepthRow
                key={phase.id}
                phase={phase}
                range={ranges.find((item) => item.phase === phase.id) ?? null}
                onToggle={(on) => toggle(phase.id, on)}
                onChange={put}
              />
            ))}
          </ul>
        </>
      ) : (
        <p className="dim">Off: every phase may lie everywhere.</p>
      )}
    </Section>
  );
}

interface DepthRowProps {
  readonly phase: { readonly id: number; readonly title: string };
  readonly range: DepthRange | null;
  readonly onToggle: (on: boolean) => void;
  readonly onChange: (range: DepthRange) => void;
}

const FIELDS = [
  { key: 'from', title: 'Start' },
  { key: 'to', title: 'End' },
  { key: 'soft', title: 'Soft edge' },
] as const;

function DepthRow({ phase, range, onToggle, onChange }: DepthRowProps) {
  return (
    <li>
      <label className="depth-phase">
        <input
          type="checkbox"
          checked={range !== null}
          onChange={({ currentTarget: { checked } }) => onToggle(checked)}
          data-testid={`depth-${phase.id}`}
        />
        <Swatch code={phase.id} />
        {phase.title}
      </label>
      {range && (
        <div className="depth-fields">
          {FIELDS.map(({ key, title }) => (
            <NumberInput
              key={key}
              label={title}
              aria-label={`${phase.title}: ${title} in micrometres`}
              min={0}
              value={range[key]}
              suffix=" µm"
              hideControls
              onChange={(value) => typeof value === 'number' && value >= 0 && onChange({ ...range, [key]: value })}
            />
          ))}
        </div>
      )}
    </li>
  );
}

const WIDTH = 280;
const HEIGHT = 54;

/** Weight over distance, one line for each phase. */
function DepthCurves({ ranges, reach }: { readonly ranges: readonly DepthRange[]; readonly reach: number }) {
  const most = Math.max(reach, ...ranges.map((range) => range.to + range.soft)) * 1.04;
  const y = (weight: number): number => HEIGHT - 4 - weight * (HEIGHT - 10);
  return (
    <figure className="depth-curves">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`Depth ranges over ${round(reach)} µm`}>
        <line x1="0" x2={WIDTH} y1={y(UNLIKELY)} y2={y(UNLIKELY)} className="depth-floor" />
        {ranges.map((range) => {
          const points = curveOf(range);
          const at = Array.from({ length: WIDTH / 2 + 1 }, (_, i) => `${2 * i},${y(weightAt(points, (2 * i * most) / WIDTH)).toFixed(1)}`);
          return <polyline key={range.phase} points={at.join(' ')} stroke={colorOfCode(range.phase)} className="depth-line" />;
        })}
      </svg>
      <figcaption className="dim">
        <span>collector</span>
        <span>{round(most)} µm</span>
      </figcaption>
    </figure>
  );
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
