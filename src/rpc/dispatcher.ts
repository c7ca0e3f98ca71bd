/**
 * Runs a method by name: parameters are checked before the handler sees them, results before they leave,
 * and whatever is thrown becomes an error frame. Nothing else crosses a border.
 */
import * as v from 'valibot';
import { errorData, InvalidInputError, NotFoundError } from '../base/index.js';
import type { Contract, Frame, Handlers, Method } from '../contract/define.js';
import { firstNotPlain } from './plain-data.js';

export type Emit = (frame: Frame) => void;

export interface Dispatcher {
  /** settles after the last frame was emitted; never rejects */
  dispatch(method: string, params: unknown, signal: AbortSignal, emit: Emit): Promise<void>;
}

type LooseHandler = (params: unknown, context: { signal: AbortSignal; progress(value: unknown): void }) => Promise<unknown>;

/** "collector.0: Invalid type" for people: the path of the first issue and what was wrong. */
function firstIssue(issues: readonly v.BaseIssue<unknown>[]): { path: string; message: string } {
  const issue = issues[0];
  const path = (issue?.path ?? []).map((item) => String(item.key)).join('.');
  return { path, message: issue?.message ?? 'invalid' };
}

function checkedParams(name: string, method: Method, params: unknown): unknown {
  const parsed = v.safeParse(method.params, params);
  if (parsed.success) return parsed.output;
  const { path, message } = firstIssue(parsed.issues);
  throw new InvalidInputError(`${name}: parameter "${path || 'params'}" is not valid (${message}).`, {
    code: 'bad-params',
    subject: path || 'params',
  });
}

/** A result that does not fit its own schema is a mistake of ours: better an error here than a wrong picture there. */
function checkedResult(name: string, method: Method, result: unknown): unknown {
  const parsed = v.safeParse(method.result, result);
  if (parsed.success) {
    const odd = firstNotPlain(result);
    if (odd === undefined) return result;
    throw new Error(`${name}: the result holds something that cannot cross a border, at ${odd}.`);
  }
  const { path, message } = firstIssue(parsed.issues);
  throw new Error(`${name}: the result does not fit the contract at "${path}" (${message}).`);
}

export function createDispatcher<C extends Contract>(contract: C, handlers: Handlers<C>): Dispatcher {
  return {
    async dispatch(name, params, signal, emit) {
      let finished = false;
      try {
        if (!Object.hasOwn(contract, name))
          throw new NotFoundError(`There is no method "${name}".`, { code: 'unknown-method', subject: name });
        const method = contract[name] as Method;
        const handler = handlers[name] as unknown as LooseHandler;
        const input = checkedParams(name, method, params);
        signal.throwIfAborted();
        const result = await handler(input, {
          signal,
          progress: (value) => {
            if (!finished && method.kind === 'job') emit({ type: 'progress', value });
          },
        });
        const value = checkedResult(name, method, result);
        finished = true;
        emit({ type: 'ok', value });
      } catch (error) {
        finished = true;
        const aborted = signal.aborted && !(error instanceof InvalidInputError);
        emit({ type: 'err', error: aborted ? errorData(new DOMException('', 'AbortError')) : errorData(error) });
      }
    },
  };
}
