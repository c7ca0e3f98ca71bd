/** The real web host over a real core, and requests by hand, since `fetch` does not let a test lie about Host. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { startServer, type RunningServer } from '../../src/server/index.js';
import type { Core } from '../../src/services/index.js';
import { startCore, temporaryFolder } from '../services/core-harness.js';

export interface WebHost {
  readonly home: string;
  readonly core: Core;
  readonly server: RunningServer;
  readonly uploads: string;
}

export const UPLOAD_LIMIT = 100_000;

export async function startWebHost(change: (core: Core) => Core = (core) => core, port = 0): Promise<WebHost> {
  const home = temporaryFolder();
  const renderer = join(home, 'renderer');
  const uploads = join(home, 'uploads');
  mkdirSync(join(renderer, 'assets'), { recursive: true });
  writeFileSync(join(renderer, 'index.html'), '<!doctype html><title>Lithoscope</title>');
  writeFileSync(join(renderer, 'assets', 'main-abc.js'), 'export {};');
  writeFileSync(join(home, 'secret.txt'), 'not served');
  const core = change(
    startCore(home, { options: { capabilities: { dialogs: false, uploads: true, uploadLimitBytes: UPLOAD_LIMIT } } }).core,
  );
  const server = await startServer({ core, port, rendererFolder: renderer, uploadFolder: uploads, uploadLimitBytes: UPLOAD_LIMIT });
  return { home, core, server, uploads };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** null leaves the token out */
  readonly token?: string | null;
  readonly body?: string | Buffer | readonly Buffer[];
}

/** The path goes out as it is written: no client tidies `..` away. */
export function ask({ server }: WebHost, { method = 'GET', path, headers = {}, token = server.token, body }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const all = { host: `127.0.0.1:${server.port}`, ...(token === null ? {} : { 'x-lithoscope-token': token }), ...headers };
    const sent = request({ host: '127.0.0.1', port: server.port, method, path, headers: all, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    if (Array.isArray(body)) {
      for (const chunk of body) sent.write(chunk);
      sent.end();
    } else sent.end(body as string | Buffer | undefined);
  });
}

export function callRpc(host: WebHost, method: string, params: unknown, change: Partial<Asked> = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...change.headers };
  return ask(host, { method: 'POST', path: `/rpc/${method}`, body: JSON.stringify(params), ...change, headers });
}

export function errorIn({ body }: Answer): { tag: string; code: string; message: string } {
  return (JSON.parse(body.toString()) as { error: { tag: string; code: string; message: string } }).error;
}
