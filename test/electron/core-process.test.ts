import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCoreProcess, type CoreProcess } from '../../electron/core-process.js';
import type { FromCore, ToCore } from '../../electron/messages.js';
import { forgetElectron, prepareElectron } from '../doubles/electron.js';
import { fakeChildren, type FakeChildren } from './fake-child.js';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const call = (id: string): ToCore => ({ type: 'start', id, method: 'a.b', params: {} });

let children: FakeChildren;
let frames: Extract<FromCore, { type: 'frame' }>[];
let core: CoreProcess;

beforeEach(() => {
  children = fakeChildren();
  prepareElectron({ utilityProcess: { fork: children.fork } });
  frames = [];
  core = startCoreProcess({ core: '/app/core.js', inference: '/app/inference.js' }, (frame) => frames.push(frame));
});
afterEach(forgetElectron);

const latest = () => children.started.filter(({ entry }) => entry === '/app/core.js').at(-1)!;

describe('the core process', () => {
  it('gets what was asked before it was ready, in order', async () => {
    core.send(call('a'));
    core.send({ type: 'cancel', id: 'a' });
    await settle();
    expect(latest().received).toEqual([]);
    latest().say({ type: 'ready' });
    await settle();
    expect(latest().received).toEqual([call('a'), { type: 'cancel', id: 'a' }]);
  });

  it('answers grants and resources to whom they belong', async () => {
    latest().onReceive = (message) => {
      const asked = message as ToCore;
      if (asked.type === 'grant') latest().say({ type: 'granted', id: asked.id, ref: `${asked.mode}:${asked.path}` });
      if (asked.type === 'resource')
        latest().say({ type: 'resource', id: asked.id, status: 200, headers: { 'x-shape': '1,2' }, body: Uint8Array.of(7, 8) });
    };
    latest().say({ type: 'ready' });
    const [a, b, response] = await Promise.all([
      core.grant('/a.tif', 'read'),
      core.grant('/out', 'write'),
      core.resource('GET', 'app://lithoscope/volume/s/image/slice?axis=z&i=0'),
    ]);
    expect([a, b]).toEqual(['read:/a.tif', 'write:/out']);
    expect(response.headers.get('x-shape')).toBe('1,2');
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([7, 8]);
  });

  it('is started again when it ends; what was open ends with an error and is not run again', async () => {
    latest().say({ type: 'ready' });
    await settle();
    core.send(call('running'));
    core.send(call('finished'));
    latest().say({ type: 'frame', id: 'finished', frame: { type: 'ok', value: 1 } });
    await settle();
    frames.length = 0;
    const grant = core.grant('/a.tif', 'read');
    const resource = core.resource('GET', 'app://lithoscope/report/s/report.html');
    latest().exit(9);
    expect(frames).toMatchObject([{ id: 'running', frame: { type: 'err', error: { code: 'core-stopped' } } }]);
    await expect(grant).rejects.toThrow('ended before the file was opened');
    expect((await resource).status).toBe(503);
    expect(children.started).toHaveLength(2);

    core.send(call('new'));
    latest().say({ type: 'ready' });
    await settle();
    expect(latest().received).toEqual([call('new')]);
  });

  it('does not run a call twice whose process ended before it was ready', async () => {
    core.send(call('early'));
    latest().exit(1);
    expect(frames.map(({ id }) => id)).toEqual(['early']);
    latest().say({ type: 'ready' });
    await settle();
    expect(latest().received).toEqual([]);
  });

  it('is given up after three failed starts, and says so to everybody', async () => {
    for (let i = 0; i < 3; i++) latest().exit(1);
    expect(children.started).toHaveLength(3);
    core.send(call('late'));
    expect(frames.at(-1)).toMatchObject({
      id: 'late',
      frame: { type: 'err', error: { message: expect.stringContaining('cannot be started') as string } },
    });
    await expect(core.grant('/a', 'read')).rejects.toThrow();
    expect((await core.resource('GET', 'app://lithoscope/report/s/a')).status).toBe(503);
  });

  it('counts only failures in a row', async () => {
    for (let i = 0; i < 5; i++) {
      latest().say({ type: 'ready' });
      await settle();
      latest().exit(1);
    }
    expect(children.started).toHaveLength(6);
  });

  it('cancels everything that is open when the page goes away', async () => {
    latest().say({ type: 'ready' });
    await settle();
    core.send(call('a'));
    core.send(call('b'));
    latest().say({ type: 'frame', id: 'a', frame: { type: 'ok', value: 1 } });
    await settle();
    core.cancelAll();
    expect(latest().received.slice(2)).toEqual([{ type: 'cancel', id: 'b' }]);
  });

  it('is not started again after the end of the program', () => {
    core.stop();
    expect(latest().killed).toBe(true);
    latest().exit(0);
    expect(children.started).toHaveLength(1);
  });
});
