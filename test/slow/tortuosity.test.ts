/** The public 500 x 500 x 500 volume of TauFactor: over-converged values within 0.5 %. Prints time and memory of each direction. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { measure } from '../../src/metrics/index.js';
import { createThreadWorkers } from '../../src/node/workers.js';
import type { ThreadWorkers } from '../../src/node/workers.js';
import { bundleEntry } from '../support/bundle.js';
import { readStack, readTruth } from '../support/reference-stacks.js';
import { describeShared } from '../support/shared.js';

const SOLVED = ['transport.tortuosity_factor', 'transport.relative_diffusivity'];

describeShared('reference/metrics/tf-500', 'TF-500', () => {
  const truth = readTruth('tf-500');
  const labels = readStack(truth, 'labels.tif');
  const expected = truth.expect.filter(({ metric, params }) => SOLVED.includes(metric) && params['phase'] === 1);
  let workers: ThreadWorkers;
  beforeAll(async () => {
    workers = createThreadWorkers({ threads: 2, entry: await bundleEntry('src/node/worker-entry.ts') });
  });
  afterAll(() => workers.close());

  test.each(['z', 'y', 'x'])('along %s', async (axis) => {
    const entries = expected.filter(({ params }) => params['axis'] === axis);
    expect(entries.length).toBe(2);
    const start = performance.now();
    const { results } = await measure(
      entries.map(({ metric, params }) => ({ metric, params })),
      { labels },
      { workers },
    );
    const seconds = (performance.now() - start) / 1000;
    const { value, note } = results[0]!;
    process.stdout.write(`${axis}: ${String(value as number)} in ${seconds.toFixed(1)} s, ${note ?? ''}; ${peak()}\n`);
    results.forEach((result, i) => {
      const value = entries[i]!.value as number;
      expect(Math.abs((result.value as number) / value - 1)).toBeLessThan(entries[i]!.tolerance!.rel!);
    });
  });
});

function peak(): string {
  return `at most ${(process.resourceUsage().maxRSS / 1e6).toFixed(2)} GB resident, reading the file included`;
}
