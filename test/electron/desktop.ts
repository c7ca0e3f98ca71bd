/**
 * The desktop without Electron: the real preload, request handler, core process keeper and core loop, joined by doubled
 * channels that clone every message, as process borders do.
 */
import { vi } from 'vitest';
import { createCoreLoop } from '../../electron/core-loop.js';
import { startCoreProcess, type CoreProcess } from '../../electron/core-process.js';
import { createRequestHandler, forwardFrames, frameSender, listenToRenderer } from '../../electron/ipc.js';
import { createInferenceChannels } from '../../electron/inference-channels.js';
import type { FromCore, ToCore } from '../../electron/messages.js';
import type { Dialogs } from '../../electron/dialogs.js';
import { bridgeTransport, type Bridge, type Dispatcher, type Transport } from '../../src/rpc/index.js';
import { prepareElectron } from '../doubles/electron.js';
import { fakeChildren } from './fake-child.js';

type Listener = (event: unknown, ...args: unknown[]) => void;

export interface Desktop {
  readonly bridge: Bridge;
  readonly transport: Transport;
  readonly core: CoreProcess;
}

export const OUR_FRAME = { parent: null, origin: 'app://lithoscope', url: 'app://lithoscope/' };

/** The preload runs for its effects; each desktop needs a fresh one. */
export async function loadPreload(): Promise<void> {
  vi.resetModules();
  const doubles = await import('../doubles/electron.js');
  // the preload's own copy of the double must know what this test prepared
  doubles.prepareElectron(shared);
  await import('../../electron/preload.js');
}

let shared: Parameters<typeof prepareElectron>[0] = {};

export async function startDesktop(dispatcher: Dispatcher, options: { dialogs?: Dialogs; senderFrame?: unknown } = {}): Promise<Desktop> {
  let toMain: Listener | undefined;
  let toPage: Listener | undefined;
  let bridge: Bridge | undefined;
  const children = fakeChildren();
  shared = {
    ipcMain: { on: (_channel: string, listener: Listener) => void (toMain = listener) },
    ipcRenderer: {
      on: (_channel: string, listener: Listener) => void (toPage = listener),
      send: (_channel: string, message: unknown) => {
        const copy: unknown = structuredClone(message);
        queueMicrotask(() => toMain?.({ senderFrame: 'senderFrame' in options ? options.senderFrame : OUR_FRAME }, copy));
      },
    },
    contextBridge: { exposeInMainWorld: (_name: string, api: Bridge) => void (bridge = api) },
    webUtils: { getPathForFile: (file: { path?: string }) => file.path ?? '' },
    utilityProcess: { fork: children.fork },
  };
  prepareElectron(shared);
  const page = {
    isDestroyed: () => false,
    send: (_channel: string, ...args: unknown[]) => {
      const copy = structuredClone(args);
      queueMicrotask(() => toPage?.({}, ...copy));
    },
  };
  const send = frameSender(() => page);
  const core = startCoreProcess({ core: 'core.js', inference: 'inference.js' }, forwardFrames(send));
  const child = children.started[0]!;
  const say = (message: FromCore): void => child.say(message);
  const loop = createCoreLoop(
    {
      dispatcher,
      resources: (request) => Promise.resolve(Response.json({ address: new URL(request.url).pathname })),
      grants: { grant: (path, mode) => `${mode}:${path}` },
      inference: createInferenceChannels(say),
    },
    say,
  );
  child.onReceive = (message) => loop(message as ToCore);
  say({ type: 'ready' });
  listenToRenderer(createRequestHandler(core, options.dialogs ?? { answer: () => undefined }, send));
  await loadPreload();
  if (!bridge) throw new Error('The preload exposed nothing.');
  return { bridge, transport: bridgeTransport(bridge), core };
}
