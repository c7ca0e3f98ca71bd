/**
 * Runs a package's own test tensor through the whole pipeline on this machine and compares the answer with the
 * one that came with it, by the reproducibility tolerance of the description.
 */
import { ModelError } from '../base/index.js';
import type { Dims5, ModelSession } from '../ports/index.js';
import { applyArithmetic, resolveOperations, type Arithmetic } from './arithmetic.js';
import { distributionOf, mergeDistributions } from './distribution.js';
import type { ModelPackage } from './model-package.js';
import type { AxisId } from './model-axes.js';
import { readNpy } from './npy.js';
import { CANONICAL, modelDims, toCanonicalOrder, toModelOrder } from './tensor-order.js';

export interface ModelCheckResult {
  readonly passed: boolean;
  readonly maxAbsDiff: number | null;
  readonly mismatchedPerMillion: number | null;
  readonly message: string;
}

export async function checkModel(model: ModelPackage, session: ModelSession, signal?: AbortSignal): Promise<ModelCheckResult> {
  if (model.tests === null)
    return {
      passed: false,
      maxAbsDiff: null,
      mismatchedPerMillion: null,
      message: 'The package brings no test tensors, so it could not be checked.',
    };
  const input = readNpy(model.tests.input, `${model.name}: test input`);
  const expected = readNpy(model.tests.output, `${model.name}: test output`);
  const dims = canonicalDims(input.dims, model.input.order, model.name);
  const [samples, channels] = dims;
  const voxels = dims[2] * dims[3] * dims[4];
  const data = toCanonicalOrder(input.data, dims, model.input.order).slice();
  const parts = Array.from({ length: samples }, (_, s) =>
    Array.from({ length: channels }, (__, c) =>
      distributionOf(data.subarray((s * channels + c) * voxels, (s * channels + c + 1) * voxels)),
    ),
  );
  const volume = mergeDistributions(parts.flat());
  parts.forEach((sample, s) => {
    const chain = resolveOperations(model.preprocessing, { volume, sample });
    applyArithmetic(chain, data.subarray(s * channels * voxels, (s + 1) * channels * voxels), channels, voxels);
  });
  const [result] = await session.run(
    [{ dims: modelDims(model.input.order, dims), data: toModelOrder(data, dims, model.input.order) }],
    signal,
    [model.outputs.probabilities],
  );
  if (result === undefined || result.dims.join() !== expected.dims.join())
    return {
      passed: false,
      maxAbsDiff: null,
      mismatchedPerMillion: null,
      message: `The model answered with a ${result?.dims.join('x') ?? 'missing'} tensor, its test says ${expected.dims.join('x')}.`,
    };
  const outDims = canonicalDims(result.dims, model.output.order, model.name);
  const answer = toCanonicalOrder(result.data, outDims, model.output.order).slice();
  applyArithmetic(model.postprocessing as readonly Arithmetic[], answer, outDims[1], outDims[2] * outDims[3] * outDims[4]);
  return compare(toModelOrder(answer, outDims, model.output.order), expected.data, model);
}

function canonicalDims(dims: readonly number[], order: readonly AxisId[], name: string): Dims5 {
  if (dims.length !== order.length)
    throw new ModelError(`${name}: a test tensor has ${dims.length} axes, the description says ${order.length}; correct the package.`, {
      code: 'axes-mismatch',
      subject: 'test_tensor',
    });
  const [n = 1, c = 1, z = 1, y = 1, x = 1] = CANONICAL.map((id) => (order.includes(id) ? dims[order.indexOf(id)] : 1));
  return [n, c, z, y, x];
}

function compare(answer: Float32Array, expected: Float32Array, model: ModelPackage): ModelCheckResult {
  const { relative_tolerance: relative, absolute_tolerance: absolute, mismatched_elements_per_million: allowed } = model.tolerance;
  let maxAbsDiff = 0;
  let mismatched = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((answer[i] as number) - (expected[i] as number));
    // a difference that is not a number is a mismatch
    if (!(difference <= absolute + relative * Math.abs(expected[i] as number))) mismatched++;
    if (difference > maxAbsDiff || Number.isNaN(difference)) maxAbsDiff = Number.isNaN(difference) ? Number.MAX_VALUE : difference;
  }
  const mismatchedPerMillion = (1e6 * mismatched) / Math.max(1, expected.length);
  const passed = mismatchedPerMillion <= allowed;
  const message = passed
    ? `The test tensor is reproduced (largest difference ${maxAbsDiff.toExponential(1)}).`
    : `The test tensor is not reproduced: ${Math.round(mismatchedPerMillion)} of a million values differ (largest difference ${maxAbsDiff.toExponential(1)}, allowed ${allowed} per million).`;
  return { passed, maxAbsDiff, mismatchedPerMillion, message };
}
