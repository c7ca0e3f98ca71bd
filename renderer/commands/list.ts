/** All commands of the interface. */
import type { StudyState } from '../../src/contract/index.js';
import { PHASES, type Vec3 } from '../../src/volume/index.js';
import type { App } from '../app/app.js';
import { STAGES } from '../app/stages.js';
import { AXES, PLANES, sliceCount, voxelAt } from '../viewer/planes.js';
import { moveCursor, stepRadius, stepSlice, stepTime } from '../viewer/view-store.js';
import type { Command } from './command.js';
import { focusRegion } from './regions.js';

const hasStudy = (app: App): boolean => app.session.store.get().study !== null;
const canPaint = (app: App): boolean => hasStudy(app) && app.canPaint();
const always = (): boolean => true;

const goTo: readonly Command[] = STAGES.map((stage, i) => ({
  id: `go.${stage.id}`,
  title: stage.title,
  group: 'Go to',
  // browsers keep Ctrl and a digit for their tabs
  keys: [`Ctrl+${i + 1}`, `Alt+${i + 1}`],
  scope: 'global',
  enabled: (app) => stage.id === 'load' || hasStudy(app),
  run: (app) => app.session.show(stage.id),
}));

function step(app: App, by: number): void {
  const { study } = app.session.store.get();
  if (study) stepSlice(app.view, study, app.view.get().activeAxis, by);
}

/** moves the crosshair inside the active plane */
function nudge(app: App, rows: number, columns: number): void {
  const { study } = app.session.store.get();
  const { activeAxis, cursor } = app.view.get();
  if (!study) return;
  const plane = PLANES[activeAxis];
  moveCursor(app.view, study, voxelAt(activeAxis, cursor[plane.normal], cursor[plane.row] + rows, cursor[plane.column] + columns));
}

function toEnd(app: App, last: boolean): void {
  const { study } = app.session.store.get();
  if (study) step(app, (last ? 1 : -1) * sliceCount(study.layers.image.shape, app.view.get().activeAxis));
}

/** a dab of the brush at the crosshair: painting without a mouse */
function stamp(app: App): void {
  const { activeAxis, cursor, tool } = app.view.get();
  const plane = PLANES[activeAxis];
  if (tool === 'navigate') return;
  app.painter().begin(activeAxis, cursor[plane.normal], tool === 'eraser', cursor[plane.row], cursor[plane.column]);
  app.painter().end();
}

/** the same scale in all panes, with the crosshair in the middle */
function centre(app: App): void {
  const { cursor, cameras } = app.view.get();
  const zoom = Math.max(...AXES.map((axis) => cameras[axis]?.zoom ?? 0)) || null;
  const at = (position: Vec3, axis: (typeof AXES)[number]) =>
    zoom === null ? null : { zoom, row: position[PLANES[axis].row] + 0.5, column: position[PLANES[axis].column] + 0.5 };
  app.view.set({ cameras: { z: at(cursor, 'z'), y: at(cursor, 'y'), x: at(cursor, 'x') } });
}

function zoom(app: App, factor: number): void {
  document.dispatchEvent(new CustomEvent('viewer-zoom', { detail: { axis: app.view.get().activeAxis, factor } }));
}

function nextClass(app: App, by: number): void {
  const ids = PHASES.filter((phase) => phase.id > 0).map((phase) => phase.id);
  const at = ids.indexOf(app.view.get().phase);
  const next = ids[(at + by + ids.length) % ids.length];
  if (next !== undefined) app.view.set({ phase: next });
}

function opacity(app: App, by: number): void {
  app.view.set(({ opacity: now }) => ({ opacity: Math.min(1, Math.max(0, Math.round((now + by) * 10) / 10)) }));
}

/** one key for the layer and back; where it is not there, nothing happens */
function toggleShown(app: App, layer: 'entropy' | 'difference'): void {
  if (app.session.store.get().study?.layers[layer])
    app.view.set(({ shown }) => ({ shown: shown === layer ? 'labels' : layer, overlay: true }));
}

/** steps of the labels, or of the strokes of a classifier */
function historyOf(app: App): StudyState['edits'] | undefined {
  return app.view.get().strokes ? app.scribbler.store.get().state?.edits : app.session.store.get().study?.edits;
}

function autoWindow(app: App): void {
  const { study } = app.session.store.get();
  if (study) app.view.set({ window: { low: study.window.low, high: study.window.high } });
}

type ViewerCommand = readonly [id: string, title: string, keys: readonly string[], run: (app: App) => void];

function viewer(group: Command['group'], enabled: Command['enabled'], rows: readonly ViewerCommand[]): Command[] {
  return rows.map(([id, title, keys, run]) => ({ id, title, group, keys, scope: 'viewer', enabled, run }));
}

const look = viewer('View', hasStudy, [
  ['view.next-slice', 'Next slice', ['PageDown'], (app) => step(app, 1)],
  ['view.previous-slice', 'Previous slice', ['PageUp'], (app) => step(app, -1)],
  ['view.ten-on', 'Ten slices on', ['Alt+PageDown'], (app) => step(app, 10)],
  ['view.ten-back', 'Ten slices back', ['Alt+PageUp'], (app) => step(app, -10)],
  ['view.first-slice', 'First slice', ['Home'], (app) => toEnd(app, false)],
  ['view.last-slice', 'Last slice', ['End'], (app) => toEnd(app, true)],
  ['view.previous-time', 'Previous time point', [',', '<'], (app) => stepTime(app.view, -1)],
  ['view.next-time', 'Next time point', [';', '>'], (app) => stepTime(app.view, 1)],
  ['view.left', 'Crosshair left', ['ArrowLeft'], (app) => nudge(app, 0, -1)],
  ['view.right', 'Crosshair right', ['ArrowRight'], (app) => nudge(app, 0, 1)],
  ['view.up', 'Crosshair up', ['ArrowUp'], (app) => nudge(app, -1, 0)],
  ['view.down', 'Crosshair down', ['ArrowDown'], (app) => nudge(app, 1, 0)],
  ['view.zoom-in', 'Zoom in', ['+', '='], (app) => zoom(app, 1.25)],
  ['view.zoom-out', 'Zoom out', ['-'], (app) => zoom(app, 0.8)],
  ['view.fit', 'Show whole slices', ['0'], (app) => app.view.set({ cameras: { z: null, y: null, x: null } })],
  ['view.centre', 'Centre planes on the crosshair', ['c'], centre],
  [
    'view.maximise',
    'Only the active plane, or all',
    ['.'],
    (app) => app.view.set(({ maximised, activeAxis }) => ({ maximised: maximised ? null : activeAxis })),
  ],
  ['view.crosshair', 'Crosshair on or off', ['x'], (app) => app.view.set(({ crosshair }) => ({ crosshair: !crosshair }))],
]);

const labels = viewer('View', canPaint, [
  ['labels.toggle', 'Labels on or off (hold: peek)', ['s'], (app) => app.view.set(({ overlay }) => ({ overlay: !overlay }))],
  ['labels.fainter', 'Labels fainter', ['a'], (app) => opacity(app, -0.1)],
  ['labels.stronger', 'Labels stronger', ['d'], (app) => opacity(app, 0.1)],
  ['labels.entropy', 'Uncertainty instead of labels', ['v'], (app) => toggleShown(app, 'entropy')],
  ['labels.difference', 'Difference of two results', ['y'], (app) => toggleShown(app, 'difference')],
  ['labels.isolation', 'Live and dead colours on or off', ['l'], (app) => app.view.set(({ isolation }) => ({ isolation: !isolation }))],
]);

const paint = viewer('Paint', canPaint, [
  ['paint.brush', 'Brush', ['b', 'p'], (app) => app.view.set({ tool: 'brush' })],
  ['paint.eraser', 'Eraser', ['e'], (app) => app.view.set({ tool: 'eraser' })],
  ['paint.leave', 'Leave the tool', ['Escape'], (app) => app.view.set({ tool: 'navigate' })],
  ['paint.smaller', 'Smaller brush', ['['], (app) => app.view.set(({ radius }) => ({ radius: stepRadius(radius, -1) }))],
  ['paint.larger', 'Larger brush', [']'], (app) => app.view.set(({ radius }) => ({ radius: stepRadius(radius, 1) }))],
  ['paint.previous', 'Previous class', ['q'], (app) => nextClass(app, -1)],
  ['paint.next', 'Next class', ['w'], (app) => nextClass(app, 1)],
  ['paint.stamp', 'Paint at the crosshair', ['Enter'], stamp],
  ...PHASES.filter((phase) => phase.id > 0).map((phase): ViewerCommand => [
    `paint.class-${phase.id}`,
    phase.title,
    [String(phase.id)],
    (app) => app.view.set({ phase: phase.id }),
  ]),
]);

const everywhere: readonly Command[] = [
  {
    id: 'file.sample',
    title: 'Open the sample volume',
    group: 'File',
    keys: [],
    scope: 'global',
    enabled: always,
    run: (app) => {
      app.session.show('load');
      void app.session.openSample();
    },
  },
  {
    id: 'file.open',
    title: 'Open a stack or study',
    group: 'File',
    keys: ['Ctrl+O'],
    scope: 'global',
    enabled: always,
    run: (app) => app.session.show('load'),
  },
  {
    id: 'view.auto-window',
    title: 'Grey window from the whole volume',
    group: 'View',
    keys: ['Ctrl+J'],
    scope: 'global',
    enabled: hasStudy,
    run: autoWindow,
  },
  {
    id: 'edit.undo',
    title: 'Undo',
    group: 'Edit',
    keys: ['Ctrl+Z'],
    scope: 'global',
    enabled: (app) => (historyOf(app)?.undo ?? 0) > 0 && !app.painter().isPainting(),
    run: (app) => app.painter().undo(),
  },
  {
    id: 'edit.redo',
    title: 'Redo',
    group: 'Edit',
    keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
    scope: 'global',
    enabled: (app) => (historyOf(app)?.redo ?? 0) > 0 && !app.painter().isPainting(),
    run: (app) => app.painter().redo(),
  },
  {
    id: 'setup.voxel',
    title: 'Edit the voxel size',
    group: 'Edit',
    keys: [],
    scope: 'global',
    enabled: hasStudy,
    run: (app) => app.overlays.set({ voxelEditor: true }),
  },
  {
    id: 'go.next-region',
    title: 'Next region of the window',
    group: 'Go to',
    keys: ['F6'],
    scope: 'global',
    enabled: always,
    run: () => focusRegion(1),
  },
  {
    id: 'go.previous-region',
    title: 'Previous region of the window',
    group: 'Go to',
    keys: ['Shift+F6'],
    scope: 'global',
    enabled: always,
    run: () => focusRegion(-1),
  },
  {
    id: 'help.palette',
    title: 'All commands',
    group: 'Help',
    keys: ['Ctrl+K'],
    scope: 'global',
    enabled: always,
    run: (app) => app.overlays.set({ palette: true }),
  },
  {
    id: 'help.keys',
    title: 'Keys',
    group: 'Help',
    keys: ['?'],
    scope: 'viewer',
    enabled: always,
    run: (app) => app.overlays.set({ keys: true }),
  },
];

export const COMMANDS: readonly Command[] = [...goTo, ...everywhere, ...look, ...labels, ...paint];
