/**
 * The web host: the interface as static files, the contract under /rpc, bulk bytes under /volume, /report, /export and /upload.
 * Loopback only; the token travels in the fragment of the printed address and then in a header.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { ConflictError, errorData, InvalidInputError, NotFoundError } from '../base/index.js';
import { contract } from '../contract/index.js';
import { createResources, SECURITY_HEADERS } from '../resources/index.js';
import { loadStaticFiles } from '../node/index.js';
import { createDispatcher } from '../rpc/index.js';
import type { Core } from '../services/index.js';
import { checkAddress, checkToken, type GuardOptions } from './guard.js';
import { answerRpc } from './rpc-endpoint.js';
import { createUploads } from './uploads.js';

export interface ServeOptions {
  readonly core: Core;
  /** 0 picks a free port */
  readonly port: number;
  readonly rendererFolder: string;
  readonly uploadFolder: string;
  readonly uploadLimitBytes: number;
}

export interface RunningServer {
  readonly port: number;
  readonly token: string;
  /** with the token in the fragment, which a browser never sends */
  readonly url: string;
  close(): Promise<void>;
}

const STATUS: Readonly<Record<string, number>> = { denied: 403, 'not-found': 404, 'invalid-input': 400, unsupported: 415 };
const RESOURCES = /^\/(volume|report|export|upload)\//;

function fail(response: ServerResponse, error: unknown): void {
  const data = errorData(error);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(STATUS[data.tag] ?? 500, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: data }));
  // what the other side still sends is read and dropped, or it would not see this answer
  response.req.resume();
}

function addressOf(request: IncomingMessage): { pathname: string; method: string | undefined } {
  try {
    // only "/path": the absolute form names a host of its own
    if (!request.url?.startsWith('/')) throw new TypeError('not a path');
    const { pathname } = new URL(`http://127.0.0.1${request.url}`);
    return { pathname, method: pathname.startsWith('/rpc/') ? decodeURIComponent(pathname.slice('/rpc/'.length)) : undefined };
  } catch (error) {
    throw new InvalidInputError('The address of the request is not valid.', { code: 'bad-address', cause: error });
  }
}

/** A web-standard request around a Node one; its signal fires when the browser goes away. */
function webRequest(request: IncomingMessage, response: ServerResponse, port: number): Request {
  const stop = new AbortController();
  response.once('close', () => stop.abort());
  const method = request.method ?? 'GET';
  const hasBody = method === 'PUT' || method === 'POST';
  const headers = new Headers();
  for (const name of ['content-type', 'content-length', 'range']) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const init: RequestInit & { duplex?: 'half' } = { method, headers, signal: stop.signal };
  if (hasBody) {
    init.body = Readable.toWeb(request) as unknown as ReadableStream;
    init.duplex = 'half';
  }
  return new Request(`http://127.0.0.1:${port}${request.url ?? '/'}`, init);
}

async function sendResponse(from: Response, to: ServerResponse): Promise<void> {
  to.writeHead(from.status, Object.fromEntries(from.headers));
  if (from.body) await pipeline(Readable.fromWeb(from.body as NodeReadableStream), to);
  else to.end();
}

async function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const known = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(
        known
          ? new ConflictError(`Port ${port} is in use or not allowed; choose another with --port, or leave it out for a free one.`, {
              code: 'port-in-use',
              subject: '--port',
              cause: error,
            })
          : error,
      );
    });
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

export async function startServer(options: ServeOptions): Promise<RunningServer> {
  const { core } = options;
  const token = randomBytes(24).toString('base64url');
  const dispatcher = createDispatcher(contract, core.handlers);
  const uploads = createUploads({ folder: options.uploadFolder, limitBytes: options.uploadLimitBytes, grants: core.grants });
  const resources = createResources({ slices: core.slices, uploads });
  const staticFile = await loadStaticFiles(options.rendererFolder);
  let guard: GuardOptions = { port: 0, hosts: ['127.0.0.1', 'localhost'], token };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    checkAddress(request, guard);
    const { pathname, method } = addressOf(request);
    if (method !== undefined && request.method === 'POST') {
      checkToken(request, guard);
      await answerRpc(dispatcher, method, request, response);
    } else if (RESOURCES.test(pathname)) {
      checkToken(request, guard);
      await sendResponse(await resources(webRequest(request, response, guard.port)), response);
    } else if (request.method === 'GET' || request.method === 'HEAD') {
      const file = await staticFile(pathname);
      if (!file) throw new NotFoundError(`There is nothing at ${pathname}.`, { code: 'unknown-address', subject: pathname });
      response.writeHead(200, {
        'content-type': file.type,
        'content-length': file.body.length,
        'cache-control': file.immutable ? 'max-age=31536000, immutable' : 'no-cache',
      });
      response.end(request.method === 'HEAD' ? undefined : file.body);
    } else throw new NotFoundError(`There is nothing at ${pathname}.`, { code: 'unknown-address', subject: pathname });
  }

  const server = createServer({ requestTimeout: 0, headersTimeout: 10_000 }, (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    answer(request, response).catch((error: unknown) => fail(response, error));
  });
  server.maxConnections = 64;
  const port = await listen(server, options.port);
  guard = { ...guard, port };
  return {
    port,
    token,
    url: `http://127.0.0.1:${port}/#token=${token}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
