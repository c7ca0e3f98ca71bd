/** The prepared image in boxes: any box equals the same box of the whole; the section cache equals direct reading. */
import { join } from 'node:path';
import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import {
  addCounts,
  cropBox,
  createCounts,
  downsample2,
  edgeProfile,
  edgeWidth,
  medianFilter,
  percentileOf,
} from '../../src/kernels/index.js';
import { createNodeFiles } from '../../src/node/files.js';
import { readerOf } from '../../src/services/image/box-reader.js';
import { createPlaneStore } from '../../src/services/image/plane-store.js';
import { preparedReader } from '../../src/services/image/prepared.js';
import { openSections } from '../../src/services/image/sections.js';
import { exactWindow, quickWindow } from '../../src/services/image/statistics.js';
import { createForeground } from '../../src/services/session/foreground.js';
import type { StudyPrepareStep } from '../../src/study/index.js';
import type { Shape3 } from '../../src/volume/index.js';
import { arraySource } from '../support/array-source.js';

const folder = mkdtempSync(join(tmpdir(), 'lithoscope-image-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SHAPE: Shape3 = [21, 11, 13];
const rng = createRng(3);
const voxels = Uint16Array.from({ length: SHAPE[0] * SHAPE[1] * SHAPE[2] }, () => rng.int(60000));
const original = readerOf(arraySource(voxels, SHAPE), [2e-6, 1e-6, 1e-6]);

const CHAINS: Record<string, StudyPrepareStep[]> = {
  nothing: [],
  'a crop': [{ step: 'crop', start: [1, 2, 3], end: [20, 9, 13], enabled: true }],
  'a median': [{ step: 'median', radius: 1, enabled: true }],
  'a gaussian': [{ step: 'gaussian', sigma: 0.8, enabled: true }],
  'crop, median, half size, gaussian': [
    { step: 'crop', start: [0, 1, 0], end: [21, 11, 12], enabled: true },
    { step: 'median', radius: 1, enabled: true },
    { step: 'gaussian', sigma: 5, enabled: false },
    { step: 'downsample2', enabled: true },
    { step: 'gaussian', sigma: 0.6, enabled: true },
  ],
};

describe.each(Object.entries(CHAINS))('after %s', (_name, steps) => {
  it('any box equals that box of the whole', async () => {
    const reader = preparedReader(original, steps);
    const whole = await reader.read([0, 0, 0], reader.shape);
    const range = (n: number) => fc.tuple(fc.nat(n - 1), fc.nat(n - 1)).map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1] as const);
    await fc.assert(
      fc.asyncProperty(range(reader.shape[0]), range(reader.shape[1]), range(reader.shape[2]), async (z, y, x) => {
        const start: Shape3 = [z[0], y[0], x[0]];
        const size: Shape3 = [z[1] - z[0], y[1] - y[0], x[1] - x[0]];
        expect(await reader.read(start, size)).toEqual(cropBox(whole, reader.shape, start, size));
      }),
      { numRuns: 25, seed: 1 },
    );
  });
});

describe('steps', () => {
  it('halve the size and double the voxel', () => {
    const half = preparedReader(original, [{ step: 'downsample2', enabled: true }]);
    expect(half.shape).toEqual([10, 5, 6]);
    expect(half.spacing).toEqual([4e-6, 2e-6, 2e-6]);
    expect(downsample2(Float32Array.of(1, 2, 3, 4, 5, 9), [1, 2, 3])).toEqual(Float32Array.of(3));
  });

  it('the median removes a single bright voxel and keeps a plane edge', () => {
    const data = new Float32Array(125);
    for (let i = 0; i < 125; i++) data[i] = i % 5 < 2 ? 10 : 20;
    const spoilt = data.slice();
    spoilt[62] = 1000;
    expect(medianFilter(spoilt, [5, 5, 5], 1)).toEqual(data);
    expect(() => medianFilter(data, [5, 5, 5], 4)).toThrow('use 1, 2 or 3');
  });
});

describe('sections', () => {
  it('from the cache equal sections read directly', async () => {
    const sections = openSections(createNodeFiles(), join(folder, 'sections.raw'), original);
    await sections.built;
    for (const index of [0, 4, 10]) expect(await sections.read('y', index)).toEqual(await original.read([0, index, 0], [21, 1, 13]));
    for (const index of [0, 7, 12]) expect(await sections.read('x', index)).toEqual(await original.read([0, 0, index], [21, 11, 1]));
    await sections.close();
  });
});

describe('window', () => {
  it('is that of all voxels, and a first guess is near', async () => {
    const exact = await exactWindow(original);
    const sorted = voxels.toSorted();
    expect([exact.min, exact.max]).toEqual([sorted[0], sorted.at(-1)]);
    expect(exact.low).toBe(sorted[Math.ceil(0.005 * sorted.length) - 1]);
    expect(exact.histogram.reduce((sum, n) => sum + n, 0)).toBe(voxels.length);
    const quick = await quickWindow(original);
    expect(quick.min).toBeGreaterThanOrEqual(exact.min);
  });

  it('leaves out values that are not finite', () => {
    const counts = createCounts('float32', [0, 10]);
    addCounts(counts, Float32Array.of(Number.NaN, 1, Infinity, 9));
    expect([counts.total, counts.min, counts.max]).toEqual([2, 1, 9]);
    expect(percentileOf(counts, 1)).toBeCloseTo(9, 2);
  });
});

describe('the blur of a collector edge', () => {
  it.each([1.2, 2.5, 4])('of FWHM %s voxels is found', (fwhm) => {
    const shape: Shape3 = [4, 40, 12];
    const sigma = fwhm / 2.3548;
    const labels = new Uint8Array(4 * 40 * 12);
    const image = new Float32Array(labels.length);
    const erf = (x: number): number =>
      Math.sign(x) * Math.sqrt(1 - Math.exp((-x * x * (4 / Math.PI + 0.147 * x * x)) / (1 + 0.147 * x * x)));
    for (let i = 0; i < labels.length; i++) {
      const y = Math.floor(i / 12) % 40;
      labels[i] = y < 10 ? 5 : 3;
      image[i] = 100 - 50 * (1 + erf((y - 9.5) / (sigma * Math.SQRT2)));
    }
    const width = edgeWidth(edgeProfile(image, labels, shape, 'y-', 5, 6));
    // differences of neighbouring voxels widen the slope by about one voxel in quadrature
    expect(width).toBeGreaterThan(0.9 * fwhm);
    expect(width).toBeLessThan(Math.hypot(fwhm, 1.3));
  });

  it('is not invented where there is no edge', () => {
    expect(edgeWidth(edgeProfile(new Float32Array(1000), new Uint8Array(1000), [10, 10, 10], 'z-', 5, 3))).toBeNull();
  });
});

describe('small things', () => {
  it('the plane store forgets the plane that was not looked at longest', () => {
    const store = createPlaneStore(1000);
    for (const key of ['a', 'b', 'c', 'd']) store.put(key, new Uint8Array(250));
    store.get('a');
    store.put('e', new Uint8Array(250));
    expect(store.get('b')).toBeUndefined();
    expect(store.get('a')).toBeDefined();
  });

  it('background work waits while somebody waits', async () => {
    let now = 0;
    const foreground = createForeground(() => (now += 100));
    const order: string[] = [];
    let finish = (): void => {};
    const seen = foreground.run(() => new Promise<void>((resolve) => (finish = resolve))).then(() => order.push('slice'));
    const idle = foreground.idle(new AbortController().signal).then(() => order.push('background'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(order).toEqual([]);
    finish();
    await Promise.all([seen, idle]);
    expect(order).toEqual(['slice', 'background']);
  });
});
