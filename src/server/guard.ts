/**
 * Who may talk to the web host: only pages that it served itself. Host and Origin defeat DNS rebinding and
 * cross-site requests, the token other programs and users of the same machine.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { DeniedError } from '../base/index.js';
import { TOKEN_HEADER } from '../rpc/index.js';

export interface GuardOptions {
  readonly port: number;
  /** names under which the host may be addressed; the loopback names by default */
  readonly hosts: readonly string[];
  readonly token: string;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Host and Origin: checked on every request, static files included. */
export function checkAddress(request: IncomingMessage, { port, hosts }: GuardOptions): void {
  const allowed = hosts.map((host) => `${host}:${port}`);
  const host = request.headers.host ?? '';
  if (!allowed.includes(host))
    throw new DeniedError(`Requests for the host "${host}" are not served here; use http://127.0.0.1:${port}.`, {
      code: 'foreign-host',
      subject: 'Host',
    });
  const { origin } = request.headers;
  if (origin !== undefined && !allowed.some((name) => origin === `http://${name}`))
    throw new DeniedError(`Requests from the page "${origin}" are not served here.`, { code: 'foreign-origin', subject: 'Origin' });
}

/** The launch token: on every rpc and resource request. Compared in constant time, whatever the lengths. */
export function checkToken(request: IncomingMessage, { token }: GuardOptions): void {
  const given = request.headers[TOKEN_HEADER];
  if (typeof given !== 'string' || !timingSafeEqual(digest(given), digest(token)))
    throw new DeniedError('The token of this launch is missing or wrong; open the address that "lithoscope serve" printed.', {
      code: 'bad-token',
      subject: TOKEN_HEADER,
    });
}
