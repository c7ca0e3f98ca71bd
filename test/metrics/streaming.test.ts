/** What streams gives the same from disk as in memory, to the last bit; what does not stream names the box it was measured on. */
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { measure, METRICS } from '../../src/metrics/index.js';
import type { MeasureRequest, StackInput } from '../../src/metrics/index.js';
import { labelVolume, stackOf } from '../../src/volume/index.js';
import type { Shape3 } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';

const workers = createInlineWorkers();
const calibration = { spacing: [0.3e-6, 0.2e-6, 0.25e-6], source: 'test', unit: 'um' } as const;

/** Balls of lithium, some with SEI, in electrolyte over several slabs. */
function balls(shape: Shape3, count: number, seed: number): Uint8Array {
  const rng = createRng(seed);
  const [nz, ny, nx] = shape;
  const data = new Uint8Array(nz * ny * nx).fill(3);
  for (let ball = 0; ball < count; ball++) {
    const r = rng.uniform(2, 7);
    const shell = rng.chance(0.5) ? 2 : 0;
    const c = [rng.uniform(-3, nz + 3), rng.uniform(-3, ny + 3), rng.uniform(-3, nx + 3)] as const;
    const reach = r + shell;
    const from = (axis: 0 | 1 | 2): number => Math.max(0, Math.floor(c[axis] - reach));
    const to = (axis: 0 | 1 | 2, n: number): number => Math.min(n, Math.ceil(c[axis] + reach) + 1);
    for (let z = from(0); z < to(0, nz); z++)
      for (let y = from(1); y < to(1, ny); y++)
        for (let x = from(2); x < to(2, nx); x++) {
          const distance = Math.hypot(z - c[0], y - c[1], x - c[2]);
          const i = (z * ny + y) * nx + x;
          if (distance <= r) data[i] = 1;
          else if (distance <= reach && data[i] === 3) data[i] = 2;
        }
  }
  return data;
}

const streaming = METRICS.filter((metric) => metric.streams !== undefined && metric.streams !== false && metric.dimension !== 2);
const requests = streaming.map((metric): MeasureRequest => ({ metric: metric.id }));

describe('measuring from disk', () => {
  const shape: Shape3 = [45, 330, 330];
  const labels = labelVolume(balls(shape, 900, 4), shape, calibration, 'test');
  const input = (memoryBytes: number): StackInput => ({ stack: stackOf(labels), path: 'test', collectorFaces: ['z-'], memoryBytes });

  test('every metric that streams, whole and to the last bit', { timeout: 120_000 }, async () => {
    expect(streaming.length).toBeGreaterThan(30);
    const memory = await measure(requests, { labels, collectorFaces: ['z-'] }, { workers });
    const disk = await measure(requests, input(1), { workers });
    expect(disk.results.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(disk.results).toEqual(memory.results);
    expect(disk.labels).toEqual(memory.labels);
  });

  test('what does not stream is measured on a box that fits, and says so', async () => {
    const { results } = await measure([{ metric: 'thickness.mean' }], input(20 * 45 * 100 * 100), { workers });
    expect(results[0]?.value).toBeGreaterThan(0);
    expect(results[0]?.note).toContain('memory budget');
  });

  test('a voxel that may lie outside of the box is refused', async () => {
    const { results } = await measure([{ metric: 'thickness.at_voxel', params: { voxel_zyx: [0, 0, 0] } }], input(20 * 45 * 100 * 100), {
      workers,
    });
    expect(results[0]).toMatchObject({ value: null, reason: expect.stringContaining('memory budget') as string });
  });

  test('probabilities follow the box that is measured', async () => {
    const plane = labels.data.map((value) => (value === 1 ? 255 : 0));
    const ask: MeasureRequest[] = [{ metric: 'isolation.f_dead_interval' }];
    const part = { ...input(20 * 45 * 100 * 100), probabilities: new Map([[1, plane]]) };
    const { results } = await measure(ask, part, { workers });
    expect(results[0]?.error).toBeUndefined();
    expect(results[0]?.value).not.toBeNull();
    expect(results[0]?.note).toContain('memory budget');
  });
});
