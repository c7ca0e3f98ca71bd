import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { DeniedError, LithoscopeError } from '../../src/base/index.js';
import { call } from '../../src/contract/define.js';
import { createClient, httpTransport, TOKEN_HEADER } from '../../src/rpc/index.js';

const contract = { 'a.b': call(v.object({}), v.object({ n: v.number() })) };

function clientOf(answer: (address: string, init: RequestInit) => Response | Promise<Response>) {
  const fetchDouble = ((address: string, init: RequestInit) => Promise.resolve(answer(address, init))) as unknown as typeof fetch;
  return createClient(contract, httpTransport({ baseUrl: 'http://127.0.0.1:1', token: 'secret', fetch: fetchDouble }));
}

function streamOf(...chunks: (string | Uint8Array)[]): Response {
  const encoder = new TextEncoder();
  return new Response(
    new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
        controller.close();
      },
    }),
  );
}

describe('the HTTP transport', () => {
  it('posts JSON with the token, and never in the address', async () => {
    let seen: [string, RequestInit] | undefined;
    const client = clientOf((address, init) => {
      seen = [address, init];
      return streamOf('{"type":"ok","value":{"n":1}}\n');
    });
    expect(await client['a.b']({})).toEqual({ n: 1 });
    expect(seen?.[0]).toBe('http://127.0.0.1:1/rpc/a.b');
    expect(seen?.[1]).toMatchObject({
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json', [TOKEN_HEADER]: 'secret' },
    });
  });

  it('puts frames together from any pieces, even within a letter', async () => {
    const bytes = new TextEncoder().encode('{"type":"ok","value":{"n":2,"unit":"µm"}}');
    const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(await clientOf(() => streamOf(...pieces))['a.b']({})).toEqual({ n: 2, unit: 'µm' });
  });

  it('gives the host’s own words when the request is turned away', async () => {
    const error = { tag: 'denied', code: 'bad-token', message: 'The token of this launch is missing or wrong.', subject: 'token' };
    const work = clientOf(() => Response.json({ error }, { status: 403 }))['a.b']({});
    await expect(work).rejects.toBeInstanceOf(DeniedError);
    await expect(work).rejects.toMatchObject(error);
  });

  it.each([
    ['a refusal by something else', () => new Response('<html>Bad gateway</html>', { status: 502 })],
    ['no host', () => Promise.reject(new TypeError('fetch failed'))],
    ['a line that is cut off', () => streamOf('{"type":"ok","val')],
    ['an end without an answer', () => streamOf('')],
    [
      'a break in the middle',
      () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              controller.error(new TypeError('terminated'));
            },
          }),
        ),
    ],
  ])('says that the connection is lost: %s', async (_what, answer) => {
    const work = clientOf(answer)['a.b']({});
    await expect(work).rejects.toBeInstanceOf(LithoscopeError);
    await expect(work).rejects.toMatchObject({ tag: 'internal', code: 'connection-lost' });
  });
});
