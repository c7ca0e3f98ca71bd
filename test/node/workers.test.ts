import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { measure } from '../../src/metrics/index.js';
import { createThreadWorkers } from '../../src/node/workers.js';
import type { ThreadWorkers } from '../../src/node/workers.js';
import { task } from '../../src/ports/index.js';
import { labelVolume } from '../../src/volume/index.js';
import { createInlineWorkers, labelCountsRequest } from '../../src/workers/index.js';

let folder: string;
let workers: ThreadWorkers;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lithoscope-workers-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: { input: resolve('src/node/worker-entry.ts'), output: { entryFileNames: 'worker.mjs' } },
    },
  });
  workers = createThreadWorkers({ threads: 2, entry: pathToFileURL(join(folder, 'worker.mjs')) });
});

afterAll(async () => {
  await workers.close();
  rmSync(folder, { recursive: true, force: true });
});

function randomLabels(length: number): Uint8Array {
  const rng = createRng(1);
  return Uint8Array.from({ length }, () => rng.int(8));
}

describe('worker threads', () => {
  test('two threads give byte for byte what the calling thread gives', async () => {
    const shape = [20, 30, 40] as const;
    const calibration = { spacing: [1e-7, 2e-7, 3e-7], source: 'test', unit: 'um' } as const;
    const input = { labels: labelVolume(randomLabels(24000), shape, calibration, 'test'), collectorFaces: ['z-'] as const };
    const requests = ['volume.voxels', 'volume.volume', 'volume.fraction', 'deposit.areal_capacity', 'isolation.f_dead'].map((metric) => ({
      metric,
    }));
    const inline = await measure(requests, input, { workers: createInlineWorkers() });
    const threaded = await measure(requests, input, { workers });
    expect(JSON.stringify(threaded)).toBe(JSON.stringify(inline));
  });

  test('many tasks share the threads, and each gets its own answer', async () => {
    const labels = workers.share(randomLabels(5000));
    expect(labels.buffer).toBeInstanceOf(SharedArrayBuffer);
    const parts = await Promise.all(
      Array.from({ length: 50 }, (_, i) => workers.run(labelCountsRequest, { labels, first: i * 100, end: i * 100 + 100 })),
    );
    expect(parts.every((part) => part.reduce((a, b) => a + b) === 100)).toBe(true);
  });

  test('a task that does not exist is refused by name', async () => {
    await expect(workers.run(task<null, null>('no-such-task'), null)).rejects.toThrow('no-such-task');
  });

  test('a task is cancelled while it runs, and the pool goes on', async () => {
    const labels = workers.share(new Uint8Array(200_000_000));
    const stop = new AbortController();
    const running = workers.run(labelCountsRequest, { labels, first: 0, end: labels.length }, stop.signal);
    setTimeout(() => stop.abort(), 20);
    await expect(running).rejects.toMatchObject({ tag: 'aborted' });
    await expect(workers.run(labelCountsRequest, { labels, first: 0, end: 10 })).resolves.toHaveLength(256);
    await expect(workers.run(labelCountsRequest, { labels, first: 0, end: 10 }, AbortSignal.abort())).rejects.toMatchObject({
      tag: 'aborted',
    });
  });
});
