/** Each operation against its formula in the description's specification. */
import { expect, it } from 'vitest';
import { applyArithmetic, resolveOperations } from '../../src/segmentation/arithmetic.js';
import { distributionOf } from '../../src/segmentation/distribution.js';
import { parseOperations } from '../../src/segmentation/operations.js';
import type { RdfOperation } from '../../src/segmentation/rdf.js';

const grey = Float32Array.of(2, 4, 4, 10);
const axes = ['batch', 'channel', 'y', 'x'];

function run(list: readonly { id: string; kwargs?: Record<string, unknown> }[], data = grey, channels = 1): number[] {
  const full: RdfOperation[] = list.map(({ id, kwargs }) => ({ id, kwargs: kwargs ?? {} }));
  const operations = parseOperations(full, { name: 'test', stage: 'preprocessing', axes });
  const out = data.slice();
  const voxels = data.length / channels;
  const sample = Array.from({ length: channels }, (_, c) => distributionOf(data.subarray(c * voxels, (c + 1) * voxels)));
  applyArithmetic(resolveOperations(operations, { volume: distributionOf(data), sample }), out, channels, voxels);
  return [...out];
}

const close = (found: readonly number[], expected: readonly number[]) =>
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));

it('scale_linear', () => close(run([{ id: 'scale_linear', kwargs: { gain: 2, offset: -1 } }]), [3, 7, 7, 19]));
it('scale_linear per channel', () =>
  close(run([{ id: 'scale_linear', kwargs: { gain: [1, 2], offset: 0, axis: 'channel' } }], grey, 2), [2, 4, 8, 20]));
it('scale_range over everything', () => close(run([{ id: 'scale_range', kwargs: { eps: 1e-9 } }]), [0, 0.25, 0.25, 1]));
it('scale_range between percentiles', () =>
  close(run([{ id: 'scale_range', kwargs: { min_percentile: 50, max_percentile: 100, eps: 1e-9 } }]), [-1 / 3, 0, 0, 1]));
it('zero_mean_unit_variance', () => {
  const std = Math.sqrt((9 + 1 + 1 + 25) / 4);
  close(run([{ id: 'zero_mean_unit_variance' }]), [-3 / std, -1 / std, -1 / std, 5 / std]);
});
it('zero_mean_unit_variance per sample and channel', () =>
  close(run([{ id: 'zero_mean_unit_variance', kwargs: { axes: ['y', 'x'] } }], grey, 2), [-1, 1, -1, 1]));
it('fixed_zero_mean_unit_variance', () =>
  close(run([{ id: 'fixed_zero_mean_unit_variance', kwargs: { mean: 4, std: 2 } }]), [-1, 0, 0, 3]));
it('clip by values', () => close(run([{ id: 'clip', kwargs: { min: 3, max: 9 } }]), [3, 4, 4, 9]));
it('clip by percentiles takes voxels, not values between them', () =>
  close(run([{ id: 'clip', kwargs: { min_percentile: 30, max_percentile: 75 } }]), [4, 4, 4, 4]));
it('binarize', () => close(run([{ id: 'binarize', kwargs: { threshold: 4 } }]), [0, 0, 0, 1]));
it('sigmoid', () => close(run([{ id: 'scale_linear', kwargs: { gain: 0 } }, { id: 'sigmoid' }]), [0.5, 0.5, 0.5, 0.5]));
it('softmax over channels', () =>
  close(run([{ id: 'softmax', kwargs: { axis: 'channel' } }], Float32Array.of(0, 1000, 0, 0), 2), [0.5, 1, 0.5, 0]));
it('ensure_dtype float32 changes nothing', () => close(run([{ id: 'ensure_dtype', kwargs: { dtype: 'float32' } }]), [...grey]));
it('a statistic sees what its predecessors left', () =>
  close(
    run([
      { id: 'clip', kwargs: { max: 4 } },
      { id: 'scale_linear', kwargs: { gain: -1, offset: 0 } },
      { id: 'scale_range', kwargs: { eps: 1e-9 } },
    ]),
    [1, 0, 0, 0],
  ));
