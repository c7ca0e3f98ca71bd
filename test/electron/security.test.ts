import type { IpcMainEvent } from 'electron';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { denyPermissions, hardenApp, isOurSender, mayOpenOutside } from '../../electron/security.js';
import { openWindow } from '../../electron/window.js';
import { forgetElectron, prepareElectron } from '../doubles/electron.js';
import { OUR_FRAME } from './desktop.js';

type Handler = (...args: never[]) => unknown;

afterEach(forgetElectron);

describe('the sender of a message (rule 17)', () => {
  const from = (senderFrame: unknown): boolean => isOurSender({ senderFrame } as Pick<IpcMainEvent, 'senderFrame'>);

  it('is the main frame of our page', () => {
    expect(from(OUR_FRAME)).toBe(true);
  });

  it.each([
    ['a frame that is gone', null],
    ['a frame within the page', { ...OUR_FRAME, parent: OUR_FRAME }],
    ['another site', { ...OUR_FRAME, origin: 'https://evil.example' }],
    ['a site that begins like ours', { ...OUR_FRAME, origin: 'app://lithoscope.evil.example' }],
    ['another host of our scheme', { ...OUR_FRAME, origin: 'app://other' }],
    ['an opaque origin at our address', { ...OUR_FRAME, origin: 'null' }],
    ['a file', { ...OUR_FRAME, origin: 'file://' }],
  ])('is not %s', (_what, frame) => {
    expect(from(frame)).toBe(false);
  });
});

describe('addresses for the system’s browser (rule 15)', () => {
  it('are https on the list only', () => {
    expect(mayOpenOutside('https://doi.org/10.1002/aenm.202200398')).toBe(true);
    for (const address of [
      'http://doi.org/1',
      'https://doi.org.evil.example/',
      'https://evil.example/https://doi.org',
      'https://user@evil.example/',
      'https://doi.org:444/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'app://lithoscope/',
      'smb://host/share',
      'not an address',
    ])
      expect([address, mayOpenOutside(address)]).toEqual([address, false]);
  });
});

describe('every page', () => {
  const contentsHandlers = new Map<string, Handler>();
  let openHandler: ((details: { url: string }) => unknown) | undefined;
  let sandboxed = false;
  const opened: string[] = [];

  beforeEach(() => {
    contentsHandlers.clear();
    opened.length = 0;
    const appHandlers = new Map<string, Handler>();
    prepareElectron({
      app: { enableSandbox: () => (sandboxed = true), on: (name: string, handler: Handler) => void appHandlers.set(name, handler) },
      shell: { openExternal: (url: string) => Promise.resolve(void opened.push(url)) },
    });
    hardenApp();
    const contents = {
      on: (name: string, handler: Handler) => void contentsHandlers.set(name, handler),
      setWindowOpenHandler: (handler: (details: { url: string }) => unknown) => (openHandler = handler),
    };
    (appHandlers.get('web-contents-created') as unknown as (event: unknown, contents: unknown) => void)({}, contents);
  });

  const prevented = (name: string, url = ''): boolean => {
    let stopped = false;
    const handler = contentsHandlers.get(name) as unknown as (event: unknown) => void;
    handler({ url, preventDefault: () => (stopped = true) });
    return stopped;
  };

  it('runs in the sandbox', () => {
    expect(sandboxed).toBe(true);
  });

  it.each(['will-navigate', 'will-redirect'])('stays where it is: %s', (name) => {
    expect(prevented(name, 'app://lithoscope/index.html')).toBe(false);
    for (const url of [
      'https://evil.example/',
      'app://lithoscope.evil.example/',
      'app://other/',
      'file:///etc/passwd',
      'data:text/html,x',
      'javascript:1',
      '',
    ])
      expect([url, prevented(name, url)]).toEqual([url, true]);
  });

  it('gets no webview', () => {
    expect(prevented('will-attach-webview')).toBe(true);
  });

  it('opens no window, and hands only known addresses on', () => {
    for (const url of ['https://doi.org/10.1/x', 'https://evil.example/', 'app://lithoscope/'])
      expect(openHandler?.({ url })).toEqual({ action: 'deny' });
    expect(opened).toEqual(['https://doi.org/10.1/x']);
  });
});

it('no permission is given (rule 5)', () => {
  const given: boolean[] = [];
  prepareElectron({
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler: (contents: unknown, permission: string, answer: (yes: boolean) => void) => void) =>
          handler(null, 'media', (yes) => given.push(yes)),
        setPermissionCheckHandler: (handler: () => boolean) => given.push(handler()),
        setDevicePermissionHandler: (handler: () => boolean) => given.push(handler()),
      },
    },
  });
  denyPermissions();
  expect(given).toEqual([false, false, false]);
});

describe('the window', () => {
  function open(devTools: boolean) {
    const handlers = new Map<string, Handler>();
    const seen: { options?: { webPreferences: object }; url?: string } = {};
    class FakeWindow {
      webContents = { on: (name: string, handler: Handler) => void handlers.set(name, handler) };
      constructor(options: { webPreferences: object }) {
        seen.options = options;
      }
      once(): void {}
      on(name: string, handler: Handler): void {
        handlers.set(name, handler);
      }
      loadURL(url: string): Promise<void> {
        seen.url = url;
        return Promise.resolve();
      }
    }
    prepareElectron({ BrowserWindow: FakeWindow });
    let gone = 0;
    openWindow('/app/preload.cjs', devTools, () => gone++);
    const tell = (name: string, event?: unknown): void => (handlers.get(name) as unknown as (event: unknown) => void)(event);
    return { seen, tell, gone: () => gone };
  }

  it('has every safety switch written out (rules 2, 3, 4, 6, 11)', () => {
    const { seen } = open(false);
    expect(seen.options?.webPreferences).toEqual({
      preload: '/app/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      devTools: false,
    });
    expect(seen.url).toBe('app://lithoscope/');
    expect(open(true).seen.options?.webPreferences).toMatchObject({ devTools: true });
  });

  it('says when its page is gone: reload, crash, end; not for a step within the page or a frame', () => {
    const { tell, gone } = open(false);
    tell('did-start-navigation', { isMainFrame: false, isSameDocument: false });
    tell('did-start-navigation', { isMainFrame: true, isSameDocument: true });
    expect(gone()).toBe(0);
    tell('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    tell('render-process-gone');
    tell('closed');
    expect(gone()).toBe(3);
  });
});
