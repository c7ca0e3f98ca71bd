/** `POST /rpc/<method>`: JSON in, one JSON frame per line out. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { InvalidInputError, UnsupportedError } from '../base/index.js';
import type { Frame } from '../contract/index.js';
import type { Dispatcher } from '../rpc/index.js';

/** Parameters are ids and small numbers; a body above this is a mistake or an attack. */
const BODY_LIMIT = 8 * 2 ** 20;

async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json(;|$)/i.test(request.headers['content-type'] ?? ''))
    throw new UnsupportedError('A call must be JSON (content-type application/json).', { code: 'bad-content-type' });
  const chunks: Buffer[] = [];
  let size = 0;
  // the connection must live on for the answer when we stop reading early
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new InvalidInputError(`The call is larger than ${BODY_LIMIT} bytes.`, { code: 'too-large' });
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch (error) {
    throw new InvalidInputError('The call is not valid JSON.', { code: 'bad-json', cause: error });
  }
}

export async function answerRpc(dispatcher: Dispatcher, method: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const stop = new AbortController();
  response.once('close', () => stop.abort());
  const params = await readJson(request);
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
  const emit = (frame: Frame): void => {
    if (!response.writableEnded) response.write(`${JSON.stringify(frame)}\n`);
  };
  await dispatcher.dispatch(method, params, stop.signal, emit);
  response.end();
}
