/** Tasks in the calling thread: for tests, small hosts and one-thread runs. Same handlers, so the same numbers. */
import { checkAborted, LithoscopeError } from '../base/index.js';
import type { TaskId, Workers } from '../ports/index.js';
import { HANDLERS } from './handlers.js';

/** Workers without threads. */
export function createInlineWorkers(): Workers {
  return {
    threads: 1,
    async run<Args, Result>(request: TaskId<Args, Result>, args: Args, signal?: AbortSignal): Promise<Result> {
      checkAborted(signal);
      return (await runTask(request.id, args)) as Result;
    },
    share: (data) => data,
    allocate: (bytes) => new Uint8Array(bytes),
  };
}

/** Runs a task by its id: what both the inline and the threaded workers do in the end. */
export async function runTask(id: string, args: unknown): Promise<unknown> {
  const handler = HANDLERS.find((entry) => entry.id === id);
  if (handler === undefined)
    throw new LithoscopeError('internal', 'unknown-task', `There is no task "${id}"; it must be listed in the handlers.`);
  return handler.run(args);
}
