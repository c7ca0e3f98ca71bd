/** Slabs of one plane each: what is joined over planes must be what one pass over the volume finds. */
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { lastLayerWith, measureIsolation } from '../../src/kernels/index.js';
import { countComponents, countEnclosed, labelledComponents, measuredComponents } from '../../src/metrics/components.js';
import { isolationCounts } from '../../src/metrics/isolation-slabs.js';
import type { IsolationQuestion } from '../../src/metrics/isolation-slabs.js';
import { slabRanges } from '../../src/metrics/slabs.js';
import { labelVolume, NO_CALIBRATION, stackOf } from '../../src/volume/index.js';
import type { LabelStack, Shape3 } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';
import { enclosedCavities } from '../kernels/oracles/cavities.js';
import { labelsByRows } from '../kernels/oracles/components.js';

const SHAPE: Shape3 = [6, 1500, 1500];

/** boxes of lithium, collector material and nothing, some over several planes */
function scene(): Uint8Array {
  const rng = createRng(4);
  const [nz, ny, nx] = SHAPE;
  const labels = new Uint8Array(nz * ny * nx);
  for (let k = 0; k < 900; k++) {
    const [z0, y0, x0] = [rng.int(nz), rng.int(ny), rng.int(nx)];
    const [z1, y1, x1] = [Math.min(nz, z0 + 1 + rng.int(4)), Math.min(ny, y0 + 1 + rng.int(90)), Math.min(nx, x0 + 1 + rng.int(90))];
    const value = [1, 1, 5, 0][rng.int(4)]!;
    for (let z = z0; z < z1; z++) for (let y = y0; y < y1; y++) labels.fill(value, (z * ny + y) * nx + x0, (z * ny + y) * nx + x1);
  }
  return labels;
}

const labels = scene();
const volume = labelVolume(labels, SHAPE, NO_CALIBRATION, 'test');
/** planes are copies, as from disk */
const stack: LabelStack = {
  ...stackOf(volume),
  planes: (first, end) => Promise.resolve(labels.slice(first * 1500 * 1500, end * 1500 * 1500)),
};
const ports = { workers: createInlineWorkers() };

describe('components over slabs', () => {
  test('every plane is a slab of its own', () => {
    expect(slabRanges(SHAPE)).toHaveLength(6);
  });

  test.each([6, 18, 26] as const)('%i neighbours: labels, counts and sizes as in one pass', async (connectivity) => {
    const whole = labelsByRows(labels, SHAPE, connectivity, { values: [1] });
    const rule = { values: [1], connectivity };
    const found = await labelledComponents(volume, rule, ports);
    expect(found.count).toBe(whole.count);
    expect(Buffer.compare(new Uint8Array(found.labels.buffer), new Uint8Array(whole.labels.buffer))).toBe(0);
    expect(await countComponents(stack, rule, ports)).toBe(whole.count);
    const voxel = labels.indexOf(1, 4 * 1500 * 1500);
    const { stats, holder } = await measuredComponents(stack, rule, ports, [4, Math.floor(voxel / 1500) % 1500, voxel % 1500]);
    expect(holder).toBe(whole.labels[voxel]);
    expect(stats.voxels[holder]).toBe(whole.labels.reduce((sum, id) => sum + (id === holder ? 1 : 0), 0));
    expect(await countEnclosed(stack, { values: [0, 5], connectivity }, ports)).toBe(
      enclosedCavities(
        labels.map((v) => (v === 1 ? 1 : 0)),
        1,
        SHAPE,
        connectivity,
      ),
    );
  });

  test.each([
    ['faces as collector', { collectorFaces: ['z-', 'x+'], haloVoxels: 2 }],
    ['gaps closed, more labels conduct', { collectorFaces: ['z+'], gapVoxels: 3, conductiveLabels: [1, 5] }],
    ['a collector body and its halo', { collectorFaces: ['z-'], haloVoxels: 1, collectorBodyLabel: 5 }],
  ] as const)('isolation, %s: as from a state per voxel', async (_, chosen) => {
    const question: IsolationQuestion = {
      phase: 1,
      connectivity: 18,
      conductiveLabels: [],
      gapVoxels: 0,
      haloVoxels: 0,
      collectorBodyLabel: undefined,
      flatAxis: null,
      ...chosen,
    };
    const { states, ...expected } = measureIsolation(labels, SHAPE, question);
    const liveLayers = lastLayerWith(states, SHAPE, 1, chosen.collectorFaces[0]);
    expect(await isolationCounts(stack, question, ports)).toMatchObject({ ...expected, liveLayers });
  });
});
