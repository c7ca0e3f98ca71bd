/** Starts the core process, and starts it again when it ends; open calls then end with an error frame. */
import { utilityProcess, type UtilityProcess } from 'electron';
import { createInferenceProcesses } from './inference-processes.js';
import type { FromCore, ToCore } from './messages.js';

export interface CoreProcess {
  send(message: ToCore): void;
  /** a handle for a path that the user chose */
  grant(path: string, mode: 'read' | 'write'): Promise<string>;
  resource(method: string, url: string): Promise<Response>;
  /** the page went away: nobody waits for its calls any more */
  cancelAll(): void;
  stop(): void;
}

export type FrameListener = (message: Extract<FromCore, { type: 'frame' }>) => void;

export interface Entries {
  readonly core: string;
  readonly inference: string;
}

/** Ends in a row, each before the process was ready, after which starting it again is hopeless. */
const FAILED_STARTS = 3;

const RESTARTED = 'The core process ended unexpectedly and was started again; finished tiles and accepted edits are kept.';
const HOPELESS = 'The core process cannot be started; install Lithoscope again, or start it from a terminal to see why.';

export function startCoreProcess(entries: Entries, onFrame: FrameListener): CoreProcess {
  const answers = new Map<string, (message: FromCore) => void>();
  const calls = new Set<string>();
  let child: UtilityProcess | undefined;
  let waiting: ToCore[] = [];
  let ready = false;
  let stopped = false;
  let failedStarts = 0;
  let next = 0;
  const inference = createInferenceProcesses(entries.inference, (message) => {
    if (ready) child?.postMessage(message);
  });

  function receive(message: FromCore): void {
    if (message.type === 'ready') {
      ready = true;
      failedStarts = 0;
      for (const earlier of waiting) child?.postMessage(earlier);
      waiting = [];
    } else if (message.type === 'frame') {
      if (message.frame.type !== 'progress') calls.delete(message.id);
      onFrame(message);
    } else if (message.type === 'inference-start' || message.type === 'inference-send' || message.type === 'inference-stop') {
      inference.handle(message);
    } else {
      answers.get(message.id)?.(message);
      answers.delete(message.id);
    }
  }

  /** Everything that is open gets its one answer. */
  function failOpen(message: string): void {
    const error = { tag: 'internal', code: 'core-stopped', message };
    for (const id of calls) onFrame({ type: 'frame', id, frame: { type: 'err', error } });
    for (const [id, answer] of answers) answer({ type: 'resource', id, status: 503, headers: {}, body: new Uint8Array() });
    calls.clear();
    answers.clear();
    waiting = [];
  }

  function ended(): void {
    failedStarts = ready ? 0 : failedStarts + 1;
    ready = false;
    inference.stopAll();
    if (!stopped && !hopeless()) launch();
    failOpen(hopeless() ? HOPELESS : RESTARTED);
  }

  function hopeless(): boolean {
    return failedStarts >= FAILED_STARTS;
  }

  function launch(): void {
    // large pages under volumes, as scripts/large-pages.mjs asks for where there is no Electron
    const env = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1', ...process.env };
    child = utilityProcess.fork(entries.core, [], { serviceName: 'Lithoscope core', stdio: 'inherit', env });
    child.on('message', receive);
    child.on('exit', ended);
  }

  function send(message: ToCore): void {
    if (message.type === 'start') calls.add(message.id);
    if (ready) child?.postMessage(message);
    else {
      waiting.push(message);
      if (hopeless()) failOpen(HOPELESS);
    }
  }

  function ask(message: ToCore): Promise<FromCore> {
    return new Promise((resolve) => {
      answers.set(message.id, resolve);
      send(message);
    });
  }

  launch();
  return {
    send,
    async grant(path, mode) {
      const answer = await ask({ type: 'grant', id: `m${next++}`, path, mode });
      if (answer.type !== 'granted') throw new Error('The core process ended before the file was opened.');
      return answer.ref;
    },
    async resource(method, url) {
      const answer = await ask({ type: 'resource', id: `m${next++}`, method, url });
      if (answer.type !== 'resource') return new Response(null, { status: 500 });
      return new Response(answer.body as Uint8Array<ArrayBuffer>, { status: answer.status, headers: answer.headers });
    },
    cancelAll() {
      for (const id of calls) send({ type: 'cancel', id });
    },
    stop() {
      stopped = true;
      inference.stopAll();
      child?.kill();
    },
  };
}
