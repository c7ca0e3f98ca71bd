/** kill -9 of the host while it works: finished tiles and accepted strokes are there after a restart. */
import { basename, dirname } from 'node:path';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { makeFolder, runCommand, startHost, type Host } from './support/host.js';
import { call, find, slice } from './support/rpc.js';

interface State {
  id: string;
  folder: string;
  edits: { undo: number; restored: number };
  segmentation: { tiles: { total: number; reused: number } } | null;
}

const folder = makeFolder();
let host: Host;
let stackName: string;

test.beforeAll(async () => {
  const { items } = runCommand(
    ['synthesize', 'moss', '--modality', 'xct', '--seed', '3', '-o', join(folder.path, 'made')],
    folder.path,
  ) as { items: { image: string }[] };
  stackName = basename(items[0]!.image);
  host = await startHost(folder.path);
});

test.afterAll(async () => {
  await host.stop();
  folder.remove();
});

/** The study of an earlier host, opened by a new one. */
async function reopen(state: State): Promise<State> {
  host = await startHost(folder.path);
  const parts = dirname(state.folder) === folder.path ? [basename(state.folder)] : state.folder.slice(folder.path.length + 1).split('/');
  return call<State>(host, 'study.open', { ref: await find(host, ...parts) });
}

test('tiles and strokes survive a killed host', async () => {
  let state = await call<State>(host, 'study.create', { files: [await find(host, 'made', stackName)], collector: ['y-'], cell: 'wet' });

  await test.step('killed while segmenting', async () => {
    const killed = call(
      host,
      'segment.run',
      { study: state.id, model: 'li-xct-fast' },
      {
        onProgress: ({ done, what }) => {
          if (what === 'tiles' && done >= 2) void host.kill();
        },
      },
    );
    await expect(killed).rejects.toThrow();
    state = await reopen(state);
    expect(state.segmentation).toBeNull();
    state = await call<State>(host, 'segment.run', { study: state.id, model: 'li-xct-fast' });
    expect(state.segmentation!.tiles.reused).toBeGreaterThanOrEqual(2);
  });

  await test.step('killed while painting', async () => {
    const stroke = (slicePlane: number, column: number): unknown => ({
      kind: 'brush',
      axis: 'z',
      slice: slicePlane,
      points: [
        [40, column],
        [60, column + 10],
      ],
      radius: 4,
      phase: 1,
      erase: false,
    });
    for (let i = 0; i < 3; i++) await call(host, 'edit.stroke', { study: state.id, stroke: stroke(20, 20 + 20 * i) });
    await call(host, 'edit.undo', { study: state.id });
    const before = await slice(host, state.id, 'labels', 20);
    // a fourth stroke is on its way when the host dies: it may or may not have been accepted, the others were
    const unacknowledged = call(host, 'edit.stroke', { study: state.id, stroke: stroke(30, 50) }).catch(() => undefined);
    await host.kill();
    await unacknowledged;
    state = await reopen(state);
    expect(state.edits.undo).toBeGreaterThanOrEqual(2);
    expect(await slice(host, state.id, 'labels', 20)).toEqual(before);
  });
});
