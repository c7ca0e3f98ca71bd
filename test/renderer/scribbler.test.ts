// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';
import { createApp, type App } from '../../renderer/app/app.js';
import { boxOf } from '../../renderer/viewer/stroke-path.js';
import type { ScribbleState, ScribbleStroke } from '../../src/contract/index.js';
import { fakeHost, settle, studyState, type FakeHost } from './study-fixture.js';

let app: App;
let host: FakeHost;
let strokes: ScribbleStroke[];
let previews: { index: number; signal: AbortSignal; answer: (version: string | null) => void }[];

function scribbles(): ScribbleState {
  const phases = [...new Set(strokes.map(({ phase }) => phase))];
  return {
    version: `s${strokes.length}`,
    voxels: Object.fromEntries(phases.map((phase) => [String(phase), 10])),
    edits: { ...studyState().edits, undo: strokes.length },
    classifier: null,
  };
}

beforeEach(async () => {
  host = fakeHost();
  strokes = [];
  previews = [];
  Object.assign(host.api, {
    'scribble.state': () => Promise.resolve(scribbles()),
    'scribble.stroke': ({ stroke }: { stroke: ScribbleStroke }) => {
      strokes.push(stroke);
      return Promise.resolve(scribbles());
    },
    'scribble.undo': () => {
      strokes.pop();
      return Promise.resolve(scribbles());
    },
    'scribble.preview': ({ index, axis }: { index: number; axis: 'z' }, { signal }: { signal: AbortSignal }) =>
      new Promise((resolve) => {
        const answer = (version: string | null): void =>
          resolve(version === null ? null : { axis, index, version, seconds: 9, phases: {}, state: scribbles() });
        previews.push({ index, signal, answer });
      }),
  });
  app = createApp(host);
  app.session.adopt(studyState());
  app.view.set({ strokes: true, tool: 'brush', phase: 2, radius: 1 });
  app.scribbler.open();
  await settle();
});

async function paint(): Promise<void> {
  app.painter().begin('z', 1, false, 2, 2);
  app.painter().extend(2, 6);
  app.painter().end();
  await settle();
}

async function later(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 60));
  await settle();
}

describe('strokes of a classifier', () => {
  test('the brush paints strokes and no labels', async () => {
    await paint();
    expect(strokes).toEqual([{ axis: 'z', slice: 1, points: [[2, 2], [2, 6]], radius: 1, phase: 2 }]); // prettier-ignore
    expect(host.strokes).toHaveLength(0);
    expect(app.scribbler.store.get().version).toBe('s1');
  });

  test('rubbing out sends phase 0', async () => {
    app.painter().begin('z', 1, true, 2, 2);
    app.painter().end();
    await settle();
    expect(strokes[0]?.phase).toBe(0);
  });

  test('a stroke asks for the slice in sight; the next stroke makes the answer worthless', async () => {
    await paint();
    await later();
    const first = previews.at(-1)!;
    expect(first.index).toBe(2);
    expect(app.scribbler.store.get().updating).toBe(true);
    await paint();
    expect(first.signal.aborted).toBe(true);
    first.answer('old');
    await later();
    expect(app.scribbler.store.get().previews).toEqual({});
    previews.at(-1)!.answer('new');
    await settle();
    expect(app.scribbler.store.get().previews['z']).toEqual({ index: 2, version: 'new' });
  });

  test('one class only: nothing is shown, and nothing is wrong', async () => {
    await paint();
    await later();
    previews.at(-1)!.answer(null);
    await settle();
    expect(app.scribbler.store.get()).toMatchObject({ previews: {}, updating: false, failure: null });
  });

  test('undo goes to the strokes while they are painted', async () => {
    await paint();
    app.painter().undo();
    await settle();
    expect(strokes).toHaveLength(0);
    expect(host.calls).not.toContain('edit.undo');
  });

  test('the box holds the stroke and one slice', () =>
    expect(boxOf({ axis: 'y', slice: 4, radius: 2, points: [[10, 20], [12, 25]] })).toEqual({ start: [7, 4, 17], end: [16, 5, 29] })); // prettier-ignore
});
