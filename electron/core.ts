/** The core process: dispatcher, services, workers and native modules. */
import { homedir } from 'node:os';
import { createNodeCore } from '../src/node/index.js';
import { contract } from '../src/contract/index.js';
import { createResources } from '../src/resources/index.js';
import { createDispatcher } from '../src/rpc/index.js';
import { createCoreLoop } from './core-loop.js';
import { createInferenceChannels } from './inference-channels.js';
import type { FromCore, ToCore } from './messages.js';

const port = process.parentPort;
const say = (message: FromCore): void => port.postMessage(message);
const inference = createInferenceChannels(say);
const core = createNodeCore({
  host: 'electron',
  roots: [homedir()],
  uploadLimitBytes: 0,
  dialogs: true,
  startInference: () => inference.start(),
  ...(process.env['LITHOSCOPE_START'] === 'sample' ? { open: 'sample' as const } : {}),
});
const dispatcher = createDispatcher(contract, core.handlers);
const resources = createResources({ slices: core.slices, uploads: null });
const receive = createCoreLoop({ dispatcher, resources, grants: core.grants, inference }, say);

port.on('message', ({ data }) => receive(data as ToCore));
say({ type: 'ready' });
