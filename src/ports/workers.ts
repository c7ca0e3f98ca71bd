/**
 * Parallel work by typed request. `x.request.ts` declares the id and the types, `x.handler.ts` implements it;
 * the host decides whether it runs in this thread or in a pool. Results never depend on the number of threads:
 * callers split by data, and merge partial results in a fixed order.
 */

declare const types: unique symbol;

export interface TaskId<Args, Result> {
  readonly id: string;
  readonly [types]?: (args: Args) => Result;
}

/** Names a task; the types travel with the name. */
export function task<Args, Result>(id: string): TaskId<Args, Result> {
  return { id };
}

export interface Workers {
  readonly threads: number;
  run<Args, Result>(id: TaskId<Args, Result>, args: Args, signal?: AbortSignal): Promise<Result>;
  /** a typed array that every worker sees without a copy when threads > 1 */
  share(data: Uint8Array): Uint8Array;
  /** so many zeroed bytes that every worker sees and writes without a copy when threads > 1 */
  allocate(bytes: number): Uint8Array;
}
