import { describe, expect, it } from 'vitest';
import { AbortedError, FormatError, NotFoundError } from '../../src/base/index.js';
import { createResources, type UploadAccess } from '../../src/resources/index.js';
import type { SliceAccess } from '../../src/services/index.js';

const data = Uint16Array.from([1, 2, 3, 4, 5, 0xabcd]);

interface Asked {
  slices: unknown[];
  uploads: unknown[];
}

function setUp(change: Partial<SliceAccess> = {}, withUploads = true) {
  const asked: Asked = { slices: [], uploads: [] };
  const slices: SliceAccess = {
    slice({ signal: _signal, ...request }) {
      asked.slices.push(request);
      return Promise.resolve({ data, shape: [2, 3], dtype: 'uint16', version: 'v7' });
    },
    reportFile: (_study, name) => Promise.resolve(new TextEncoder().encode(`<p>${name}</p>`)),
    exportFile: (_study, name) => Promise.resolve({ size: name.length, stream: new Blob([name]).stream() }),
    ...change,
  };
  const uploads: UploadAccess = {
    async receive(upload, name, body, expectedBytes) {
      asked.uploads.push({ upload, name, expectedBytes, text: await new Response(body).text() });
      return { ref: 'handle' };
    },
  };
  const handle = createResources({ slices, uploads: withUploads ? uploads : null });
  const get = (path: string): Promise<Response> => handle(new Request(`http://host${path}`));
  return { asked, handle, get };
}

async function errorOf(response: Response): Promise<{ status: number; code: string; tag: string; message: string }> {
  const { error } = (await response.json()) as { error: { code: string; tag: string; message: string } };
  return { status: response.status, ...error };
}

describe('slices', () => {
  it('are raw little-endian bytes with their shape, type and version', async () => {
    const { get, asked } = setUp();
    const response = await get('/volume/s-1/probability-1/slice?axis=y&i=12&v=v7');
    expect(response.status).toBe(200);
    expect(asked.slices).toEqual([{ study: 's-1', layer: 'probability-1', axis: 'y', index: 12 }]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '12',
      'x-shape': '2,3',
      'x-dtype': 'uint16',
      'x-version': 'v7',
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(bytes.slice(-2)).toEqual(Uint8Array.of(0xcd, 0xab));
  });

  it('send only their own part of a larger buffer', async () => {
    const whole = Uint8Array.from([9, 9, 1, 2, 3, 4, 9]);
    const { get } = setUp({
      slice: () => Promise.resolve({ data: whole.subarray(2, 6), shape: [2, 2], dtype: 'uint8', version: 'a' }),
    });
    expect([...new Uint8Array(await (await get('/volume/s/labels/slice?axis=z&i=0')).arrayBuffer())]).toEqual([1, 2, 3, 4]);
  });

  it('are kept for ever only under the version that they have', async () => {
    const { get } = setUp();
    const kept = async (query: string) => (await get(`/volume/s/image/slice?axis=z&i=0${query}`)).headers.get('cache-control');
    expect(await kept('&v=v7')).toBe('private, max-age=31536000, immutable');
    expect(await kept('&v=v6')).toBe('no-store');
    expect(await kept('')).toBe('no-store');
  });

  it.each([
    'axis=z',
    'axis=z&i=',
    'axis=z&i=-1',
    'axis=z&i=1.5',
    'axis=z&i=1e2',
    'axis=z&i=0x10',
    'axis=t&i=0',
    'i=0',
    'axis=z&i=99999999999',
  ])('need an axis and an index: %s', async (query) => {
    const { get, asked } = setUp();
    expect(await errorOf(await get(`/volume/s/image/slice?${query}`))).toMatchObject({ status: 400, code: 'bad-slice' });
    expect(asked.slices).toEqual([]);
  });

  it.each([
    [new NotFoundError('The study s is not open here.', { code: 'study-not-open' }), 404],
    [new FormatError('a.tif ends early.'), 422],
    [new AbortedError(), 499],
    [new Error('broken'), 500],
  ])('answer an error with its data: %s', async (error, status) => {
    const { get } = setUp({ slice: () => Promise.reject(error) });
    const answer = await errorOf(await get('/volume/s/image/slice?axis=z&i=0'));
    expect(answer).toMatchObject({ status, message: error.message });
    expect(typeof answer.tag).toBe('string');
  });

  it('stop when the reader goes away', async () => {
    let seen: AbortSignal | undefined;
    const { handle } = setUp({
      slice: ({ signal }) => {
        seen = signal;
        return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new AbortedError()), { once: true }));
      },
    });
    const stop = new AbortController();
    const work = handle(new Request('http://host/volume/s/image/slice?axis=z&i=0', { signal: stop.signal }));
    await Promise.resolve();
    stop.abort();
    expect((await work).status).toBe(499);
    expect(seen?.aborted).toBe(true);
  });
});

describe('report files', () => {
  it('come with their type and are never cached', async () => {
    const response = await setUp().get('/report/s/report.html');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toBe('<p>report.html</p>');
    expect((await setUp().get('/report/s/odd.bin')).headers.get('content-type')).toBe('application/octet-stream');
  });

  it.each(['%2e%2e', '..%2f..%2fetc%2fpasswd', 'a%5cb', 'a%00b', '%2F', '%', ''])('have plain names: "%s"', async (name) => {
    const response = await setUp({ reportFile: () => Promise.reject(new Error('reached the disk')) }).get(`/report/s/${name}`);
    expect([400, 403, 404]).toContain(response.status);
    expect((await errorOf(response)).message).not.toContain('reached the disk');
  });
});

it('hand out exported files with their size', async () => {
  const response = await setUp().get('/export/s/cell.labels.tif');
  expect(response.headers.get('content-length')).toBe('15');
  expect(await response.text()).toBe('cell.labels.tif');
});

describe('uploads', () => {
  const put = (path: string, body: string | null): Request => new Request(`http://host${path}`, { method: 'PUT', body });

  it('pass the stream on and give a handle', async () => {
    const { handle, asked } = setUp();
    const response = await handle(put('/upload/0123-abcd?name=my%20stack.tif', 'abc'));
    expect(await response.json()).toEqual({ ref: 'handle' });
    expect(asked.uploads).toEqual([{ upload: '0123-abcd', name: 'my stack.tif', expectedBytes: null, text: 'abc' }]);
  });

  it.each(['../evil', '..', '.', '', 'a/b', 'a\\b', 'a\0b', '/etc/passwd'])('refuse the name %j', async (name) => {
    const { handle, asked } = setUp();
    const response = await handle(put(`/upload/0123-abcd?name=${encodeURIComponent(name)}`, 'abc'));
    expect(await errorOf(response)).toMatchObject({ status: 403, code: 'bad-name' });
    expect(asked.uploads).toEqual([]);
  });

  it('keep the place of a file in its folder', async () => {
    const { handle, asked } = setUp();
    await handle(put('/upload/0123-abcd?name=0.0.1&folder=stack.zarr%2F0', 'abc'));
    expect(asked.uploads).toEqual([{ upload: '0123-abcd', name: 'stack.zarr/0/0.0.1', expectedBytes: null, text: 'abc' }]);
  });

  it.each(['..', 'a/../..', '/etc', 'a//b', 'a\\b', ''])('refuse the folder %j', async (folder) => {
    const { handle, asked } = setUp();
    const response = await handle(put(`/upload/0123-abcd?name=a&folder=${encodeURIComponent(folder)}`, 'abc'));
    expect(await errorOf(response)).toMatchObject({ status: 403, code: 'bad-name' });
    expect(asked.uploads).toEqual([]);
  });

  it('are refused where they are not needed, and without a body', async () => {
    expect(await errorOf(await setUp({}, false).handle(put('/upload/0123-abcd?name=a', 'abc')))).toMatchObject({ code: 'no-uploads' });
    expect(await errorOf(await setUp().handle(put('/upload/0123-abcd?name=a', null)))).toMatchObject({ code: 'empty-file' });
  });
});

it.each([
  ['GET', '/'],
  ['GET', '/volume/s/image'],
  ['GET', '/volume/s/image/slice/more?axis=z&i=0'],
  ['POST', '/volume/s/image/slice?axis=z&i=0'],
  ['DELETE', '/report/s/report.html'],
  ['GET', '/upload/0123-abcd?name=a'],
  ['GET', '/rpc/app.hello'],
])('has nothing else: %s %s', async (method, path) => {
  const { handle } = setUp();
  expect(await errorOf(await handle(new Request(`http://host${path}`, { method })))).toMatchObject({
    status: 404,
    code: 'unknown-address',
  });
});
