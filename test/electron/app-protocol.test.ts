import { afterEach, describe, expect, it } from 'vitest';
import { createAppHandler, handleScheme, registerScheme } from '../../electron/app-protocol.js';
import type { CoreProcess } from '../../electron/core-process.js';
import { CONTENT_SECURITY_POLICY, SECURITY_HEADERS } from '../../src/resources/index.js';
import { forgetElectron, prepareElectron } from '../doubles/electron.js';

afterEach(forgetElectron);

const files: Record<string, { body: Uint8Array; type: string; immutable: boolean }> = {
  '/': { body: new TextEncoder().encode('<!doctype html>'), type: 'text/html; charset=utf-8', immutable: false },
};

function setUp() {
  const asked: string[] = [];
  const core = {
    resource: (method: string, url: string) => {
      asked.push(`${method} ${url}`);
      return Promise.resolve(
        new Response(Uint8Array.of(1, 2), { headers: { 'x-shape': '1,2', 'content-security-policy': "script-src 'unsafe-inline'" } }),
      );
    },
  };
  const handle = createAppHandler(core, (path) => Promise.resolve(files[path]));
  return { asked, get: (url: string, method = 'GET') => handle(new Request(url, { method })) };
}

function expectSafe(response: Response): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) expect(response.headers.get(name)).toBe(value);
}

describe('app://lithoscope', () => {
  it('serves the interface', async () => {
    const response = await setUp().get('app://lithoscope/');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expectSafe(response);
  });

  it('passes slices and reports on, with our headers over any of theirs', async () => {
    const { get, asked } = setUp();
    const response = await get('app://lithoscope/volume/s/image/slice?axis=z&i=0&v=a');
    expect(response.headers.get('x-shape')).toBe('1,2');
    expectSafe(response);
    await get('app://lithoscope/report/s/report.html');
    expect(asked).toEqual(['GET app://lithoscope/volume/s/image/slice?axis=z&i=0&v=a', 'GET app://lithoscope/report/s/report.html']);
  });

  it.each([
    ['another host', 'app://other/', 'GET', 403],
    ['a host that begins like ours', 'app://lithoscope.evil.example/volume/s/image/slice', 'GET', 403],
    ['an upload', 'app://lithoscope/upload/0123-abcd?name=a', 'PUT', 403],
    ['a post', 'app://lithoscope/volume/s/image/slice', 'POST', 403],
    ['an unknown file', 'app://lithoscope/secret.txt', 'GET', 404],
    ['a path that climbs', 'app://lithoscope/../../etc/passwd', 'GET', 404],
    ['a path that hides its climb', 'app://lithoscope/%2e%2e%2f%2e%2e%2fetc/passwd', 'GET', 404],
    ['calls', 'app://lithoscope/rpc/app.hello', 'GET', 404],
  ])('refuses %s', async (_what, url, method, status) => {
    const { get, asked } = setUp();
    const response = await get(url, method);
    expect(response.status).toBe(status);
    expect(asked).toEqual([]);
    expectSafe(response);
  });
});

it('the scheme never goes around the content policy (rule 18)', () => {
  const schemes: unknown[] = [];
  const handled: string[] = [];
  prepareElectron({
    protocol: {
      registerSchemesAsPrivileged: (list: unknown[]) => schemes.push(...list),
      handle: (scheme: string) => handled.push(scheme),
    },
  });
  registerScheme();
  handleScheme({} as CoreProcess, () => Promise.resolve(undefined));
  expect(schemes).toEqual([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ]);
  expect(handled).toEqual(['app']);
});

it('the content policy lets no script in but our own', () => {
  const rules = Object.fromEntries(CONTENT_SECURITY_POLICY.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1)]));
  expect(rules['default-src']).toEqual(["'none'"]);
  expect(rules['script-src']).toEqual(["'self'"]);
  expect(rules['connect-src']).toEqual(["'self'"]);
  for (const name of ['base-uri', 'form-action', 'frame-ancestors']) expect(rules[name]).toEqual(["'none'"]);
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe-eval|\*|https?:/);
});
