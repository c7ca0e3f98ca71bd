/** The program of a thread that holds the readers. */
import { parentPort } from 'node:worker_threads';
import { createSources } from '../formats/index.js';
import { createFormatHost } from './format-host.js';
import { createLifeSigns } from './reader-life.js';
import type { ToReader } from './reader-messages.js';
import { createReaderService } from './reader-service.js';

const port = parentPort;
if (port === null) throw new Error('This file runs in a worker thread only.');

const life = createLifeSigns();
const serve = createReaderService({
  sources: createSources(life.watch(createFormatHost())),
  life,
  say: (message, moved = []) => port.postMessage(message, [...moved]),
});
port.on('message', (message: ToReader) => serve(message));
