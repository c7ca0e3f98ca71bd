/**
 * Slices on this side of the border: a small least-recently-used cache with a byte budget, fetched by address,
 * prefetched in the direction of scrolling. Superseded requests are aborted. Nothing larger than slices is kept.
 */
import type { DType, VoxelArray } from '../../src/volume/index.js';
import { AXES, type Axis } from './planes.js';

export interface Slice {
  readonly data: VoxelArray;
  readonly rows: number;
  readonly columns: number;
  readonly dtype: DType;
}

export interface SliceKey {
  readonly layer: string;
  readonly axis: Axis;
  readonly index: number;
}

export type FetchSlice = (key: SliceKey, version: string, signal: AbortSignal) => Promise<{ slice: Slice; version: string }>;

interface Entry {
  readonly slice: Slice;
  version: string;
}

interface Pending {
  readonly version: string;
  readonly controller: AbortController;
  readonly key: SliceKey;
}

export interface SliceCacheOptions {
  readonly fetch: FetchSlice;
  readonly onArrival: (key: SliceKey) => void;
  readonly onError: (error: unknown, key: SliceKey) => void;
  readonly budgetBytes?: number;
}

/** Half-open box in z, y, x. */
export interface VoxelBox {
  readonly start: readonly [number, number, number];
  readonly end: readonly [number, number, number];
}

export interface SliceCache {
  /** what is there, even of an older version (`fresh` says so) */
  peek(key: SliceKey, version: string): { slice: Slice; fresh: boolean } | null;
  /** asks for a slice; a newer wish on the same layer and axis aborts older ones that are not `keep` */
  want(key: SliceKey, version: string, around: readonly number[]): void;
  /** all slices of a layer that a change left alone carry over to the new version */
  advance(layer: string, from: string, to: string, box: VoxelBox | null): void;
  bytes(): number;
  clear(): void;
}

const SLICE_BUDGET_BYTES = 64 * 2 ** 20;

const nameOf = (key: SliceKey): string => `${key.layer}/${key.axis}/${key.index}`;

export function createSliceCache(options: SliceCacheOptions): SliceCache {
  const budget = options.budgetBytes ?? SLICE_BUDGET_BYTES;
  // a Map keeps the order of insertion: the first entry is the one that was not used for longest
  const entries = new Map<string, Entry>();
  const pending = new Map<string, Pending>();
  let total = 0;
  let generation = 0;

  function touch(name: string, entry: Entry): void {
    entries.delete(name);
    entries.set(name, entry);
  }

  function keep(name: string, entry: Entry): void {
    const old = entries.get(name);
    if (old) total -= old.slice.data.byteLength;
    entries.delete(name);
    entries.set(name, entry);
    total += entry.slice.data.byteLength;
    for (const [oldest, item] of entries) {
      if (total <= budget || oldest === name) break;
      entries.delete(oldest);
      total -= item.slice.data.byteLength;
    }
  }

  function start(key: SliceKey, version: string): void {
    const name = nameOf(key);
    const running = pending.get(name);
    if (running?.version === version) return;
    running?.controller.abort();
    const mine: Pending = { version, controller: new AbortController(), key };
    const born = generation;
    pending.set(name, mine);
    options
      .fetch(key, version, mine.controller.signal)
      .then(({ slice, version: got }) => {
        if (pending.get(name) === mine) pending.delete(name);
        if (mine.controller.signal.aborted || born !== generation) return;
        keep(name, { slice, version: got });
        options.onArrival(key);
      })
      .catch((error: unknown) => {
        if (pending.get(name) === mine) pending.delete(name);
        if (!mine.controller.signal.aborted) options.onError(error, key);
      });
  }

  function isFresh(key: SliceKey, version: string): boolean {
    return entries.get(nameOf(key))?.version === version;
  }

  return {
    peek(key, version) {
      const name = nameOf(key);
      const entry = entries.get(name);
      if (!entry) return null;
      touch(name, entry);
      return { slice: entry.slice, fresh: entry.version === version };
    },
    want(key, version, around) {
      const wanted = new Set([key.index, ...around]);
      for (const item of pending.values())
        if (item.key.layer === key.layer && item.key.axis === key.axis && !wanted.has(item.key.index)) item.controller.abort();
      // neighbours wait for the slice itself: a browser keeps only a few connections open
      if (!isFresh(key, version)) {
        start(key, version);
        return;
      }
      for (const index of around) {
        const near = { ...key, index };
        if (!isFresh(near, version)) start(near, version);
      }
    },
    advance(layer, from, to, box) {
      for (const [name, entry] of entries) {
        if (entry.version !== from || !name.startsWith(`${layer}/`)) continue;
        const [, axis, index] = name.split('/');
        const normal = AXES.indexOf(axis as Axis) as 0 | 1 | 2;
        const at = Number(index);
        if (!box || at < box.start[normal] || at >= box.end[normal]) entry.version = to;
      }
    },
    bytes: () => total,
    clear() {
      generation++;
      for (const item of pending.values()) item.controller.abort();
      pending.clear();
      entries.clear();
      total = 0;
    },
  };
}

/** How many neighbours may be fetched ahead, so that three planes with their labels stay within the budget. */
export function prefetchRoom(sliceBytes: number, budgetBytes = SLICE_BUDGET_BYTES): number {
  return Math.max(1, Math.floor(budgetBytes / (6 * sliceBytes)) - 1);
}

/** Indices to fetch ahead: four in the direction of scrolling, two behind. */
export function prefetchIndices(index: number, direction: number, count: number): number[] {
  const offsets = direction === 0 ? [1, -1, 2, -2] : [1, 2, 3, 4, -1, -2].map((step) => step * Math.sign(direction));
  return offsets.map((offset) => index + offset).filter((at) => at >= 0 && at < count);
}
