/** The program of a thread that decodes strips. */
import { parentPort } from 'node:worker_threads';
import { errorData } from '../base/index.js';
import { decodeStripBatch } from '../formats/tiff/strips/index.js';
import type { StripBatch } from '../ports/index.js';
import { inflateHere, zstd } from './codecs.js';
import type { WorkerJob, WorkerReply } from './workers.js';

const port = parentPort;
if (port === null) throw new Error('This file runs in a worker thread only.');

const engines = { inflate: (bytes: Uint8Array, maxLength: number) => Promise.resolve().then(() => inflateHere(bytes, maxLength)), zstd };

async function answer({ ticket, args }: WorkerJob): Promise<void> {
  try {
    await decodeStripBatch(args as StripBatch, engines);
    port?.postMessage({ ticket, value: undefined } satisfies WorkerReply);
  } catch (error) {
    port?.postMessage({ ticket, error: errorData(error) } satisfies WorkerReply);
  }
}

port.on('message', (job: WorkerJob) => void answer(job));
