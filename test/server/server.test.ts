import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ConflictError, DeniedError } from '../../src/base/index.js';
import { contract } from '../../src/contract/index.js';
import { SECURITY_HEADERS } from '../../src/resources/index.js';
import { createClient, httpTransport } from '../../src/rpc/index.js';
import { tinyImage, writeTinyImage } from '../services/tiny-stack.js';
import { ask, callRpc, errorIn, startWebHost, UPLOAD_LIMIT, type Answer, type Asked, type WebHost } from './web-host.js';

let host: WebHost;
const stopped: string[] = [];

beforeAll(async () => {
  host = await startWebHost((core) => ({
    ...core,
    handlers: {
      ...core.handlers,
      // a job that only an abort can end
      'study.sample': (_params, { signal, progress }) =>
        new Promise((_resolve, reject) => {
          progress({ done: 0, total: 1, what: 'steps' });
          signal.addEventListener('abort', () => {
            stopped.push('study.sample');
            reject(signal.reason as Error);
          });
        }),
    },
  }));
});
afterAll(() => host.server.close());

function expectSafeHeaders({ headers }: Answer): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) expect(headers[name], name).toBe(value);
  for (const name of Object.keys(headers)) expect(name).not.toMatch(/^access-control-/);
}

describe('who may ask', () => {
  const everywhere: [string, Asked][] = [
    ['rpc', { method: 'POST', path: '/rpc/app.hello', headers: { 'content-type': 'application/json' }, body: '{}' }],
    ['a slice', { path: '/volume/s/image/slice?axis=z&i=0' }],
    ['a report', { path: '/report/s/report.html' }],
    ['an upload', { method: 'PUT', path: '/upload/0123-abcd?name=a.tif', body: 'abc' }],
  ];
  const statics: [string, Asked][] = [['the page', { path: '/' }]];

  it.each(everywhere)('needs the token for %s', async (_what, asked) => {
    for (const token of [null, '', 'wrong', host.server.token.slice(1), `${host.server.token}x`]) {
      const answer = await ask(host, { ...asked, token });
      expect(answer.status).toBe(403);
      expect(errorIn(answer)).toMatchObject({ tag: 'denied', code: 'bad-token' });
      expectSafeHeaders(answer);
    }
    expect(existsSync(host.uploads)).toBe(false);
  });

  it.each([...everywhere, ...statics])('refuses a foreign Host for %s', async (_what, asked) => {
    const { port } = host.server;
    for (const name of [
      'evil.example',
      `evil.example:${port}`,
      `127.0.0.1:${port}.evil.example`,
      `127.0.0.1:${port}0`,
      `127.0.0.1.evil.example:${port}`,
      '127.0.0.1',
      '127.0.0.1:1',
      `0.0.0.0:${port}`,
      `[::1]:${port}`,
    ]) {
      const answer = await ask(host, { ...asked, headers: { ...asked.headers, host: name } });
      expect([name, answer.status]).toEqual([name, 403]);
      expect(errorIn(answer).code).toBe('foreign-host');
      expectSafeHeaders(answer);
    }
  });

  it.each([...everywhere, ...statics])('refuses a foreign Origin for %s, even with the token', async (_what, asked) => {
    const { port } = host.server;
    for (const origin of [
      'http://evil.example',
      `http://evil.example:${port}`,
      'null',
      `https://127.0.0.1:${port}`,
      'http://127.0.0.1:1',
      `http://localhost:${port}.evil.example`,
    ]) {
      const answer = await ask(host, { ...asked, headers: { ...asked.headers, origin } });
      expect([origin, answer.status]).toEqual([origin, 403]);
      expect(errorIn(answer).code).toBe('foreign-origin');
      expectSafeHeaders(answer);
    }
  });

  it('answers its own page under both loopback names', async () => {
    const { port } = host.server;
    for (const name of ['127.0.0.1', 'localhost']) {
      const answer = await callRpc(host, 'app.hello', {}, { headers: { host: `${name}:${port}`, origin: `http://${name}:${port}` } });
      expect(answer.status).toBe(200);
      expectSafeHeaders(answer);
    }
  });

  it('gives no foreign page a hint: a preflight is refused', async () => {
    const answer = await ask(host, {
      method: 'OPTIONS',
      path: '/rpc/app.hello',
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(answer.status).toBe(403);
    expectSafeHeaders(answer);
  });

  it('has a token that cannot be guessed and that only the fragment of the address carries', () => {
    const { token, url, port } = host.server;
    expect(token.length).toBeGreaterThanOrEqual(32);
    expect(url).toBe(`http://127.0.0.1:${port}/#token=${token}`);
  });

  it('listens on this machine only', async () => {
    const { networkInterfaces } = await import('node:os');
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((one) => one !== undefined && !one.internal && one.family === 'IPv4');
    if (outside === undefined) return;
    const refused = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: outside.address, port: host.server.port });
      socket.on('error', () => resolve(true));
      socket.on('connect', () => {
        socket.destroy();
        resolve(false);
      });
    });
    expect(refused).toBe(true);
  });
});

describe('calls', () => {
  it('must be JSON', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonp', '']) {
      const answer = await callRpc(host, 'app.hello', {}, { headers: { 'content-type': type } });
      expect([type, answer.status]).toEqual([type, 415]);
      expect(errorIn(answer).code).toBe('bad-content-type');
    }
    expect((await callRpc(host, 'app.hello', {}, { headers: { 'content-type': 'application/json; charset=utf-8' } })).status).toBe(200);
  });

  it.each(['', '{', 'undefined', '{"a":1}}', '\u0000'])('must be whole JSON: %j', async (body) => {
    const answer = await callRpc(host, 'app.hello', {}, { body });
    expect(answer.status).toBe(400);
    expect(errorIn(answer)).toMatchObject({ code: 'bad-json', message: 'The call is not valid JSON.' });
  });

  it('have a bounded body, and the refusal arrives', async () => {
    const chunk = Buffer.alloc(2 ** 20, 0x20);
    const answer = await callRpc(host, 'app.hello', {}, { body: Array.from({ length: 12 }, () => chunk) });
    expect(answer.status).toBe(400);
    expect(errorIn(answer).code).toBe('too-large');
  });

  it('answer one frame per line, uncached', async () => {
    const answer = await callRpc(host, 'app.hello', {});
    expect(answer.headers['content-type']).toBe('application/x-ndjson');
    expect(answer.headers['cache-control']).toBe('no-store');
    const lines = answer.body.toString().trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ type: 'ok', value: { contractVersion: '1.0' } });
  });

  it.each(['__proto__', 'constructor', 'nothing', '%2fetc', ''])('have no method "%s"', async (method) => {
    const answer = await callRpc(host, method, {});
    expect(answer.body.toString()).toContain('unknown-method');
  });

  it('are posted, not got', async () => {
    expect((await ask(host, { path: '/rpc/app.hello' })).status).toBe(404);
  });

  it.each(['/rpc/%zz', '/rpc/%', 'http://evil.example/rpc/app.hello', '//', '*'])('have a valid address: %s', async (path) => {
    const answer = await ask(host, { method: 'POST', path, headers: { 'content-type': 'application/json' }, body: '{}' });
    expect([400, 404]).toContain(answer.status);
    expect(errorIn(answer).message).toMatch(/^(The address of the request is not valid|There is nothing at)/);
  });

  it('end in the handler when the browser goes away', async () => {
    const before = stopped.length;
    const body = '{}';
    const socket = connect(host.server.port, '127.0.0.1');
    socket.write(
      `POST /rpc/study.sample HTTP/1.1\r\nHost: 127.0.0.1:${host.server.port}\r\nx-lithoscope-token: ${host.server.token}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await new Promise<void>((resolve) => {
      socket.on('data', (data: Buffer) => {
        if (data.toString().includes('"progress"')) resolve();
      });
    });
    socket.destroy();
    await vi.waitFor(() => expect(stopped).toHaveLength(before + 1));
  });

  it('go through the client, refusals included', async () => {
    const { port, token } = host.server;
    const baseUrl = `http://127.0.0.1:${port}`;
    const client = createClient(contract, httpTransport({ baseUrl, token }));
    expect(await client['app.hello']({})).toMatchObject({ capabilities: { uploads: true, uploadLimitBytes: UPLOAD_LIMIT } });
    const stranger = createClient(contract, httpTransport({ baseUrl, token: 'wrong' }));
    await expect(stranger['app.hello']({})).rejects.toBeInstanceOf(DeniedError);
    await expect(stranger['app.hello']({})).rejects.toMatchObject({ code: 'bad-token' });
  });
});

describe('static files', () => {
  it('serve the page and its bundles with their types', async () => {
    const page = await ask(host, { path: '/', token: null });
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['cache-control']).toBe('no-cache');
    expectSafeHeaders(page);
    const bundle = await ask(host, { path: '/assets/main-abc.js', token: null });
    expect(bundle.headers['cache-control']).toContain('immutable');
    const head = await ask(host, { method: 'HEAD', path: '/', token: null });
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(head.headers['content-length']).toBe(String(page.body.length));
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets/..\\..\\secret.txt',
    '/..%5csecret.txt',
    '/.%00./secret.txt',
    '//secret.txt',
    '/volume/../../secret.txt',
    '/report/s/..%2f..%2f..%2fsecret.txt',
    '/volume/%2e%2e/secret.txt/slice?axis=z&i=0',
  ])('stay inside their folder: %s', async (path) => {
    const answer = await ask(host, { path });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.body.toString()).not.toContain('not served');
    expectSafeHeaders(answer);
  });
});

describe('uploads', () => {
  const put = (path: string, body: string | Buffer | readonly Buffer[], headers = {}): Promise<Answer> =>
    ask(host, { method: 'PUT', path, body, headers });

  it('give a handle that the core opens', async () => {
    const file = join(host.home, 'tiny.tif');
    await writeTinyImage(file);
    const bytes = readFileSync(file);
    const answer = await put('/upload/0123-abcd?name=my%20tiny.tif', bytes);
    expect(answer.status).toBe(200);
    expectSafeHeaders(answer);
    const { ref } = JSON.parse(answer.body.toString()) as { ref: string };
    expect(readFileSync(join(host.uploads, '0123-abcd', 'my tiny.tif')).equals(bytes)).toBe(true);
    const { port, token } = host.server;
    const client = createClient(contract, httpTransport({ baseUrl: `http://127.0.0.1:${port}`, token }));
    const { volumes } = await client['stack.info']({ files: [ref], hash: true });
    expect(volumes).toMatchObject([
      { format: 'tiff', shape: [6, 12, 10], dtype: 'uint16', sha256: createHash('sha256').update(tinyImage()).digest('hex') },
    ]);
  });

  it('give each file of one drop a handle of its own', async () => {
    const refs = await Promise.all(
      ['a.tif', 'b.tif'].map(
        async (name) => (JSON.parse((await put(`/upload/drop-0001?name=${name}`, name)).body.toString()) as { ref: string }).ref,
      ),
    );
    expect(new Set(refs).size).toBe(2);
    expect(readdirSync(join(host.uploads, 'drop-0001')).toSorted()).toEqual(['a.tif', 'b.tif']);
  });

  it('one name uploaded several times at once is kept once, and never replaced', async () => {
    const bodies = ['first', 'second', 'third'].map((text) => Buffer.alloc(2000, text));
    const answers = await Promise.all(bodies.map((body) => put('/upload/same-name-01?name=c.tif', body)));
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
    const kept = readFileSync(join(host.uploads, 'same-name-01', 'c.tif'));
    expect(bodies.some((body) => body.equals(kept))).toBe(true);
    expect((await put('/upload/same-name-01?name=c.tif', 'later')).status).toBe(409);
    expect(readFileSync(join(host.uploads, 'same-name-01', 'c.tif')).equals(kept)).toBe(true);
    expect(readdirSync(join(host.uploads, 'same-name-01'))).toEqual(['c.tif']);
  });

  it('are refused above the limit, before or while they come, and leave nothing behind', async () => {
    const told = await put('/upload/large-01?name=told.tif', Buffer.alloc(UPLOAD_LIMIT + 1));
    expect([told.status, errorIn(told).code]).toEqual([400, 'too-large']);
    const chunks = Array.from({ length: 40 }, () => Buffer.alloc(10_000));
    const untold = await put('/upload/large-01?name=untold.tif', chunks, { 'transfer-encoding': 'chunked' });
    expect([untold.status, errorIn(untold).code]).toEqual([400, 'too-large']);
    expect(errorIn(untold).message).toContain('untold.tif');
    expect(readdirSync(join(host.uploads, 'large-01'))).toEqual([]);
    expect((await put('/upload/large-01?name=just.tif', Buffer.alloc(UPLOAD_LIMIT))).status).toBe(200);
  });

  it.each(['..%2f..%2fsecret.txt', '..', '%2e%2e', 'a%2fb', 'a%5cb', 'a%00b', '', 'x'.repeat(300)])(
    'take plain names only: %s',
    async (name) => {
      const answer = await put(`/upload/names-01?name=${name}`, 'abc');
      expect([400, 403]).toContain(answer.status);
      expect(errorIn(answer).code).toBe('bad-name');
      expect(readFileSync(join(host.home, 'secret.txt'), 'utf8')).toBe('not served');
      expect(existsSync(join(host.uploads, 'names-01'))).toBe(false);
    },
  );

  it.each(['short', '..%2f..%2fxxxxxxxx', '%2e%2e%2e%2e%2e%2e%2e%2e%2e', 'under_score_here', 'x'.repeat(65)])(
    'take plain ids only: %s',
    async (id) => {
      const answer = await put(`/upload/${id}?name=a.tif`, 'abc');
      expect([400, 403]).toContain(answer.status);
      expect(['bad-upload', 'bad-name']).toContain(errorIn(answer).code);
    },
  );

  it('that break off leave nothing behind', async () => {
    const socket = connect(host.server.port, '127.0.0.1');
    socket.write(
      `PUT /upload/broken-01?name=half.tif HTTP/1.1\r\nHost: 127.0.0.1:${host.server.port}\r\nx-lithoscope-token: ${host.server.token}\r\ncontent-length: 5000\r\n\r\n${'x'.repeat(100)}`,
    );
    await vi.waitFor(() => expect(readdirSync(join(host.uploads, 'broken-01'))).toEqual([expect.stringMatching(/^half\.tif\..+\.part$/)]));
    socket.destroy();
    await vi.waitFor(() => expect(readdirSync(join(host.uploads, 'broken-01'))).toEqual([]));
  });
});

describe('the port', () => {
  it('that is in use is said in one sentence', async () => {
    const work = startWebHost((core) => core, host.server.port);
    await expect(work).rejects.toBeInstanceOf(ConflictError);
    await expect(work).rejects.toMatchObject({
      code: 'port-in-use',
      message: `Port ${host.server.port} is in use or not allowed; choose another with --port, or leave it out for a free one.`,
    });
  });

  it('is free again after closing, whatever was open', async () => {
    const first = await startWebHost();
    const kept = connect(first.server.port, '127.0.0.1');
    await new Promise((resolve) => kept.on('connect', resolve));
    kept.on('error', () => undefined);
    await first.server.close();
    const second = await startWebHost((core) => core, first.server.port);
    expect(second.server.port).toBe(first.server.port);
    await second.server.close();
  });
});
