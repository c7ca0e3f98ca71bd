/** The typed other side: a method call becomes frames, frames become progress calls and one answer or one error. */
import * as v from 'valibot';
import { AbortedError, LithoscopeError, reviveError, type ErrorTag } from '../base/index.js';
import type { CallOptions, Client, Contract, Frame, Method } from '../contract/define.js';

/** Everything a way of travelling has to do. The stream ends after one `ok` or `err`. */
export interface Transport {
  open(method: string, params: unknown, signal: AbortSignal): AsyncIterable<Frame>;
}

const TAGS: readonly string[] = [
  'format',
  'unsupported',
  'invalid-input',
  'not-found',
  'model',
  'aborted',
  'conflict',
  'denied',
  'internal',
];

function revive(error: { tag: string; code: string; message: string; subject?: string }): LithoscopeError {
  const tag: ErrorTag = TAGS.includes(error.tag) ? (error.tag as ErrorTag) : 'internal';
  return reviveError({ ...error, tag });
}

async function invoke(
  transport: Transport,
  name: string,
  method: Method,
  params: unknown,
  options: CallOptions<unknown>,
): Promise<unknown> {
  const own = new AbortController();
  const outer = options.signal;
  const forward = (): void => own.abort();
  if (outer?.aborted) throw new AbortedError();
  outer?.addEventListener('abort', forward, { once: true });
  try {
    for await (const frame of transport.open(name, params, own.signal)) {
      if (frame.type === 'err') throw revive(frame.error);
      if (frame.type === 'progress') {
        if (method.kind === 'job' && v.is(method.progress, frame.value)) options.onProgress?.(frame.value);
      } else {
        const parsed = v.safeParse(method.result, frame.value);
        if (!parsed.success)
          throw new LithoscopeError(
            'internal',
            'version-skew',
            `The host answered "${name}" in a form this program does not know; both must be of one version.`,
          );
        return frame.value;
      }
    }
    if (own.signal.aborted) throw new AbortedError();
    throw new LithoscopeError(
      'internal',
      'connection-lost',
      `The host went away before it answered "${name}"; start it again, finished work is kept.`,
    );
  } catch (error) {
    if (own.signal.aborted && !(error instanceof LithoscopeError)) throw new AbortedError();
    throw error;
  } finally {
    outer?.removeEventListener('abort', forward);
    own.abort();
  }
}

export function createClient<C extends Contract>(contract: C, transport: Transport): Client<C> {
  const client: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, method] of Object.entries(contract)) {
    client[name] = (params: unknown, options: CallOptions<unknown> = {}) => invoke(transport, name, method, params, options);
  }
  return client as Client<C>;
}
