import { useEffect, useState } from 'react';
import { ISOLATION_STATES, PHASES } from '../../src/volume/index.js';
import { agoText, numberText } from '../ui/quantity-text.js';
import { ERASED } from '../viewer/palette.js';
import { PLANES, voxelAt } from '../viewer/planes.js';
import { voxelMetres } from '../viewer/pane-controller.js';
import { lengthText } from '../viewer/scale-bar.js';
import { useApp, useSession, useView } from './app.js';

/** Which time point is looked at, where the file has several. */
function TimePoint() {
  const planes = useView((view) => view.planes);
  const time = useView((view) => view.time);
  if (!planes || planes.times < 2) return null;
  const analysed = planes.time + 1;
  return (
    <span className={time === null ? 'dim' : 'amber'} data-testid="status-time">
      {time === null
        ? `time point ${analysed} of ${planes.times}, the analysed one`
        : `time point ${time + 1} of ${planes.times} is shown, ${analysed} is analysed`}
    </span>
  );
}

/** Where the pointer is, what is there, what the keys held mean, and when the edits were saved. */
export function StatusBar() {
  const isOpen = useSession((state) => state.study !== null);
  return (
    <footer className="status-bar" aria-label="Status">
      {isOpen ? <Position /> : <span className="dim">Nothing leaves this machine.</span>}
      {isOpen && <TimePoint />}
      <span className="grow" />
      {isOpen && <Hints />}
      <Saved />
    </footer>
  );
}

function Position() {
  const app = useApp();
  const hover = useView((view) => view.hover);
  const cursor = useView((view) => view.cursor);
  const shape = useSession((state) => state.study?.layers.image.shape ?? null);
  const [, redraw] = useState(0);
  // a slice that arrives later may bring the value
  useEffect(() => app.scene.onChange(() => redraw((n) => n + 1)), [app]);
  if (!shape) return null;
  const voxel = hover ? voxelAt(hover.axis, cursor[PLANES[hover.axis].normal], Math.round(hover.row), Math.round(hover.column)) : cursor;
  const isInside = voxel.every((index, i) => index >= 0 && index < (shape[i] ?? 0));
  const metres = voxelMetres(app);
  const probe = isInside ? app.scene.probe(voxel) : null;
  const label =
    probe?.label === null || probe?.label === undefined
      ? null
      : (PHASES[probe.label]?.title ?? (probe.label === ERASED ? 'erased' : `label ${probe.label}`));
  const state = probe?.label === 1 && probe.isolation ? ISOLATION_STATES[probe.isolation] : null;
  const place = metres ? voxel.map((index, i) => lengthText((index + 0.5) * (metres[i] ?? 0))).join(', ') : null;
  return (
    <>
      <span className="status-voxel" data-testid="status-voxel">
        z {voxel[0]} · y {voxel[1]} · x {voxel[2]}
      </span>
      <span className="status-place">{place ?? <span className="amber">voxel size unknown</span>}</span>
      <span className="status-value">{probe?.value === null || probe?.value === undefined ? '–' : numberText(probe.value)}</span>
      <span data-testid="status-class">
        {label ?? '–'}
        {state && state !== 'none' ? `, ${state}` : ''}
      </span>
      <span className="visually-hidden" aria-live="polite">
        {hover ? '' : `${PLANES[app.view.get().activeAxis].title}, z ${voxel[0]}, y ${voxel[1]}, x ${voxel[2]}${label ? `, ${label}` : ''}`}
      </span>
    </>
  );
}

const HINTS = {
  navigate: {
    none: 'wheel: slice · drag: crosshair · Ctrl: zoom · Shift: brush size · Alt: ten slices · middle: pan',
    ctrl: 'Ctrl + wheel: zoom at the pointer',
    shift: 'Shift + wheel: brush size',
    alt: 'Alt + wheel: ten slices',
    space: 'Space + drag: pan',
  },
  paint: {
    none: 'drag: paint · right drag: erase · wheel: slice · [ ]: size · 1–6: class · Shift: pick · Esc: leave',
    ctrl: 'Ctrl + wheel: zoom · Ctrl+Z: undo',
    shift: 'Shift + wheel: brush size · Shift + click: pick the class',
    alt: 'Alt + wheel: ten slices',
    space: 'Space + drag: pan',
  },
} as const;

function Hints() {
  const tool = useView((view) => view.tool);
  const modifiers = useView((view) => view.modifiers);
  return <span className="dim status-hints">{HINTS[tool === 'navigate' ? 'navigate' : 'paint'][modifiers]}</span>;
}

function Saved() {
  const savedMs = useSession((state) => state.savedMs);
  const restored = useSession((state) => state.study?.edits.restored ?? 0);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 2000);
    return () => clearInterval(timer);
  }, []);
  if (savedMs === null && restored === 0) return null;
  return (
    <span className="dim status-saved" data-testid="saved">
      {restored > 0 && `${restored} ${restored === 1 ? 'edit' : 'edits'} restored · `}
      {savedMs !== null && `saved ${agoText(savedMs, Math.max(now, savedMs))}`}
    </span>
  );
}
