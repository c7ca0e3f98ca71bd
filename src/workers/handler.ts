/** The implementation of a task, as the worker side sees it: types are checked where it is made, and erased after. */
import type { TaskId } from '../ports/index.js';

export interface TaskHandler {
  readonly id: string;
  run(args: unknown): unknown;
}

/** Binds an implementation to its request. */
export function handle<Args, Result>(request: TaskId<Args, Result>, run: (args: Args) => Result | Promise<Result>): TaskHandler {
  return { id: request.id, run: (args) => run(args as Args) };
}
