/** A study through the web host: from the dropped file to the bytes of a slice. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contract, type Client, type LithoscopeContract } from '../../src/contract/index.js';
import { createClient, httpTransport } from '../../src/rpc/index.js';
import { SHAPE, tinyImage, writeTinyImage } from '../services/tiny-stack.js';
import { ask, errorIn, startWebHost, type WebHost } from './web-host.js';

let host: WebHost;
let client: Client<LithoscopeContract>;

beforeAll(async () => {
  host = await startWebHost();
  client = createClient(contract, httpTransport({ baseUrl: `http://127.0.0.1:${host.server.port}`, token: host.server.token }));
});
afterAll(() => host.server.close());

it('gives the slices of an uploaded stack, byte by byte', async () => {
  const file = join(host.home, 'tiny.tif');
  await writeTinyImage(file);
  const sent = await ask(host, { method: 'PUT', path: '/upload/0123-abcd?name=tiny.tif', body: readFileSync(file) });
  const { ref } = JSON.parse(sent.body.toString()) as { ref: string };
  const study = await client['study.create']({ files: [ref], name: 'tiny' });
  expect(study.stack).toMatchObject({ names: ['tiny.tif'], shape: [...SHAPE], dtype: 'uint16' });

  const { version } = study.layers.image;
  const values = tinyImage();
  const [nz, ny, nx] = SHAPE;
  const slice = (query: string, layer = 'image') => ask(host, { path: `/volume/${study.id}/${layer}/slice?${query}` });

  const z = await slice(`axis=z&i=2&v=${version}`);
  expect(z.headers).toMatchObject({
    'x-shape': `${ny},${nx}`,
    'x-dtype': 'uint16',
    'x-version': version,
    'content-length': String(2 * ny * nx),
  });
  expect(z.headers['cache-control']).toContain('immutable');
  expect(new Uint16Array(new Uint8Array(z.body).buffer)).toEqual(values.slice(2 * ny * nx, 3 * ny * nx));

  const x = await slice(`axis=x&i=3&v=${version}`);
  expect(x.headers['x-shape']).toBe(`${nz},${ny}`);
  expect(new Uint16Array(new Uint8Array(x.body).buffer)).toEqual(Uint16Array.from({ length: nz * ny }, (_, i) => values[i * nx + 3]!));

  expect((await slice('axis=z&i=2&v=older')).headers['cache-control']).toBe('no-store');
  for (const [query, layer, status] of [
    [`axis=z&i=${nz}`, 'image', 400],
    ['axis=z&i=0', 'labels', 404],
    ['axis=z&i=0', '__proto__', 400],
    ['axis=z&i=0', 'probability-9', 400],
  ] as const) {
    const refused = await slice(query, layer);
    expect([layer, refused.status]).toEqual([layer, status]);
    expect(errorIn(refused).message).toMatch(/^[A-Z].*\.$/);
  }
  expect((await ask(host, { path: `/report/${study.id}/report.html` })).status).toBe(404);
  expect((await ask(host, { path: '/volume/none/image/slice?axis=z&i=0' })).status).toBe(404);

  const changed = await client['prepare.update']({ study: study.id, steps: [{ step: 'downsample2', enabled: true }] });
  expect(changed.layers.image.version).not.toBe(version);
  expect((await slice(`axis=z&i=0&v=${changed.layers.image.version}`)).headers['x-shape']).toBe(`${ny / 2},${nx / 2}`);
});
