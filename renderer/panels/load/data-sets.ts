/** Which things can be opened of what was read: data sets of one file, files beside each other, slices that make one stack. */
import type { InfoDocument } from '../../../src/contract/index.js';
import { baseName, joinedEntry, splitEntries, type Chosen, type FailedEntry, type ReadEntry } from './load-model.js';

/** endings of files that hold the samples, or the description, of another file */
const COMPANIONS = /\.(z?raw|img|bin|dat|vol|hdr|json|txt|log|xml|info|vgi|md|csv)(\.gz)?$/i;
export const WITHOUT_DATA_BAR = 'without-data-bar';

export interface Candidates {
  readonly items: readonly ReadEntry[];
  readonly failed: readonly FailedEntry[];
  /** all files are the slices of one stack */
  readonly isJoined: boolean;
}

export function candidatesOf(info: InfoDocument): Candidates {
  const { opened, failed } = splitEntries(info);
  const joined = joinedEntry(opened);
  if (joined && opened.length > 1 && joined !== opened[0]) return { items: [joined], failed, isJoined: true };
  // a data file beside its header needs no sentence of its own
  const failures = opened.length > 0 ? failed.filter((item) => !COMPANIONS.test(item.path)) : failed;
  return { items: withoutTwins(opened), failed: failures, isJoined: false };
}

/** A header and its data file that both open are one thing. */
function withoutTwins(opened: readonly ReadEntry[]): readonly ReadEntry[] {
  const seen = new Map<string, string>();
  return opened.filter((entry) => {
    const stem = baseName(entry.path).replace(/\.[^.]+(\.gz)?$/i, '');
    const key = `${stem}/${entry.format}/${entry.dataset ?? ''}/${(entry.shape ?? []).join()}`;
    const before = seen.get(key);
    if (before === undefined) seen.set(key, entry.path);
    return before === undefined || before === entry.path;
  });
}

/** What is marked at first: no data bar, nothing that cannot be opened. */
export function firstChoice(items: readonly ReadEntry[]): number {
  const [first] = items;
  const cropped = items.findIndex((entry) => entry.path === first?.path && entry.dataset === WITHOUT_DATA_BAR);
  if (cropped >= 0) return cropped;
  return Math.max(
    0,
    items.findIndex((entry) => entry.kind !== 'spectrum'),
  );
}

/** The handles behind an entry: all slices, or the file that it is a part of. */
export function refsFor(chosen: Chosen, entry: ReadEntry, isJoined: boolean): readonly string[] {
  if (isJoined) return chosen.refs;
  const at = chosen.names.indexOf(baseName(entry.path));
  const ref = chosen.refs[at];
  return ref === undefined ? chosen.refs.slice(0, 1) : [ref];
}

export function refOfFailed(chosen: Chosen, entry: FailedEntry): string | undefined {
  return chosen.refs[Math.max(0, chosen.names.indexOf(baseName(entry.path)))];
}

export function axisSize(entry: ReadEntry, axis: string): number {
  const at = (entry.axes ?? '').indexOf(axis);
  return at < 0 ? 1 : (entry.shape?.[at] ?? 1);
}

const WORDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  t: ['time point', 'time points'],
  z: ['plane', 'planes'],
  c: ['channel', 'channels'],
};

/** "3 time points, 2 channels, 32 planes of 64 × 96" */
export function axesWords(entry: ReadEntry): string {
  if (!entry.shape || !entry.axes) return '–';
  const inPlane = `${axisSize(entry, 'y')} × ${axisSize(entry, 'x')}`;
  const isFrames = entry.kind === 'series' || entry.kind === 'projections';
  const counts = ['t', 'c', 'z']
    .filter((axis) => entry.axes?.includes(axis))
    .map((axis) => {
      const n = axisSize(entry, axis);
      const [one, many] =
        isFrames && axis === 't'
          ? ['frame', 'frames']
          : isColour(entry) && axis === 'c'
            ? ['colour', 'colours']
            : (WORDS[axis] ?? ['', '']);
      return `${n} ${n === 1 ? one : many}`;
    });
  return counts.length === 0 ? inPlane : `${counts.join(', ')} of ${inPlane}`;
}

/** Interleaved colours of a picture. */
export function isColour(entry: ReadEntry): boolean {
  return (entry.axes ?? '').endsWith('c');
}

/** How a data set is called in a list: its own name, else that of its file. */
export function entryTitle(entry: ReadEntry, items: readonly ReadEntry[]): string {
  const several = new Set(items.map((item) => item.path)).size > 1;
  const own = entry.dataset === WITHOUT_DATA_BAR ? 'Picture without its data bar' : entry.dataset;
  if (!own) return baseName(entry.path);
  return several ? `${baseName(entry.path)}: ${own}` : own;
}

/** "volume · 2 channels, 32 planes of 64 × 96 · uint16" */
export function entrySummary(entry: ReadEntry): string {
  if (entry.points !== undefined) return `${entry.kind} · ${entry.points} points`;
  return [entry.kind, axesWords(entry), entry.dtype].filter(Boolean).join(' · ');
}

export function isStructure(entry: ReadEntry): boolean {
  return entry.kind === 'particles' || entry.kind === 'mesh';
}

/** Errors that a layout given by a person can get round. */
export function mayBeRaw(entry: FailedEntry): boolean {
  return entry.error.code === 'needs-raw-layout' || entry.error.code.startsWith('unsupported') || entry.error.code === 'unknown-format';
}
