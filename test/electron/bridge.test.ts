/** Preload, request handler, core: what the page can and cannot do. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AbortedError } from '../../src/base/index.js';
import { createClient, createDispatcher } from '../../src/rpc/index.js';
import { FRAME_CHANNEL, REQUEST_CHANNEL } from '../../electron/messages.js';
import { trial, trialHandlers, type TrialLog } from '../conformance/trial-contract.js';
import { forgetElectron } from '../doubles/electron.js';
import { OUR_FRAME, startDesktop } from './desktop.js';

const source = (name: string): string => readFileSync(resolve(import.meta.dirname, '../../electron', name), 'utf8');

afterEach(forgetElectron);

function trialDesktop(options: Parameters<typeof startDesktop>[1] = {}) {
  const log: TrialLog = { handled: [], stopped: [] };
  return startDesktop(createDispatcher(trial, trialHandlers(log)), options).then((desktop) => ({ ...desktop, log }));
}

describe('the preload', () => {
  it('exposes four functions and nothing else', async () => {
    const { bridge } = await trialDesktop();
    expect(Object.keys(bridge).toSorted()).toEqual(['cancel', 'onFrame', 'pathFor', 'start']);
    for (const part of Object.values(bridge)) expect(typeof part).toBe('function');
  });

  it('uses the channels of main', () => {
    const text = source('preload.ts');
    expect(/REQUEST = '([^']+)'/.exec(text)?.[1]).toBe(REQUEST_CHANNEL);
    expect(/FRAME = '([^']+)'/.exec(text)?.[1]).toBe(FRAME_CHANNEL);
  });

  it('imports electron only, as a sandboxed preload must', () => {
    expect([...source('preload.ts').matchAll(/from '([^']+)'/g)].map(([, name]) => name)).toEqual(['electron']);
  });

  it('gives a handle for a dropped file, never its path', async () => {
    const { bridge } = await trialDesktop();
    expect(await bridge.pathFor({ path: '/home/me/stack.tif' })).toBe('read:/home/me/stack.tif');
  });

  it('refuses a file that is not on the disk: its empty path would be the current folder', async () => {
    const { bridge } = await trialDesktop();
    await expect(bridge.pathFor({ path: '' })).rejects.toThrow('not on the disk');
    await expect(bridge.pathFor({ path: 'relative.tif' })).rejects.toThrow('not on the disk');
  });
});

describe('messages', () => {
  it.each([
    ['no frame', null],
    ['a frame within the page', { ...OUR_FRAME, parent: OUR_FRAME }],
    ['another origin', { ...OUR_FRAME, origin: 'https://evil.example' }],
  ])('from %s are dropped', async (_what, senderFrame) => {
    const { transport, log, bridge } = await trialDesktop({ senderFrame });
    const stop = new AbortController();
    const frames: unknown[] = [];
    const reading = (async () => {
      for await (const frame of transport.open('text.repeat', { text: 'a' }, stop.signal)) frames.push(frame);
    })();
    let granted = false;
    void bridge.pathFor({ path: '/etc/passwd' }).then(() => (granted = true));
    await new Promise((done) => setTimeout(done, 20));
    expect({ frames, handled: log.handled, granted }).toEqual({ frames: [], handled: [], granted: false });
    void reading;
  });

  it('that dialogs answer do not reach the core', async () => {
    const { transport, log } = await trialDesktop({
      dialogs: { answer: (method) => (method === 'text.repeat' ? Promise.resolve({ text: 'from the dialog' }) : undefined) },
    });
    const client = createClient(trial, transport);
    expect(await client['text.repeat']({ text: 'a' })).toEqual({ text: 'from the dialog' });
    expect(log.handled).toEqual([]);
    expect(await client['count.up']({ to: 3 })).toEqual({ sum: 6 });
  });

  it('of a dialog that fails become an error frame', async () => {
    const { transport } = await trialDesktop({ dialogs: { answer: () => Promise.reject(new Error('The window is closed.')) } });
    await expect(createClient(trial, transport)['text.repeat']({ text: 'a' })).rejects.toThrow('The window is closed.');
  });
});

it('a page that goes away ends its jobs', async () => {
  const { transport, core, log } = await trialDesktop();
  const work = createClient(trial, transport)['wait.forever']({}, { onProgress: () => core.cancelAll() });
  await expect(work).rejects.toBeInstanceOf(AbortedError);
  await vi.waitFor(() => expect(log.stopped).toEqual(['wait.forever']));
});

it('bulk bytes take the way through the core', async () => {
  const { core } = await trialDesktop();
  const response = await core.resource('GET', 'app://lithoscope/volume/s/image/slice?axis=z&i=1');
  expect(await response.json()).toEqual({ address: '/volume/s/image/slice' });
});
