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
  | { kind: 'tile'; path: string; work: TileWork; file: string | undefined };

interface Job {
  readonly body: RequestBody;
  readonly resolve: (reply: InferenceReply) => void;
  readonly reject: (error: Error) => void;
}

interface Worker {
  readonly channel: InferenceChannel;
  /** under way, by id; a second one waits at the process, so that it need not wait for us */
  readonly jobs: Map<number, Job>;
}

/** requests at one process */
const AHEAD = 2;

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
        async tile(work, signal, file) {
          const answer = await pool.request({ kind: 'tile', path, work, file }, signal);
          if (answer.kind !== 'tiled') throw new RangeError(`unexpected reply ${answer.kind}`);
          return answer.bytes;
        },
        warm: () => pool.warm(path),
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
      // a run that is under way cannot be stopped; the caller is free at once
      const onAbort = (): void => {
        const waiting = this.#queue.indexOf(job);
        if (waiting >= 0) this.#queue.splice(waiting, 1);
        else this.#drop(job);
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

  /** Starts every process and has it load the weights. */
  warm(path: string): void {
    while (this.#workers.size < this.#size && !this.#closed) {
      // whoever runs a tile gets the error of a process that does not start
      const job: Job = { body: { kind: 'open', path }, resolve: () => {}, reject: () => {} };
      this.#send(this.#spawn(), job);
    }
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
    for (;;) {
      const worker = this.#next();
      const job = worker === undefined ? undefined : this.#queue.shift();
      if (worker === undefined || job === undefined) return;
      this.#send(worker, job);
    }
  }

  /** The process that gets the next job: an idle one, a new one, or one that gets it ahead while there is enough left for the others. */
  #next(): Worker | undefined {
    if (this.#queue.length === 0) return undefined;
    const workers = [...this.#workers];
    const idle = workers.find(({ jobs }) => jobs.size === 0);
    if (idle !== undefined) return idle;
    if (this.#workers.size < this.#size) return this.#spawn();
    return this.#queue.length < this.#size ? undefined : workers.find(({ jobs }) => jobs.size < AHEAD);
  }

  #send(worker: Worker, job: Job): void {
    const id = this.#nextId++;
    worker.jobs.set(id, job);
    worker.channel.hold(true);
    worker.channel.send({ id, ...job.body });
  }

  #drop(job: Job): void {
    for (const { channel, jobs } of this.#workers) for (const [id, one] of jobs) if (one === job) channel.send({ kind: 'drop', id });
  }

  #spawn(): Worker {
    const worker: Worker = { channel: this.#start(), jobs: new Map() };
    this.#workers.add(worker);
    worker.channel.onReply((reply) => {
      const job = worker.jobs.get(reply.id);
      worker.jobs.delete(reply.id);
      worker.channel.hold(worker.jobs.size > 0);
      if (reply.kind === 'failed') job?.reject(reviveError(reply.error));
      else job?.resolve(reply);
      this.#pump();
    });
    worker.channel.onExit((reason) => {
      this.#workers.delete(worker);
      for (const job of worker.jobs.values()) job.reject(stopped(reason));
      worker.jobs.clear();
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
