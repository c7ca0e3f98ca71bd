/** The core process: dispatcher, services, workers and native modules, behind one message port. */
import { homedir } from 'node:os';
import { createNodeCore } from '../src/node/index.js';
import { contract, type Frame } from '../src/contract/index.js';
import { createResources } from '../src/resources/index.js';
import { createDispatcher } from '../src/rpc/index.js';
import { createInferenceChannels } from './inference-channels.js';
import { APP_ORIGIN, type FromCore, type ToCore } from './messages.js';

const port = process.parentPort;
const say = (message: FromCore): void => port.postMessage(message);
const inference = createInferenceChannels(say);
const core = createNodeCore({
  host: 'electron',
  roots: [homedir()],
  uploadLimitBytes: 0,
  dialogs: true,
  startInference: inference.start,
  ...(process.env['LITHOSCOPE_START'] === 'sample' ? { open: 'sample' as const } : {}),
});
const dispatcher = createDispatcher(contract, core.handlers);
const resources = createResources({ slices: core.slices, uploads: null });
const running = new Map<string, AbortController>();

async function start(id: string, method: string, params: unknown): Promise<void> {
  const stop = new AbortController();
  running.set(id, stop);
  await dispatcher.dispatch(method, params, stop.signal, (frame: Frame) => say({ type: 'frame', id, frame }));
  running.delete(id);
}

async function resource(id: string, method: string, url: string): Promise<void> {
  const response = await resources(new Request(url.replace(APP_ORIGIN, 'http://lithoscope.invalid'), { method }));
  const body = new Uint8Array(await response.arrayBuffer());
  say({ type: 'resource', id, status: response.status, headers: Object.fromEntries(response.headers), body });
}

port.on('message', ({ data }) => {
  const message = data as ToCore;
  if (message.type === 'start') void start(message.id, message.method, message.params);
  else if (message.type === 'cancel') running.get(message.id)?.abort();
  else if (message.type === 'grant') say({ type: 'granted', id: message.id, ref: core.grants.grant(message.path, message.mode) });
  else if (message.type === 'resource') void resource(message.id, message.method, message.url);
  else inference.receive(message);
});
say({ type: 'ready' });
