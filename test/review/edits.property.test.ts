/** Random strokes on small volumes: undo is exact, redo is exact, the journal gives the same labels back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyStroke,
  changedVoxels,
  createHistory,
  decodeJournal,
  diffBox,
  encodeRecord,
  journalHeader,
  rasterStroke,
  replayJournal,
  strokeTitle,
} from '../../src/review/index.js';
import type { EditDiff, JournalRecord, Stroke } from '../../src/review/index.js';
import type { Shape3 } from '../../src/volume/index.js';

const SHAPE: Shape3 = [5, 9, 7];
const LENGTH = { z: SHAPE[0], y: SHAPE[1], x: SHAPE[2] };

const stroke = fc
  .record({
    axis: fc.constantFrom('z' as const, 'y' as const, 'x' as const),
    slice: fc.nat(4),
    points: fc.array(fc.tuple(fc.float({ min: -3, max: 12, noNaN: true }), fc.float({ min: -3, max: 12, noNaN: true })), {
      minLength: 1,
      maxLength: 5,
    }),
    radius: fc.constantFrom(0, 0.7, 1, 2.5, 4),
    phase: fc.nat(6),
    erase: fc.boolean(),
    over: fc.option(fc.array(fc.nat(6), { maxLength: 3 }), { nil: undefined }),
  })
  .map((s): Stroke => ({ kind: 'brush', ...s, slice: s.slice % LENGTH[s.axis] }));

const labels = fc.uint8Array({ min: 0, max: 6, minLength: 315, maxLength: 315 }).map((a) => Uint8Array.from(a));
const options = { numRuns: 150, seed: 7 };

/** Distance to the polyline, pixel by pixel: slow and plain. */
function oracle(points: Stroke['points'], radius: number, rows: number, columns: number): Uint8Array {
  const mask = new Uint8Array(rows * columns);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      let best = Infinity;
      points.forEach((b, k) => {
        const a = points[Math.max(0, k - 1)]!;
        for (let s = 0; s <= 2000; s++) {
          const t = s / 2000;
          best = Math.min(best, Math.hypot(r - a[0] - t * (b[0] - a[0]), c - a[1] - t * (b[1] - a[1])));
        }
      });
      mask[r * columns + c] = best <= radius ? 1 : 0;
    }
  return mask;
}

describe('brush', () => {
  it.each([
    { name: 'a dot of radius 0 is one pixel', points: [[3, 4]], radius: 0, count: 1 },
    { name: 'radius 1 is the plus of five', points: [[4, 4]], radius: 1, count: 5 },
    { name: 'radius 2 is the disc of thirteen', points: [[4, 4]], radius: 2, count: 13 },
    {
      name: 'radius 1 along a row of five centres',
      points: [
        [4, 2],
        [4, 6],
      ],
      radius: 1,
      count: 17,
    },
    { name: 'outside the plane nothing is painted', points: [[-50, -50]], radius: 3, count: 0 },
    {
      name: 'a thin diagonal is not broken',
      points: [
        [0, 0],
        [6, 6],
      ],
      radius: 0,
      count: 7,
    },
  ] as const)('$name', ({ points, radius, count }) => {
    const { mask } = rasterStroke(points, radius, 10, 10);
    expect(mask.reduce((sum, v) => sum + v, 0)).toBe(count);
  });

  it('paints exactly the pixels near the line', () => {
    const points = [
      [2.3, 1.1],
      [11.7, 6.2],
      [4.5, 13.25],
    ] as const;
    const window = rasterStroke(points, 2.4, 16, 16);
    const full = new Uint8Array(256);
    for (let r = 0; r < window.rows; r++)
      for (let c = 0; c < window.columns; c++) full[(r + window.row) * 16 + c + window.column] = window.mask[r * window.columns + c]!;
    expect(full).toEqual(oracle(points, 2.4, 16, 16));
  });
});

describe('strokes and their diffs', () => {
  it('undo gives the labels back, redo gives the painted labels back', async () => {
    await fc.assert(
      fc.asyncProperty(labels, fc.array(stroke, { minLength: 1, maxLength: 8 }), async (start, strokes) => {
        const now = start.slice();
        const history = createHistory();
        const states = [now.slice()];
        for (const [k, s] of strokes.entries()) {
          history.push(k + 1, strokeTitle(s), applyStroke(now, SHAPE, s, start));
          states.push(now.slice());
        }
        const never = (): Promise<EditDiff> => Promise.reject(new Error('must be in memory'));
        for (let k = strokes.length - 1; k >= 0; k--) {
          history.undo(now, (await history.peekUndo(never))!);
          expect(now).toEqual(states[k]);
        }
        expect(history.position).toBe(0);
        for (let k = 1; k <= strokes.length; k++) {
          history.redo(now, (await history.peekRedo(never))!);
          expect(now).toEqual(states[k]);
        }
      }),
      options,
    );
  });

  it('changes only voxels of the slice, only over the chosen phases, and names their box', () => {
    fc.assert(
      fc.property(labels, stroke, (start, s) => {
        const now = start.slice();
        const diff = applyStroke(now, SHAPE, s, start);
        const box = diffBox(diff, SHAPE);
        let changed = 0;
        for (let z = 0, i = 0; z < SHAPE[0]; z++)
          for (let y = 0; y < SHAPE[1]; y++)
            for (let x = 0; x < SHAPE[2]; x++, i++) {
              if (now[i] === start[i]) continue;
              changed++;
              expect({ z, y, x }[s.axis]).toBe(s.slice);
              if (s.over) expect(s.over).toContain(start[i]);
              expect(
                z >= box!.start[0] && z < box!.end[0] && y >= box!.start[1] && y < box!.end[1] && x >= box!.start[2] && x < box!.end[2],
              ).toBe(true);
            }
        expect(changed).toBe(changedVoxels(diff));
        expect(box === null).toBe(changed === 0);
      }),
      options,
    );
  });

  it('keeps undo without end when diffs leave memory', async () => {
    const start = new Uint8Array(315);
    const now = start.slice();
    const history = createHistory(100);
    const stored = new Map<number, EditDiff>();
    for (let id = 1; id <= 6; id++) {
      const diff = applyStroke(now, SHAPE, {
        kind: 'brush',
        axis: 'z',
        slice: id % 5,
        points: [[4, 3]],
        radius: 2,
        phase: id % 7,
        erase: false,
      });
      stored.set(id, diff);
      history.push(id, 'Paint', diff);
    }
    expect(history.bytes).toBeLessThanOrEqual(300);
    while (history.undoCount > 0) history.undo(now, (await history.peekUndo((id) => Promise.resolve(stored.get(id)!)))!);
    expect(now).toEqual(start);
  });
});

describe('journal', () => {
  const action = fc.oneof({ weight: 4, arbitrary: stroke }, fc.constantFrom('undo' as const, 'redo' as const));

  it('replays to the same labels, with the last record torn at any byte', async () => {
    await fc.assert(
      fc.asyncProperty(
        labels,
        fc.array(action, { minLength: 1, maxLength: 10 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        async (start, actions, cut) => {
          const now = start.slice();
          const history = createHistory();
          const parts = [journalHeader()];
          const states = [now.slice()];
          const never = (): Promise<EditDiff> => Promise.reject(new Error('must be in memory'));
          for (const a of actions) {
            const common = { atMs: 5, reviewer: 'R. Example' };
            let record: JournalRecord;
            if (a === 'undo') {
              const diff = await history.peekUndo(never);
              if (diff === undefined) continue;
              history.undo(now, diff);
              record = { kind: 'undo', ...common };
            } else if (a === 'redo') {
              const diff = await history.peekRedo(never);
              if (diff === undefined) continue;
              history.redo(now, diff);
              record = { kind: 'redo', ...common };
            } else {
              const id = history.nextId;
              const diff = applyStroke(now, SHAPE, a, start);
              history.push(id, strokeTitle(a), diff);
              record = { kind: 'stroke', id, stroke: a, diff, ...common };
            }
            parts.push(encodeRecord(record));
            states.push(now.slice());
          }
          const whole = Uint8Array.from(parts.flatMap((part) => [...part]));
          const content = decodeJournal(whole);
          expect(content.torn).toBe(false);
          const again = start.slice();
          const replayed = await replayJournal(again, content.records);
          expect(again).toEqual(now);
          expect([replayed.undoCount, replayed.redoCount, replayed.position]).toEqual([
            history.undoCount,
            history.redoCount,
            history.position,
          ]);

          const last = parts.at(-1)!.length;
          if (parts.length === 1) return;
          const kept = whole.length - last + Math.floor(cut * last);
          const tornContent = decodeJournal(whole.subarray(0, kept));
          expect(tornContent.validBytes).toBe(whole.length - last);
          const beforeLast = start.slice();
          await replayJournal(beforeLast, tornContent.records);
          expect(beforeLast).toEqual(states.at(-2));
        },
      ),
      options,
    );
  });

  it('stops at a damaged record and keeps what came before', () => {
    const now = new Uint8Array(315);
    const records = [1, 2].map((id) => {
      const s: Stroke = { kind: 'brush', axis: 'z', slice: id, points: [[4, 3]], radius: 2, phase: id, erase: false };
      return encodeRecord({ kind: 'stroke', id, atMs: 1, reviewer: '', stroke: s, diff: applyStroke(now, SHAPE, s) });
    });
    const bytes = Uint8Array.from([...journalHeader(), ...records[0]!, ...records[1]!]);
    bytes[bytes.length - 3]! ^= 0xff;
    const content = decodeJournal(bytes);
    expect(content.records).toHaveLength(1);
    expect(content.torn).toBe(true);
    expect(content.validBytes).toBe(8 + records[0]!.length);
    expect(decodeJournal(new Uint8Array([1, 2, 3])).torn).toBe(true);
    expect(decodeJournal(new Uint8Array(0)).torn).toBe(false);
  });

  it('names the plane that does not exist', () => {
    const s: Stroke = { kind: 'brush', axis: 'y', slice: 9, points: [[0, 0]], radius: 1, phase: 1, erase: false };
    expect(() => applyStroke(new Uint8Array(315), SHAPE, s)).toThrow('There is no slice 9 along y; the volume has slices 0 to 8.');
  });
});
