// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createApp, type App } from '../../renderer/app/app.js';
import { PLANES } from '../../renderer/viewer/planes.js';
import { fakeHost, settle, studyState, type FakeHost } from './study-fixture.js';

let host: FakeHost;
let app: App;

beforeEach(async () => {
  vi.useRealTimers();
  host = fakeHost();
  app = createApp(host);
  app.session.adopt(studyState());
  app.view.set({ tool: 'brush', radius: 1, phase: 2 });
  for (const axis of ['z', 'y', 'x'] as const) app.scene.slice(axis, app.view.get().cursor[PLANES[axis].normal], 0);
  await settle();
});

const labelsOf = (axis: 'z' | 'y' | 'x', index: number): Uint8Array | null => app.scene.slice(axis, index, 0).layers.labels;

describe('painting', () => {
  test('is seen at once, in the plane painted on and in those that cross it', () => {
    expect(app.view.get().cursor).toEqual([2, 4, 5]);
    app.editor.begin('z', 2, false, 4, 5);
    const plane = labelsOf('z', 2)!;
    expect([plane[4 * 10 + 5], plane[3 * 10 + 5], plane[4 * 10 + 4], plane[3 * 10 + 4]]).toEqual([2, 2, 2, 0]);
    expect(labelsOf('y', 4)![2 * 10 + 5]).toBe(2);
    expect(labelsOf('x', 5)![2 * 8 + 4]).toBe(2);
    expect(labelsOf('x', 5)![1 * 8 + 4]).toBe(0);
  });

  test('goes to the host as one stroke when the pointer lifts', async () => {
    app.editor.begin('z', 2, false, 1, 1);
    app.editor.extend(1, 4);
    app.editor.extend(1, 4);
    app.editor.end();
    expect(app.editor.store.get().waiting).toBe(1);
    await settle();
    expect(host.strokes).toEqual([{ kind: 'brush', axis: 'z', slice: 2, points: [[1, 1], [1, 4]], radius: 1, phase: 2, erase: false }]); // prettier-ignore
    const { study } = app.session.store.get();
    expect(study?.layers.labels?.version).toBe('l2');
    expect(study?.edits.undo).toBe(1);
    expect(app.session.store.get().savedMs).toBe(1000);
    expect(app.editor.store.get().waiting).toBe(0);
  });

  test('fetches the slices in sight that the edit crossed, at once and no others', async () => {
    app.scene.slice('z', 0, 0);
    await settle();
    host.reads.length = 0;
    app.editor.begin('z', 2, false, 1, 1);
    app.editor.end();
    await settle();
    const labels = host.reads.filter((path) => path.includes('/labels/') && path.includes('axis=z'));
    expect(labels).toEqual(['/volume/study-1/labels/slice?axis=z&i=2&v=l2']);
  });

  test('does not fetch labels while a stroke is under way: they would be without it', async () => {
    app.editor.begin('z', 2, false, 1, 1);
    host.reads.length = 0;
    app.scene.slice('z', 3, 1);
    await settle();
    expect(host.reads.filter((path) => path.includes('/labels/'))).toEqual([]);
  });

  test('strokes, undo and redo reach the host in order', async () => {
    app.editor.begin('z', 2, false, 1, 1);
    app.editor.end();
    app.editor.undo();
    app.editor.redo();
    app.editor.begin('z', 2, true, 1, 1);
    app.editor.end();
    await settle();
    expect(host.calls.slice(0, 4)).toEqual(['edit.stroke', 'edit.undo', 'edit.redo', 'edit.stroke']);
    expect(host.strokes[1]?.erase).toBe(true);
  });

  test('a refused stroke is taken back and said', async () => {
    host.refuse = 'The disk is full; free some space.';
    app.editor.begin('z', 2, false, 4, 5);
    app.editor.end();
    await settle();
    expect(app.session.store.get().problem?.message).toContain('disk is full');
    app.scene.slice('z', 2, 0);
    await settle();
    expect(labelsOf('z', 2)![4 * 10 + 5]).toBe(0);
  });

  test('the numbers follow once, after the last of several strokes', async () => {
    vi.useFakeTimers();
    for (let i = 0; i < 3; i++) {
      app.editor.begin('z', 2, false, i, 1);
      app.editor.end();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(host.calls.filter((name) => name === 'review.refresh')).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(400);
    expect(host.calls.filter((name) => name === 'review.refresh')).toHaveLength(1);
    expect(app.session.store.get().study?.layers.isolation?.version).toBe('s4');
    vi.useRealTimers();
  });

  test('without labels nothing can be painted', async () => {
    const study = studyState();
    app.session.adopt({ ...study, layers: { ...study.layers, labels: null, isolation: null } });
    app.editor.begin('z', 2, false, 1, 1);
    app.editor.end();
    await settle();
    expect(host.strokes).toEqual([]);
  });
});

describe('labels that came without a stroke', () => {
  const refreshes = (): number => host.calls.filter((name) => name === 'review.refresh').length;

  test('get their numbers asked for once', async () => {
    app.session.adopt(studyState({ headline: [] }));
    app.session.adopt(studyState({ headline: [] }));
    await settle();
    expect(refreshes()).toBe(1);
  });

  test('numbers that are there are not asked for', async () => {
    app.session.adopt(studyState());
    await settle();
    expect(refreshes()).toBe(0);
  });

  test('isolation is asked for when a collector is marked later', async () => {
    const study = studyState();
    app.session.adopt({ ...study, layers: { ...study.layers, isolation: null } });
    await settle();
    expect(refreshes()).toBe(1);
  });
});

describe('the scene', () => {
  test('turns values to grey through the window, and is complete when all layers are there', async () => {
    const slice = app.scene.slice('z', 2, 0);
    expect(slice.complete).toBe(true);
    expect(slice.layers.gray?.[0]).toBe(128);
    app.scene.slice('z', 2, -1);
    await settle();
    expect(app.scene.slice('z', 0, -1).complete).toBe(true); // fetched ahead
  });

  test('says what is under a voxel', () => {
    expect(app.scene.probe([2, 4, 5])).toEqual({ value: 50, label: 0, isolation: 0 });
  });

  test('another study forgets the slices of the one before', () => {
    app.session.adopt(studyState({ id: 'study-2' }));
    expect(app.scene.probe([2, 4, 5]).value).toBeNull();
  });
});
