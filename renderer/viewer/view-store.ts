/** How the study is looked at. Never voxels: only positions, colours and tools. */
import type { StudyPlanes, StudyState } from '../../src/contract/index.js';
import { PHASE, type Vec3 } from '../../src/volume/index.js';
import { createStore, type Store } from '../app/store.js';
import type { Camera } from './camera.js';
import type { ChannelView } from './channels.js';
import type { GrayWindow } from './gray.js';
import { clampVoxel, flatAxis, PLANES, type Axis } from './planes.js';

export type Tool = 'navigate' | 'brush' | 'eraser';
/** what is drawn over the image */
export type Shown = 'labels' | 'entropy' | 'disagreement' | 'difference';

interface Hover {
  readonly axis: Axis;
  /** voxel centres are integers */
  readonly row: number;
  readonly column: number;
}

export interface ViewState {
  readonly cursor: Vec3;
  /** null: the whole slice */
  readonly cameras: Readonly<Record<Axis, Camera | null>>;
  readonly window: GrayWindow;
  /** several channels as colours; none: the analysed channel in grey */
  readonly channels: readonly ChannelView[];
  /** what the file holds beside the analysed image; null: not known yet */
  readonly planes: StudyPlanes | null;
  readonly composite: boolean;
  /** time point that is looked at; null: the one that is analysed */
  readonly time: number | null;
  readonly overlay: boolean;
  readonly shown: Shown;
  /** strokes for a classifier are painted, and what it makes of the slice is shown instead of the labels */
  readonly strokes: boolean;
  /** while S is held down */
  readonly peek: boolean;
  readonly opacity: number;
  readonly outline: boolean;
  readonly isolation: boolean;
  readonly hidden: ReadonlySet<number>;
  readonly crosshair: boolean;
  readonly hud: boolean;
  readonly original: boolean;
  readonly maximised: Axis | null;
  readonly activeAxis: Axis;
  readonly tool: Tool;
  /** of the brush, voxels in the plane */
  readonly radius: number;
  readonly phase: number;
  /** paint only over the class under the first point of the stroke */
  readonly hover: Hover | null;
  readonly modifiers: 'none' | 'ctrl' | 'shift' | 'alt' | 'space';
}

export const RADII = [0, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 200] as const;

export function createViewStore(): Store<ViewState> {
  return createStore<ViewState>({
    cursor: [0, 0, 0],
    cameras: { z: null, y: null, x: null },
    window: { low: 0, high: 255 },
    channels: [],
    planes: null,
    composite: true,
    time: null,
    overlay: true,
    shown: 'labels',
    strokes: false,
    peek: false,
    opacity: 0.4,
    outline: true,
    isolation: true,
    hidden: new Set(),
    crosshair: true,
    hud: true,
    original: false,
    maximised: null,
    activeAxis: 'z',
    tool: 'navigate',
    radius: 3,
    phase: PHASE.lithium,
    hover: null,
    modifiers: 'none',
  });
}

/** A new study: middle of the volume, whole slices, the window of its percentiles. */
export function lookAt(view: Store<ViewState>, study: StudyState): void {
  const shape = study.layers.image.shape;
  view.set({
    cursor: [Math.floor(shape[0] / 2), Math.floor(shape[1] / 2), Math.floor(shape[2] / 2)],
    cameras: { z: null, y: null, x: null },
    window: { low: study.window.low, high: study.window.high },
    maximised: null,
    activeAxis: flatAxis(shape) ?? 'z',
    hover: null,
    tool: 'navigate',
    shown: 'labels',
    original: false,
  });
}

/** Puts the crosshair on a voxel, within the volume. */
export function moveCursor(view: Store<ViewState>, study: StudyState, voxel: Vec3): void {
  const next = clampVoxel(study.layers.image.shape, voxel);
  const { cursor } = view.get();
  if (next.some((value, i) => value !== cursor[i])) view.set({ cursor: next });
}

/** Steps through the slices of one pane. */
export function stepSlice(view: Store<ViewState>, study: StudyState, axis: Axis, by: number): void {
  const { cursor } = view.get();
  const next: [number, number, number] = [cursor[0], cursor[1], cursor[2]];
  next[PLANES[axis].normal] += by;
  moveCursor(view, study, next);
}

/** Another time point in sight; the analysed one has no number of its own, so that labels come back with it. */
export function showTime(view: Store<ViewState>, time: number): void {
  const { planes } = view.get();
  if (!planes || planes.times < 2) return;
  const next = Math.min(planes.times - 1, Math.max(0, time));
  view.set({ time: next === planes.time ? null : next });
}

export function stepTime(view: Store<ViewState>, by: number): void {
  const { planes, time } = view.get();
  if (planes) showTime(view, (time ?? planes.time) + by);
}

/** The next larger or smaller brush of the fixed ladder. */
export function stepRadius(radius: number, by: 1 | -1): number {
  const larger = RADII.find((r) => r > radius + 1e-6);
  const smaller = RADII.findLast((r) => r < radius - 1e-6);
  return (by > 0 ? larger : smaller) ?? radius;
}
