/** `app://lithoscope/`: the interface from disk, everything under /volume and /report from the core process (rule 18). */
import { protocol } from 'electron';
import { SECURITY_HEADERS } from '../src/resources/index.js';
import type { StaticFile } from '../src/node/static-files.js';
import type { CoreProcess } from './core-process.js';
import { APP_ORIGIN } from './messages.js';

/** Call before `ready`. Never bypassCSP. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ]);
}

function withHeaders(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) headers.set(name, value);
  return new Response(response.body, { status: response.status, headers });
}

export type StaticLookup = (path: string) => Promise<StaticFile | undefined>;

export function createAppHandler(core: Pick<CoreProcess, 'resource'>, staticFile: StaticLookup): (request: Request) => Promise<Response> {
  return async (request) => {
    const { protocol: scheme, host, pathname } = new URL(request.url);
    if (`${scheme}//${host}` !== APP_ORIGIN || request.method !== 'GET')
      return withHeaders(new Response('Not served here.', { status: 403 }));
    if (/^\/(volume|report)\//.test(pathname)) return withHeaders(await core.resource('GET', request.url));
    const file = await staticFile(pathname);
    if (!file) return withHeaders(new Response('Not found.', { status: 404 }));
    return withHeaders(new Response(file.body as Uint8Array<ArrayBuffer>, { headers: { 'content-type': file.type } }));
  };
}

export function handleScheme(core: CoreProcess, staticFile: StaticLookup): void {
  protocol.handle('app', createAppHandler(core, staticFile));
}
