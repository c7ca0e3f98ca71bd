/**
 * The Inference port over child processes. With few cores, several one-thread processes are faster than one
 * process with several threads; results do not depend on their number, because a tile is run by one of them.
 * A process that dies fails the requests it held with one clear error; the next request starts a fresh one.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AbortedError, checkAborted, ModelError, reviveError } from '../base/index.js';
import type { Inference, ModelSession, TensorData, TileWork } from '../ports/index.js';
import type { InferenceReply, InferenceRequest } from './inference-messages.js';

/** A running inference process, however it was started. */
export interface InferenceChannel {
  readonly pid: number | undefined;
  send(request: InferenceRequest): void;
  onReply(listener: (reply: InferenceReply) => void): void;
  /** once, with the reason for people: "exit code 1", "signal SIGKILL" */
  onExit(listener: (reason: string) => void): void;
  /** keeps this process alive while it is true */
  hold(busy: boolean): void;
  stop(): void;
}

export interface NodeInferenceOptions {
  /** the bundled `inference-entry` */
  readonly entry: URL;
  /** processes of one thread each */
  readonly threads: number;
  /** another way to start the process, where `fork` is not available (Electron) */
  readonly start?: () => InferenceChannel;
}

export interface NodeInference extends Inference {
  /** ids of the processes that run now */
  pids(): readonly number[];
  close(): Promise<void>;
}

type RequestBody =
  | { kind: 'open'; path: string }
  | { kind: 'run'; path: string; inputs: readonly TensorData[]; outputs: readonly number[] | undefined }
  | { kind: 'tile'; path: string; work: TileWork };

interface Job {
  readonly body: RequestBody;
  readonly resolve: (reply: InferenceReply) => void;
  readonly reject: (error: Error) => void;
}

interface Worker {
  readonly channel: InferenceChannel;
  job: Job | null;
}

export function createNodeInference(options: NodeInferenceOptions): NodeInference {
  const pool = new ProcessPool(options.start ?? (() => forkProcess(options.entry)), Math.max(1, options.threads));
  return {
    provider: 'cpu',
    threads: Math.max(1, options.threads),
    async open(path) {
      const reply = await pool.request({ kind: 'open', path });
      if (reply.kind !== 'opened') throw new RangeError(`unexpected reply ${reply.kind}`);
      const session: ModelSession = {
        ...reply.shape,
        async run(inputs, signal, outputs) {
          const answer = await pool.request({ kind: 'run', path, inputs, outputs }, signal);
          if (answer.kind !== 'ran') throw new RangeError(`unexpected reply ${answer.kind}`);
          return answer.outputs;
        },
        async tile(work, signal) {
          const reply = await pool.request({ kind: 'tile', path, work }, signal);
          if (reply.kind !== 'tiled') throw new RangeError(`unexpected reply ${reply.kind}`);
          return reply.answer;
        },
        // weights stay open in the process for the next run; it drops the least recent ones itself
        close: async () => {},
      };
      return session;
    },
    pids: () => pool.pids(),
    close: () => pool.close(),
  };
}

class ProcessPool {
  readonly #start: () => InferenceChannel;
  readonly #size: number;
  readonly #workers = new Set<Worker>();
  readonly #queue: Job[] = [];
  #nextId = 1;
  #closed = false;

  constructor(start: () => InferenceChannel, size: number) {
    this.#start = start;
    this.#size = size;
  }

  pids(): readonly number[] {
    return [...this.#workers].flatMap(({ channel }) => (channel.pid === undefined ? [] : [channel.pid]));
  }

  async request(body: RequestBody, signal?: AbortSignal): Promise<InferenceReply> {
    checkAborted(signal);
    if (this.#closed) throw stopped('it was closed');
    return new Promise<InferenceReply>((resolve, reject) => {
      const job: Job = { body, resolve: (reply) => settle(() => resolve(reply)), reject: (error) => settle(() => reject(error)) };
      // a tile that is under way cannot be stopped; its result is dropped and the caller is free at once
      const onAbort = (): void => {
        const waiting = this.#queue.indexOf(job);
        if (waiting >= 0) this.#queue.splice(waiting, 1);
        job.reject(new AbortedError());
      };
      const settle = (done: () => void): void => {
        signal?.removeEventListener('abort', onAbort);
        done();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#queue.push(job);
      this.#pump();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#queue.splice(0)) job.reject(stopped('it was closed'));
    await Promise.all([...this.#workers].map(({ channel }) => new Promise<void>((resolve) => {
      channel.onExit(() => resolve());
      channel.stop();
    }))); // prettier-ignore
  }

  #pump(): void {
    while (this.#queue.length > 0) {
      const idle =
        [...this.#workers].find((worker) => worker.job === null) ?? (this.#workers.size < this.#size ? this.#spawn() : undefined);
      if (idle === undefined) return;
      const job = this.#queue.shift();
      if (job === undefined) return;
      idle.job = job;
      idle.channel.hold(true);
      idle.channel.send({ id: this.#nextId++, ...job.body });
    }
  }

  #spawn(): Worker {
    const worker: Worker = { channel: this.#start(), job: null };
    this.#workers.add(worker);
    worker.channel.onReply((reply) => {
      const { job } = worker;
      worker.job = null;
      worker.channel.hold(false);
      if (reply.kind === 'failed') job?.reject(reviveError(reply.error));
      else job?.resolve(reply);
      this.#pump();
    });
    worker.channel.onExit((reason) => {
      this.#workers.delete(worker);
      worker.job?.reject(stopped(reason));
      worker.job = null;
      this.#pump();
    });
    return worker;
  }
}

function stopped(reason: string): ModelError {
  return new ModelError(`The inference process ended (${reason}); finished tiles are kept, start the segmentation again to go on.`, {
    code: 'inference-stopped',
  });
}

function forkProcess(entry: URL): InferenceChannel {
  const child = fork(fileURLToPath(entry), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
    env: { ...process.env, NODE_OPTIONS: '', LITHOSCOPE_INFERENCE_THREADS: '1' },
  });
  let lastWords = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    lastWords = (lastWords + bytes.toString()).slice(-300);
  });
  const listeners: ((reason: string) => void)[] = [];
  let reason: string | undefined;
  const end = (why: string): void => {
    if (reason !== undefined) return;
    reason = why;
    for (const listener of listeners) listener(why);
  };
  child.on('error', (error) => end(error.message));
  child.on('exit', (code, signal) => {
    const words = lastWords.trim().split('\n').at(-1) ?? '';
    end((signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`) + (words === '' ? '' : `: ${words}`));
  });
  child.unref();
  return {
    pid: child.pid,
    send: (request) => {
      child.send(request, (error) => {
        if (error !== null) end(error.message);
      });
    },
    onReply: (listener) => {
      child.on('message', (message) => listener(message as InferenceReply));
    },
    onExit: (listener) => {
      if (reason === undefined) listeners.push(listener);
      else listener(reason);
    },
    hold: (busy) => {
      if (busy) child.channel?.ref();
      else child.channel?.unref();
    },
    stop: () => {
      // whoever waits for its end would otherwise end first, with nothing left to keep this process alive
      child.ref();
      child.kill('SIGKILL');
    },
  };
}
