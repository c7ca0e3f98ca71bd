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
        if (signal.aborted) return;
        yield {
          type: 'err',
          error: {
            tag: 'internal',
            code: 'connection-lost',
            message: `The host cannot be reached (${error instanceof Error ? error.message : String(error)}); check that it still runs.`,
          },
        };
        return;
      }
      if (!response.body) return;
      for await (const line of lines(response.body)) yield JSON.parse(line) as Frame;
    },
  };
}
