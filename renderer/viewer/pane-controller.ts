/**
 * One pane: two canvases, redrawn at most once per frame and only when something it shows has changed. React never
 * takes part in drawing.
 */
import { METRES } from '../../src/base/index.js';
import type { App } from '../app/app.js';
import { fitCamera, paneView, type Camera, type PaneGeometry, type PaneView } from './camera.js';
import { composite, type Rect } from './compositor.js';
import { drawMarks } from './marks.js';
import { createDifferencePalette, createEntropyPalette } from './heat-palette.js';
import { createPalette, type Palette } from './palette.js';
import { joinedBox, PLANES, planeShape, voxelAspect, type Axis, type PlaneBox } from './planes.js';
import type { Shown, ViewState } from './view-store.js';

export interface PaneController {
  readonly axis: Axis;
  geometry(): PaneGeometry | null;
  camera(): Camera | null;
  setCamera(camera: Camera): void;
  view(): PaneView | null;
  /** device pixels per screen pixel */
  ratio(): number;
  dispose(): void;
}

export interface PaneElements {
  readonly frame: HTMLElement;
  readonly image: HTMLCanvasElement;
  readonly marks: HTMLCanvasElement;
  /** says what could not be shown */
  readonly note: HTMLElement;
}

export function attachPane(app: App, axis: Axis, elements: PaneElements): PaneController {
  const { frame, image, marks, note } = elements;
  const imageContext = image.getContext('2d', { alpha: false });
  const marksContext = marks.getContext('2d');
  let pixels: ImageData | null = null;
  let packed = new Uint32Array(0);
  let palette: { key: string; palette: Palette } | null = null;
  let scheduled = 0;
  /** what is to be drawn again: all, a part of the slice, or nothing */
  let dirty: 'all' | PlaneBox | null = 'all';
  let drawnIndex = -1;
  let previousIndex = -1;
  let direction = 0;
  let last: ViewState = app.view.get();

  const ratio = (): number => Math.min(2, window.devicePixelRatio || 1);

  function geometry(): PaneGeometry | null {
    const { study } = app.session.store.get();
    if (!study || image.width < 2 || image.height < 2) return null;
    const [rows, columns] = planeShape(study.layers.image.shape, axis);
    const aspect = voxelAspect(voxelMetres(app));
    const plane = PLANES[axis];
    return { width: image.width, height: image.height, rows, columns, aspectRow: aspect[plane.row], aspectColumn: aspect[plane.column] };
  }

  function camera(): Camera | null {
    const g = geometry();
    return g ? (app.view.get().cameras[axis] ?? fitCamera(g)) : null;
  }

  function view(): PaneView | null {
    const g = geometry();
    const c = camera();
    return g && c ? paneView(c, g) : null;
  }

  function paletteFor(shown: Shown): Palette {
    const { opacity, outline, hidden } = app.view.get();
    const key = `${shown}/${opacity}/${outline}/${[...hidden].join()}`;
    if (palette?.key === key) return palette.palette;
    const made =
      shown === 'entropy'
        ? createEntropyPalette(opacity)
        : shown === 'difference'
          ? createDifferencePalette(opacity, hidden)
          : createPalette({ opacity, outline, hidden });
    palette = { key, palette: made };
    return made;
  }

  /** the slice in sight, as far as it is here; asks for what is missing */
  function currentSlice(): ReturnType<App['scene']['slice']> {
    const index = app.view.get().cursor[PLANES[axis].normal];
    if (index !== previousIndex) {
      direction = previousIndex < 0 ? 0 : index - previousIndex;
      previousIndex = index;
    }
    return app.scene.slice(axis, index, direction);
  }

  function drawImage(v: PaneView, part: 'all' | PlaneBox): void {
    const index = app.view.get().cursor[PLANES[axis].normal];
    const slice = currentSlice();
    note.textContent = slice.problem ?? '';
    note.hidden = slice.problem === null;
    // keep the picture of before until all layers of the next one are here: no flicker while scrolling
    if (!slice.complete || !imageContext || !pixels) return;
    const rect = part === 'all' || drawnIndex !== index ? { x0: 0, y0: 0, x1: v.width, y1: v.height } : pixelRect(v, part);
    composite(packed, v, slice.layers, paletteFor(slice.shown), rect);
    imageContext.putImageData(pixels, 0, 0, rect.x0, rect.y0, rect.x1 - rect.x0, rect.y1 - rect.y0);
    drawnIndex = index;
    image.dataset['slice'] = String(index);
    image.dataset['time'] = String(app.view.get().time ?? '');
    image.dataset['held'] = String(app.scene.cache.bytes());
    image.dataset['shown'] = slice.layers.labels ? slice.shown : '';
    image.dataset['labels'] = slice.layers.labels ? (app.session.store.get().study?.layers.labels?.version ?? '') : '';
  }

  function draw(): void {
    scheduled = 0;
    const v = view();
    if (!v) return;
    const part = dirty;
    dirty = null;
    if (part) drawImage(v, part);
    if (marksContext)
      drawMarks(marksContext, {
        axis,
        view: v,
        state: app.view.get(),
        spacing: voxelMetres(app),
        paintable: app.canPaint(),
        ratio: ratio(),
      });
  }

  function schedule(part: 'all' | PlaneBox | null): void {
    if (part) dirty = part === 'all' || dirty === 'all' ? 'all' : dirty ? joinedBox(dirty, part) : part;
    scheduled ||= requestAnimationFrame(draw);
  }

  function resize(): void {
    const width = Math.max(1, Math.round(frame.clientWidth * ratio()));
    const height = Math.max(1, Math.round(frame.clientHeight * ratio()));
    if (image.width === width && image.height === height && pixels) return;
    for (const canvas of [image, marks]) {
      canvas.width = width;
      canvas.height = height;
    }
    pixels = new ImageData(width, height);
    packed = new Uint32Array(pixels.data.buffer);
    drawnIndex = -1;
    schedule('all');
  }

  const observer = new ResizeObserver(resize);
  observer.observe(frame);
  const unsubscribe = [
    app.scene.onChange((changed, box) => {
      if (changed === null || changed === axis) schedule(box ?? 'all');
    }),
    app.view.subscribe(() => {
      const state = app.view.get();
      const before = last;
      last = state;
      // asked for now and not one frame later
      if (before.cursor !== state.cursor && app.session.store.get().study) currentSlice();
      schedule(needsImage(before, state, axis) ? 'all' : null);
    }),
  ];
  resize();

  return {
    axis,
    geometry,
    camera,
    view,
    ratio,
    setCamera: (next) => app.view.set(({ cameras }) => ({ cameras: { ...cameras, [axis]: next } })),
    dispose() {
      observer.disconnect();
      for (const stop of unsubscribe) stop();
      if (scheduled) cancelAnimationFrame(scheduled);
    },
  };
}

/** The pixels of a part of the slice, with one pixel around it for outlines. */
function pixelRect(view: PaneView, box: PlaneBox): Rect {
  const left = Math.floor((box.column0 - view.originColumn) * view.scaleX) - 1;
  const right = Math.ceil((box.column1 - view.originColumn) * view.scaleX) + 1;
  const top = Math.floor((box.row0 - view.originRow) * view.scaleY) - 1;
  const bottom = Math.ceil((box.row1 - view.originRow) * view.scaleY) + 1;
  const within = (value: number, size: number): number => Math.min(size, Math.max(0, value));
  return { x0: within(left, view.width), x1: within(right, view.width), y0: within(top, view.height), y1: within(bottom, view.height) };
}

/** Whether a change of the view touches the slice itself, or only what is drawn over it. */
function needsImage(a: ViewState, b: ViewState, axis: Axis): boolean {
  return (
    a.cursor[PLANES[axis].normal] !== b.cursor[PLANES[axis].normal] ||
    a.cameras[axis] !== b.cameras[axis] ||
    a.window !== b.window ||
    a.channels !== b.channels ||
    a.composite !== b.composite ||
    a.time !== b.time ||
    a.overlay !== b.overlay ||
    a.shown !== b.shown ||
    a.strokes !== b.strokes ||
    a.peek !== b.peek ||
    a.opacity !== b.opacity ||
    a.outline !== b.outline ||
    a.isolation !== b.isolation ||
    a.hidden !== b.hidden ||
    a.original !== b.original
  );
}

/** The voxel size in force in metres, times two where the image is shown downsampled. */
export function voxelMetres(app: App): readonly [number, number, number] | null {
  const { study } = app.session.store.get();
  const voxel = study?.setup.voxel;
  if (!study || !voxel) return null;
  const factor = study.prepare.filter((step) => step.step === 'downsample2' && step.enabled).length;
  const scale = METRES[voxel.unit] * 2 ** factor;
  return [voxel.value[0] * scale, voxel.value[1] * scale, voxel.value[2] * scale];
}
