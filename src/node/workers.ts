/**
 * A pool of worker threads. Threads start when there is work for them; one runs one task at a time; a cancelled or
 * crashed task costs its thread, which is replaced. Results do not depend on the number of threads.
 */
import { Worker } from 'node:worker_threads';
import { AbortedError, LithoscopeError, reviveError } from '../base/index.js';
import type { ErrorData } from '../base/index.js';
import type { TaskId, Workers } from '../ports/index.js';

export interface WorkerJob {
  readonly ticket: number;
  readonly id: string;
  readonly args: unknown;
}

export type WorkerReply = { readonly ticket: number; readonly value: unknown } | { readonly ticket: number; readonly error: ErrorData };

export interface ThreadWorkersOptions {
  readonly threads: number;
  /** the bundled worker entry */
  readonly entry: URL;
}

export interface ThreadWorkers extends Workers {
  /** stops every thread; waiting tasks are refused */
  close(): Promise<void>;
}

interface Task extends WorkerJob {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  task: Task | undefined;
}

/** Starts an empty pool. */
export function createThreadWorkers({ threads, entry }: ThreadWorkersOptions): ThreadWorkers {
  const pool = new Set<Thread>();
  const waiting: Task[] = [];
  let tickets = 0;
  let closed = false;

  function startThread(): Thread {
    const worker = new Worker(entry);
    const thread: Thread = { worker, task: undefined };
    worker.unref(); // an idle pool does not keep the program alive
    worker.on('message', (reply: WorkerReply) => {
      const task = thread.task;
      if (task === undefined || task.ticket !== reply.ticket) return;
      thread.task = undefined;
      worker.unref();
      if ('error' in reply) task.reject(reviveError(reply.error));
      else task.resolve(reply.value);
      dispatch();
    });
    worker.on('error', (error) => drop(thread, `A worker thread failed: ${error instanceof Error ? error.message : String(error)}.`));
    worker.on('exit', (code) => drop(thread, `A worker thread ended with status ${code} before its task was done.`));
    pool.add(thread);
    return thread;
  }

  function drop(thread: Thread, message: string): void {
    if (!pool.delete(thread)) return;
    thread.task?.reject(new LithoscopeError('internal', 'worker-failed', message));
    thread.task = undefined;
    dispatch();
  }

  function dispatch(): void {
    while (waiting.length > 0) {
      const idle = [...pool].find((thread) => thread.task === undefined) ?? (pool.size < threads ? startThread() : undefined);
      const task = idle === undefined ? undefined : waiting.shift();
      if (idle === undefined || task === undefined) return;
      idle.task = task;
      idle.worker.ref();
      idle.worker.postMessage({ ticket: task.ticket, id: task.id, args: task.args } satisfies WorkerJob);
    }
  }

  /** A waiting task leaves the queue; a running one loses its thread, since a computation cannot be interrupted. */
  function cancel(task: Task): void {
    const at = waiting.indexOf(task);
    if (at >= 0) waiting.splice(at, 1);
    for (const thread of pool)
      if (thread.task === task) {
        pool.delete(thread);
        void thread.worker.terminate();
      }
    task.reject(new AbortedError());
    dispatch();
  }

  async function run<Args, Result>(request: TaskId<Args, Result>, args: Args, signal?: AbortSignal): Promise<Result> {
    if (signal?.aborted === true) throw new AbortedError();
    if (closed) throw new LithoscopeError('internal', 'workers-closed', 'The worker pool is closed; no task can run in it.');
    let stop: (() => void) | undefined;
    try {
      return await new Promise<Result>((resolve, reject) => {
        const task: Task = { ticket: ++tickets, id: request.id, args, resolve: (value) => resolve(value as Result), reject };
        stop = () => cancel(task);
        signal?.addEventListener('abort', stop, { once: true });
        waiting.push(task);
        dispatch();
      });
    } finally {
      if (stop !== undefined) signal?.removeEventListener('abort', stop);
    }
  }

  async function close(): Promise<void> {
    closed = true;
    for (const task of waiting.splice(0)) task.reject(new AbortedError());
    const threadsLeft = [...pool];
    pool.clear();
    for (const thread of threadsLeft) thread.task?.reject(new AbortedError());
    await Promise.all(threadsLeft.map((thread) => thread.worker.terminate()));
  }

  return { threads, run, share, allocate, close };
}

/** The same bytes in shared memory, so that posting them copies nothing. */
function share(data: Uint8Array): Uint8Array {
  if (data.buffer instanceof SharedArrayBuffer) return data;
  const shared = allocate(data.byteLength);
  shared.set(data);
  return shared;
}

function allocate(bytes: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(bytes));
}
