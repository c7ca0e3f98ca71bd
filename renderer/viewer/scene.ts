/** The slices that the panes show: fetched, turned to grey, patched by strokes that the host has not answered yet. */
import type { StudyState } from '../../src/contract/index.js';
import type { StrokeMask } from '../../src/review/index.js';
import { viewVoxels, type DType, type Vec3, type VoxelArray } from '../../src/volume/index.js';
import type { Session } from '../app/session.js';
import type { Store } from '../app/store.js';
import type { Host } from '../host.js';
import { addColors, imageLayer, type ChannelView, type ColorPart } from './channels.js';
import type { SliceLayers } from './compositor.js';
import { grayMap, type GrayMap } from './gray.js';
import { entropyCodes } from './heat-palette.js';
import { ERASED } from './palette.js';
import { paintedBox, paintSlice, type PaintValues } from './paint-slices.js';
import { AXES, PLANES, planeShape, sliceCount, type Axis, type PlaneBox } from './planes.js';
import {
  createSliceCache,
  prefetchIndices,
  prefetchRoom,
  type FetchSlice,
  type Slice,
  type SliceCache,
  type SliceKey,
  type VoxelBox,
} from './slice-cache.js';
import type { StrokeView } from './stroke-view.js';
import type { Shown, ViewState } from './view-store.js';

interface SceneSlice {
  readonly layers: SliceLayers;
  /** what the codes of `layers.labels` mean */
  readonly shown: Shown;
  /** every wanted layer is there */
  readonly complete: boolean;
  /** the sentence of a layer that could not be read */
  readonly problem: string | null;
}

/** slices; a larger step is a jump */
const LONGEST_STEP = 12;

const PREVIEW = 'scribble-preview';
const POLL_MS = 15;
const PREVIEW_WAIT_MS = 3000;

type SceneListener = (axis: Axis | null, box?: PlaneBox) => void;

export interface Scene {
  slice(axis: Axis, index: number, direction: number): SceneSlice;
  /** what is under a voxel, as far as its slice is here */
  probe(voxel: Vec3): { value: number | null; label: number | null; isolation: number | null };
  /** asks for what an eraser brings back on this slice */
  wantFirst(axis: Axis, slice: number): void;
  /** paints a mask into the label slices that are here; without a phase it erases */
  paint(axis: Axis, slice: number, mask: StrokeMask, phase: number | null): void;
  /** the same for strokes that a classifier learns from; without a phase they are removed */
  paintStrokes(axis: Axis, slice: number, mask: StrokeMask, phase: number | null): void;
  /** the labels became another version by a change inside `box` */
  advanceLabels(from: string, to: string, box: VoxelBox | null): void;
  /** the label slices in sight, now and not when the page has settled: an undo is seen when these have come */
  fetchLabels(version: string): void;
  /** no label slice is fetched while strokes wait for their answer: it could be without them */
  holdLabels(held: boolean): void;
  /** the labels that a classifier gave a slice; resolves when they are here, or are not to come */
  fetchPreview(axis: Axis, index: number, version: string, signal: AbortSignal): Promise<void>;
  forgetFailures(): void;
  /** a pane, or all; with a box only that part of its slice */
  onChange(listener: SceneListener): () => void;
  readonly cache: SliceCache;
}

export function createScene(host: Host, session: Session, view: Store<ViewState>, strokes: Store<StrokeView>): Scene {
  const listeners = new Set<SceneListener>();
  const failures = new Map<string, string>();
  const grays = new WeakMap<Slice, { map: GrayMap; gray: Uint8Array }>();
  const channelGrays = new WeakMap<Slice, { key: string; gray: Uint8Array }>();
  const mixed = new Map<Axis, { parts: readonly ColorPart[]; color: Uint32Array }>();
  const entropies = new WeakMap<Slice, Uint8Array>();
  let map: { key: string; map: GrayMap } | null = null;
  let held = false;
  let shown: string | undefined;

  const tell = (axis: Axis | null, box?: PlaneBox): void => {
    for (const listener of listeners) listener(axis, box);
  };
  const cache = createSliceCache({
    fetch: (key, version, signal) => fetchSlice(host, studyOf().id, key, version, signal),
    // neighbours that were fetched ahead change nothing in sight
    onArrival: (key) => {
      if (view.get().cursor[PLANES[key.axis].normal] === key.index && key.layer !== 'first-labels') tell(key.axis);
    },
    onError: (error, key) => {
      // a newer preview has taken its place; it is asked for by whoever wanted it
      if (key.layer === PREVIEW) return;
      failures.set(failureName(key, versionOf(studyOf(), key.layer)), error instanceof Error ? error.message : String(error));
      tell(key.axis);
    },
  });

  function studyOf(): StudyState {
    const { study } = session.store.get();
    if (!study) throw new Error('no study is open');
    return study;
  }

  // another study: nothing of the old one is left
  session.store.subscribe(() => {
    const id = session.store.get().study?.id;
    if (id !== shown) {
      shown = id;
      cache.clear();
      failures.clear();
    }
    tell(null);
  });
  strokes.subscribe(() => tell(null));

  function grayOf(slice: Slice): Uint8Array {
    const { low, high } = view.get().window;
    const key = `${slice.dtype}/${low}/${high}`;
    if (map?.key !== key) map = { key, map: grayMap(slice.dtype, { low, high }) };
    const known = grays.get(slice);
    if (known?.map === map.map) return known.gray;
    const gray = map.map(slice.data);
    grays.set(slice, { map: map.map, gray });
    return gray;
  }

  /** the window of a channel is its own */
  function channelGray(slice: Slice, { window: { low, high } }: ChannelView): Uint8Array {
    const key = `${slice.dtype}/${low}/${high}`;
    const known = channelGrays.get(slice);
    if (known?.key === key) return known.gray;
    const gray = grayMap(slice.dtype, { low, high })(slice.data);
    channelGrays.set(slice, { key, gray });
    return gray;
  }

  /** mixed again only when a channel, its window or its colour changed */
  function mixedColors(axis: Axis, parts: readonly ColorPart[], length: number): Uint32Array {
    const known = mixed.get(axis);
    const isSame =
      known?.color.length === length &&
      known.parts.length === parts.length &&
      known.parts.every((one, i) => one.gray === parts[i]?.gray && one.color === parts[i].color);
    if (known && isSame) return known.color;
    const color = addColors(parts, length);
    mixed.set(axis, { parts, color });
    return color;
  }

  interface ImageView {
    readonly gray: Uint8Array | null;
    readonly color: Uint32Array | null;
    readonly complete: boolean;
    readonly problem: string | null;
  }

  /** the analysed channel in grey, or all channels that are on as colours */
  function imageOf(study: StudyState, axis: Axis, index: number, around: readonly number[]): ImageView {
    const { original, channels, composite, time } = view.get();
    const { version, shape } = study.layers.image;
    const [rows, columns] = planeShape(shape, axis);
    const fits = (slice: Slice | null): slice is Slice => slice?.rows === rows && slice.columns === columns;
    const on = composite && !original ? channels.flatMap((channel, c) => (channel.on ? [{ channel, c }] : [])) : [];
    if (on.length === 0) {
      const image = part({ layer: original ? 'original' : imageLayer(time, null), axis, index }, version, around);
      return { ...image, gray: fits(image.data) ? grayOf(image.data) : null, color: null };
    }
    const analysed = study.chosen?.channel ?? 0;
    const few = around.slice(0, Math.ceil(around.length / on.length));
    const read = on.map(({ channel, c }) => ({
      channel,
      image: part({ layer: imageLayer(time, c === analysed ? null : c), axis, index }, version, few),
    }));
    const parts = read.flatMap(({ channel, image }) =>
      fits(image.data) ? [{ gray: channelGray(image.data, channel), color: channel.color }] : [],
    );
    return {
      gray: null,
      color: mixedColors(axis, parts, rows * columns),
      complete: read.every(({ image }) => image.complete),
      problem: read.find(({ image }) => image.problem !== null)?.image.problem ?? null,
    };
  }

  interface Part {
    readonly data: Slice | null;
    readonly complete: boolean;
    readonly problem: string | null;
  }

  function part(key: SliceKey, version: string, around: readonly number[]): Part {
    const problem = failures.get(failureName(key, version)) ?? null;
    if (problem === null && !(held && key.layer === 'labels')) cache.want(key, version, around);
    const found = cache.peek(key, version);
    return { data: found?.slice ?? null, complete: found !== null || problem !== null, problem };
  }

  function codes(slice: Slice | null): Uint8Array | null {
    return slice?.data instanceof Uint8Array ? slice.data : null;
  }

  function codesOf(shown: Shown, slice: Slice | null): Uint8Array | null {
    const data = codes(slice);
    if (shown !== 'entropy' || !slice || !data) return data;
    const known = entropies.get(slice) ?? entropyCodes(data);
    entropies.set(slice, known);
    return known;
  }

  /** the layer over the image: what the classifier of the strokes makes of this slice, or a layer of the study */
  function overlaid(study: StudyState, axis: Axis, index: number): { layer: string; version: string; shown: Shown } | null {
    const { shown, strokes: painting } = view.get();
    const { layers } = study;
    if (painting) {
      const preview = strokes.get().previews[axis];
      return preview?.index === index ? { layer: PREVIEW, version: preview.version, shown: 'labels' } : null;
    }
    const other = shown === 'labels' ? null : layers[shown];
    if (other) return { layer: shown, version: other.version, shown };
    return layers.labels ? { layer: 'labels', version: layers.labels.version, shown: 'labels' } : null;
  }

  /** strokes are small: a slice of them is fetched like any other, but nothing waits for it */
  function strokesOf(axis: Axis, index: number): Uint8Array | null {
    const { version, held: waits } = strokes.get();
    if (!view.get().strokes || version === null) return null;
    const key = { layer: 'scribbles', axis, index };
    return codes(waits ? (cache.peek(key, version)?.slice ?? null) : part(key, version, []).data);
  }

  /** the class of a stroke, else what the classifier made of the voxel */
  function strokeAt(voxel: Vec3, at: (layer: string, version: string | undefined) => number | null): number | null {
    const { version, previews } = strokes.get();
    const painted = at('scribbles', version ?? undefined);
    if (painted !== null && painted > 0) return painted;
    for (const axis of AXES) {
      const preview = previews[axis];
      const plane = PLANES[axis];
      if (preview?.index !== voxel[plane.normal]) continue;
      const found = cache.peek({ layer: PREVIEW, axis, index: preview.index }, preview.version)?.slice;
      if (found) return found.data[voxel[plane.row] * found.columns + voxel[plane.column]] ?? null;
    }
    return null;
  }

  function paintLayer(layer: string, version: string, axis: Axis, slice: number, mask: StrokeMask, values: PaintValues): void {
    // the slices that cross this one at the crosshair show the same voxels
    const { cursor } = view.get();
    for (const shownAxis of AXES) {
      const index = shownAxis === axis ? slice : cursor[PLANES[shownAxis].normal];
      const box = paintedBox(mask, axis, slice, shownAxis, index);
      if (!box) continue;
      const found = cache.peek({ layer, axis: shownAxis, index }, version);
      if (found) paintSlice(found.slice, { axis: shownAxis, index }, mask, { axis, slice }, values);
      tell(shownAxis, box);
    }
  }

  return {
    cache,
    slice(axis, index, direction) {
      const study = studyOf();
      const state = view.get();
      const { layers } = study;
      const shape = layers.image.shape;
      const [rows, columns] = planeShape(shape, axis);
      const room = prefetchRoom(2 * rows * columns);
      // after a jump nobody knows what comes next, and what is fetched ahead would be in the way of the next jump
      const around = Math.abs(direction) > LONGEST_STEP ? [] : prefetchIndices(index, direction, sliceCount(shape, axis)).slice(0, room);
      const image = imageOf(study, axis, index, around);
      // labels are of the time point that is analysed
      const overlay = state.overlay && !state.peek && state.time === null;
      const over = overlay ? overlaid(study, axis, index) : null;
      // a preview is made for one slice, so that there are no neighbours to fetch
      const labels = over ? part({ layer: over.layer, axis, index }, over.version, state.strokes ? [] : around) : null;
      const isolation =
        over?.layer === 'labels' && state.isolation && layers.isolation
          ? part({ layer: 'isolation', axis, index }, layers.isolation.version, around)
          : null;
      return {
        layers: {
          rows,
          columns,
          gray: image.gray,
          color: image.color,
          labels: codesOf(over?.shown ?? 'labels', labels?.data ?? null),
          isolation: codes(isolation?.data ?? null),
          strokes: strokesOf(axis, index),
        },
        shown: over?.shown ?? 'labels',
        complete: image.complete && (state.strokes || (labels?.complete ?? true)) && (isolation?.complete ?? true),
        problem: image.problem ?? labels?.problem ?? isolation?.problem ?? null,
      };
    },
    probe(voxel) {
      const study = session.store.get().study;
      if (!study) return { value: null, label: null, isolation: null };
      const at = (layer: string, version: string | undefined): number | null => {
        if (version === undefined) return null;
        for (const axis of AXES) {
          const plane = PLANES[axis];
          const found = cache.peek({ layer, axis, index: voxel[plane.normal] }, version);
          if (found) return found.slice.data[voxel[plane.row] * found.slice.columns + voxel[plane.column]] ?? null;
        }
        return null;
      };
      return {
        value: at(view.get().original ? 'original' : imageLayer(view.get().time, null), study.layers.image.version),
        label: view.get().strokes ? strokeAt(voxel, at) : at('labels', study.layers.labels?.version),
        isolation: at('isolation', study.layers.isolation?.version),
      };
    },
    wantFirst(axis, index) {
      const study = studyOf();
      const key = { layer: 'first-labels', axis, index };
      const version = versionOf(study, key.layer);
      if (study.layers.labels && !failures.has(failureName(key, version))) cache.want(key, version, []);
    },
    paint(axis, slice, mask, phase) {
      const study = studyOf();
      const version = study.layers.labels?.version;
      if (version === undefined) return;
      const first = phase === null ? cache.peek({ layer: 'first-labels', axis, index: slice }, versionOf(study, 'first-labels')) : null;
      // what the eraser brings back may not be here yet: then the place is hatched until the host answers
      const values = { constant: phase ?? ERASED, from: first?.fresh ? first.slice : null };
      paintLayer('labels', version, axis, slice, mask, values);
    },
    paintStrokes(axis, slice, mask, phase) {
      const { version } = strokes.get();
      if (version !== null) paintLayer('scribbles', version, axis, slice, mask, { constant: phase ?? 0, from: null });
    },
    advanceLabels(from, to, box) {
      cache.advance('labels', from, to, box);
    },
    fetchLabels(version) {
      const { cursor, overlay, peek } = view.get();
      if (!overlay || peek) return;
      for (const axis of AXES) cache.want({ layer: 'labels', axis, index: cursor[PLANES[axis].normal] }, version, []);
    },
    holdLabels(next) {
      held = next;
    },
    async fetchPreview(axis, index, version, signal) {
      const key = { layer: PREVIEW, axis, index };
      cache.want(key, version, []);
      const until = performance.now() + PREVIEW_WAIT_MS;
      while (!signal.aborted && performance.now() < until && cache.peek(key, version)?.fresh !== true)
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    },
    forgetFailures() {
      failures.clear();
      tell(null);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function failureName(key: SliceKey, version: string): string {
  return `${key.layer}/${key.axis}/${key.index}@${version}`;
}

function versionOf(study: StudyState, layer: string): string {
  if (layer === 'labels') return study.layers.labels?.version ?? '';
  // edits count on after the key of the labels: "labels-2-17"
  if (layer === 'first-labels') return (study.layers.labels?.version ?? '').replace(/-\d+$/, '');
  if (layer === 'isolation') return study.layers.isolation?.version ?? '';
  return study.layers.image.version;
}

/** `GET /volume/<study>/<layer>/slice`: raw little-endian values, shape and type in the headers. */
async function fetchSlice(host: Host, study: string, key: SliceKey, version: string, signal: AbortSignal): ReturnType<FetchSlice> {
  const query = `axis=${key.axis}&i=${key.index}&v=${encodeURIComponent(version)}`;
  const response = await host.read(`/volume/${study}/${key.layer}/slice?${query}`, signal);
  const [rows, columns] = (response.headers.get('x-shape') ?? '').split(',').map(Number);
  const dtype = response.headers.get('x-dtype') as DType | null;
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (!rows || !columns || !dtype)
    throw new Error(`Slice ${key.index} came without its shape and type; host and page must be of one version.`);
  const data: VoxelArray = viewVoxels(dtype, bytes);
  if (data.length !== rows * columns)
    throw new Error(`Slice ${key.index} has ${data.length} values, its shape ${rows} x ${columns} needs ${rows * columns}.`);
  return { slice: { data, rows, columns, dtype }, version: response.headers.get('x-version') ?? version };
}
