/** The composition roots of the desktop, run over doubles: what happens, and in which order. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FromCore, ToCore } from '../../electron/messages.js';

let order: string[];
const note =
  (name: string) =>
  (..._args: unknown[]): void =>
    void order.push(name);

async function startMain({ locked = true, packaged = true } = {}) {
  vi.resetModules();
  const windows: { preferences: Record<string, unknown> }[] = [];
  const events = new Map<string, () => void>();
  class FakeWindow {
    static getAllWindows = (): unknown[] => windows;
    webContents = { on: () => undefined, send: () => undefined, isDestroyed: () => false };
    constructor({ webPreferences }: { webPreferences: Record<string, unknown> }) {
      order.push('window');
      windows.push({ preferences: webPreferences });
    }
    once(): void {}
    on(): void {}
    isDestroyed(): boolean {
      return false;
    }
    loadURL(url: string): Promise<void> {
      order.push(`load ${url}`);
      return Promise.resolve();
    }
  }
  const { prepareElectron } = await import('../doubles/electron.js');
  prepareElectron({
    app: {
      isPackaged: packaged,
      enableSandbox: note('sandbox'),
      requestSingleInstanceLock: () => locked,
      quit: note('quit'),
      whenReady: () => Promise.resolve(order.push('ready')),
      on: (name: string, listener: () => void) => void events.set(name, listener),
    },
    protocol: { registerSchemesAsPrivileged: note('scheme'), handle: note('handle') },
    session: {
      defaultSession: {
        setPermissionRequestHandler: note('permissions'),
        setPermissionCheckHandler: () => undefined,
        setDevicePermissionHandler: () => undefined,
      },
    },
    Menu: { buildFromTemplate: () => ({}), setApplicationMenu: note('menu') },
    utilityProcess: {
      fork: () => {
        order.push('core');
        return { on: () => undefined, postMessage: () => undefined, kill: note('core killed') };
      },
    },
    ipcMain: { on: note('listen') },
    dialog: {},
    BrowserWindow: FakeWindow,
  });
  await import('../../electron/main.js');
  return { windows, events };
}

beforeEach(() => {
  order = [];
});

describe('main', () => {
  it('is safe before it is ready, and listens before the page loads', async () => {
    const { windows, events } = await startMain();
    const before = order.slice(0, order.indexOf('ready'));
    expect(before.toSorted()).toEqual(['sandbox', 'scheme']);
    const page = order.indexOf('load app://lithoscope/');
    for (const step of ['permissions', 'core', 'handle', 'listen', 'window']) {
      expect(order).toContain(step);
      expect([step, order.indexOf(step) < page]).toEqual([step, true]);
    }
    expect(windows[0]?.preferences['devTools']).toBe(false);
    expect(String(windows[0]?.preferences['preload'])).toMatch(/preload\.cjs$/);
    events.get('will-quit')?.();
    expect(order).toContain('core killed');
  });

  it('gives way to an instance that runs already', async () => {
    await startMain({ locked: false });
    expect(order).toContain('quit');
    expect(order).not.toContain('window');
    expect(order).not.toContain('core');
  });

  it('has developer tools where it runs from its sources', async () => {
    const { windows } = await startMain({ packaged: false });
    expect(windows[0]?.preferences['devTools']).toBe(true);
  });
});

describe('core', () => {
  const host = process as unknown as { parentPort?: unknown };
  afterEach(() => {
    delete host.parentPort;
  });

  it('says that it is ready and answers calls, grants and addresses', async () => {
    const said: FromCore[] = [];
    let hear: ((event: { data: unknown }) => void) | undefined;
    host.parentPort = {
      postMessage: (message: FromCore) => said.push(structuredClone(message)),
      on: (_name: string, listener: typeof hear) => (hear = listener),
    };
    await import('../../electron/core.js');
    expect(said).toEqual([{ type: 'ready' }]);
    const ask = (data: ToCore): void => hear?.({ data });
    ask({ type: 'start', id: 'a', method: 'app.hello', params: {} });
    ask({ type: 'grant', id: 'b', path: '/somewhere/a.tif', mode: 'read' });
    ask({ type: 'resource', id: 'c', method: 'GET', url: 'app://lithoscope/volume/none/image/slice?axis=z&i=0' });
    ask({ type: 'start', id: 'd', method: 'host.pick', params: { what: 'stack' } });
    await vi.waitFor(() => expect(said).toHaveLength(5));
    const of = (id: string): FromCore | undefined => said.find((message) => 'id' in message && message.id === id);
    expect(of('a')).toMatchObject({ frame: { type: 'ok', value: { host: 'electron', capabilities: { dialogs: true, uploads: false } } } });
    expect(of('b')).toMatchObject({ type: 'granted', ref: expect.not.stringContaining('somewhere') as string });
    expect(of('c')).toMatchObject({ type: 'resource', status: 404 });
    expect(of('d')).toMatchObject({ frame: { type: 'err', error: { code: 'no-dialogs' } } });
  });
});
