/** The same labels give the same bytes through the command line, HTTP and memory, with one thread and with two. */
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract } from '../../src/contract/index.js';
import { createNodeCore } from '../../src/node/index.js';
import { createClient, createDispatcher, memoryTransport } from '../../src/rpc/index.js';
import { makeFolder, runCommand, startHost, type Host } from '../e2e/support/host.js';
import { call, find } from '../e2e/support/rpc.js';

const folder = makeFolder();
const labels = resolve(folder.path, 'deposit.tif');
let host: Host;

beforeAll(async () => {
  runCommand(['simulate', 'brownian-dla', '--param', 'width=26um', '--param', 'height=20um', '--seed', '3', '-o', labels], folder.path);
  host = await startHost(folder.path);
});

afterAll(async () => {
  await host.stop();
  folder.remove();
});

async function inMemory(threads: number): Promise<unknown> {
  const core = createNodeCore({ host: 'memory', roots: [], uploadLimitBytes: 0, dialogs: false, threads });
  try {
    const client = createClient(contract, memoryTransport(createDispatcher(contract, core.handlers)));
    return await client['measure.file']({ labels: core.grants.grant(labels, 'read'), collector: ['z-'] });
  } finally {
    await core.close();
  }
}

test('measure gives byte-equal JSON through every end and with any number of threads', async () => {
  const reference = JSON.stringify(await inMemory(1));
  expect(reference.length).toBeGreaterThan(5000);
  expect(JSON.stringify(await inMemory(2))).toBe(reference);
  for (const threads of ['1', '2'])
    expect(JSON.stringify(runCommand(['measure', labels, '--collector', 'z-', '--threads', threads], folder.path))).toBe(reference);
  const overHttp = await call(host, 'measure.file', { labels: await find(host, 'deposit.tif'), collector: ['z-'] });
  expect(JSON.stringify(overHttp)).toBe(reference);
});
