/** Every expected value of the reference set whose metric exists, through the engine, by the pass rule of the set. */
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findMetric, measure, METRICS } from '../../src/metrics/index.js';
import type { MeasureResult } from '../../src/metrics/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';
import { readStack, readTruth } from '../support/reference-stacks.js';
import type { Truth, TruthEntry } from '../support/reference-stacks.js';
import { describeShared, sharedPath } from '../support/shared.js';

function cases(): string[] {
  const root = sharedPath('reference/metrics');
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    .sort();
}

/** |measured - value| <= abs, or <= rel x |value|; lists and objects element by element; the rest exactly. */
function misses(entry: TruthEntry, result: MeasureResult): string | undefined {
  const shown = `${entry.file} ${entry.metric} ${JSON.stringify(entry.params)}: ${JSON.stringify(result.value)} ${result.unit}, expected ${JSON.stringify(entry.value)} ${entry.unit} (${JSON.stringify(entry.tolerance)}) ${result.error?.message ?? result.reason ?? ''}`;
  if (result.error !== undefined) return shown;
  if (entry.value === null) return result.value === null && (result.reason ?? '') !== '' ? undefined : shown;
  if (result.unit !== entry.unit) return shown;
  return close(entry.value, result.value, entry.tolerance) ? undefined : shown;
}

function close(expected: unknown, found: unknown, tolerance: TruthEntry['tolerance']): boolean {
  if (typeof expected === 'number') {
    const allowed = tolerance?.abs ?? (tolerance?.rel ?? 0) * Math.abs(expected);
    return typeof found === 'number' && Math.abs(found - expected) <= allowed;
  }
  if (typeof expected !== 'object' || expected === null) return expected === found;
  if (typeof found !== 'object' || found === null) return false;
  const keys = Object.keys(expected);
  return (
    keys.length === Object.keys(found).length &&
    keys.every((key) => close((expected as Record<string, unknown>)[key], (found as Record<string, unknown>)[key], tolerance))
  );
}

/** Solves on 125 million voxels: in test/slow. */
const isSlow = ({ case: name }: Truth, { metric, params }: TruthEntry): boolean =>
  name === 'tf-500' && params['phase'] === 1 && ['transport.tortuosity_factor', 'transport.relative_diffusivity'].includes(metric);

describeShared('reference/metrics', 'reference phantoms', () => {
  const workers = createInlineWorkers();

  test('every name of a family that exists is there', () => {
    const families = new Set(METRICS.map((metric) => metric.family));
    const asked = cases().flatMap((name) => readTruth(name).expect.map((entry) => entry.metric));
    const missing = asked.filter((id) => families.has(id.split('.')[0]!) && findMetric(id) === undefined);
    expect([...new Set(missing)]).toEqual([]);
  });

  describe.each(cases())('%s', (name) => {
    const truth = readTruth(name);
    const [slow, known] = [true, false].map((wanted) =>
      truth.expect.filter((entry) => findMetric(entry.metric) !== undefined && isSlow(truth, entry) === wanted),
    ) as [TruthEntry[], TruthEntry[]];
    for (const { metric, params } of slow) test.skip(`${metric} ${JSON.stringify(params)} [SKIPPED: runs in npm run test:slow]`);
    test.runIf(known.length > 0)(`${known.length} values`, { timeout: 60_000 }, async () => {
      const missed: string[] = [];
      for (const file of new Set(known.map((entry) => entry.file))) {
        const entries = known.filter((entry) => entry.file === file);
        const labels = readStack(truth, file);
        const { results } = await measure(
          entries.map(({ metric, params }) => ({ metric, params })),
          { labels },
          { workers },
        );
        entries.forEach((entry, i) => missed.push(...[misses(entry, results[i]!)].filter((miss) => miss !== undefined)));
      }
      expect(missed).toEqual([]);
    });
  });
});
