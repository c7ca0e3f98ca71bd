/** Over HTTP: `POST /rpc/<method>` with a JSON body, answered by one JSON frame per line. Closing the connection aborts. */
import type { Frame } from '../contract/define.js';
import type { Transport } from './client.js';

export const TOKEN_HEADER = 'x-lithoscope-token';

export interface HttpTransportOptions {
  /** origin of the server, without a trailing slash */
  readonly baseUrl: string;
  readonly token: string;
  readonly fetch?: typeof fetch;
}

async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const parts = rest.split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) if (part) yield part;
      if (done) {
        if (rest) yield rest;
        return;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

type ErrFrame = Extract<Frame, { type: 'err' }>;

function lost(error: unknown): ErrFrame {
  const why = error instanceof Error ? error.message : String(error);
  return {
    type: 'err',
    error: {
      tag: 'internal',
      code: 'connection-lost',
      message: `The host cannot be reached (${why}); check that it still runs, finished work is kept.`,
    },
  };
}

/** A request that was turned away is answered by one error instead of frames. */
async function refusal(response: Response): Promise<ErrFrame> {
  try {
    const { error } = (await response.json()) as { error: ErrFrame['error'] };
    if (typeof error.tag === 'string' && typeof error.message === 'string') return { type: 'err', error };
  } catch {
    // not an answer of ours
  }
  return lost(new Error(`it answered with status ${response.status}`));
}

export function httpTransport({ baseUrl, token, fetch: fetchWith = fetch }: HttpTransportOptions): Transport {
  return {
    async *open(method, params, signal) {
      let response: Response;
      try {
        response = await fetchWith(`${baseUrl}/rpc/${encodeURIComponent(method)}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', [TOKEN_HEADER]: token },
          body: JSON.stringify(params),
          signal,
        });
      } catch (error) {
        if (!signal.aborted) yield lost(error);
        return;
      }
      if (!response.ok) {
        yield await refusal(response);
        return;
      }
      if (!response.body) return;
      const frames = lines(response.body);
      for (;;) {
        let frame: Frame;
        try {
          const { done, value } = await frames.next();
          if (done) return;
          // a line that was cut off is a lost connection too
          frame = JSON.parse(value) as Frame;
        } catch (error) {
          if (!signal.aborted) yield lost(error);
          return;
        }
        yield frame;
      }
    },
  };
}
