/** The program of a worker thread: runs tasks by id and answers with their result or error as plain data. */
import { parentPort } from 'node:worker_threads';
import { errorData } from '../base/index.js';
import { runTask } from '../workers/index.js';
import type { WorkerJob, WorkerReply } from './workers.js';

const port = parentPort;
if (port === null) throw new Error('This file runs in a worker thread only.');

port.on('message', (job: WorkerJob) => {
  void answer(job);
});

async function answer({ ticket, id, args }: WorkerJob): Promise<void> {
  try {
    const value = await runTask(id, args);
    port?.postMessage({ ticket, value } satisfies WorkerReply, transferable(value));
  } catch (error) {
    port?.postMessage({ ticket, error: errorData(error) } satisfies WorkerReply);
  }
}

/** The buffer of a typed array result moves over instead of being copied; shared memory is shared anyway. */
function transferable(value: unknown): ArrayBuffer[] {
  return ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength
    ? [value.buffer]
    : [];
}
