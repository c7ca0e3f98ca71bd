/** Geometric families against the phantoms with known answers, without the engine. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { seiMetrics } from '../../src/metrics/sei.js';
import { specificSurfaceMetrics } from '../../src/metrics/specific-surface.js';
import { surfaceMetrics } from '../../src/metrics/surface.js';
import { topologyMetrics } from '../../src/metrics/topology.js';
import { describeShared, sharedPath } from '../support/shared.js';
import { contextOf, labelsOf, measure, metresOf, readCase, readStack } from './geometry-context.js';

const METRICS = [...surfaceMetrics, ...specificSurfaceMetrics, ...topologyMetrics, ...seiMetrics];
/** in the engine's hands, or too large for this test */
const SKIPPED = new Set(['tf-500']);
const POWER = { length: 1, area: 2, volume: 3, 'per-length': -1 } as Record<string, number>;

describeShared('reference/metrics', 'geometry against the reference phantoms', () => {
  const root = sharedPath('reference', 'metrics');
  for (const name of readdirSync(root)) {
    if (!/^(?!README)/.test(name) || SKIPPED.has(name)) continue;
    const reference = readCase(`${root}/${name}`);
    const wanted = reference.expect.filter((e) => METRICS.some((m) => m.id === e.metric));
    if (wanted.length === 0) continue;
    test(name, async () => {
      const misses: string[] = [];
      for (const [file, info] of Object.entries(reference.files)) {
        const values = wanted.filter((e) => e.file === file);
        if (values.length === 0) continue;
        const metres = metresOf(info.unit);
        const spacing = info.spacing_zyx.map((s) => s * metres) as unknown as [number, number, number];
        const context = contextOf(labelsOf(readStack(`${root}/${name}/${file}`, info.shape_zyx), info.shape_zyx, spacing));
        for (const e of values) {
          const metric = METRICS.find((m) => m.id === e.metric)!;
          if (metric.dimension !== 'any' && metric.dimension !== (context.flatAxis === null ? 3 : 2)) {
            expect(e.value).toBeNull();
            continue;
          }
          const measured = await measure(metric, context, e.params);
          const scale = metres ** (POWER[metric.unit] ?? 0);
          const got =
            measured.value === null
              ? null
              : Array.isArray(measured.value)
                ? measured.value.map((v: number) => v / scale)
                : Number(measured.value) / scale;
          if (process.env['LIST'] !== undefined)
            console.log(name, file, e.metric, JSON.stringify(e.params), got, e.value, e.goal_rel ?? '');
          if (!matches(got, e.value, e.tolerance))
            misses.push(`${file} ${e.metric} ${JSON.stringify(e.params)}: ${String(got)} instead of ${String(e.value)}`);
        }
      }
      expect(misses).toEqual([]);
    });
  }
});

function matches(got: unknown, value: number | number[] | null, tolerance?: { abs?: number; rel?: number }): boolean {
  if (value === null || got === null) return got === value;
  if (Array.isArray(value)) return Array.isArray(got) && value.every((v, k) => matches(got[k], v, tolerance));
  return Math.abs(Number(got) - value) <= (tolerance?.abs ?? (tolerance?.rel ?? 0) * Math.abs(value));
}
