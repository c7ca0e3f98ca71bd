/** Operations of a description after their statistics are known: plain arithmetic on [channels, voxels] arrays. */
import { ModelError } from '../base/index.js';
import type { TensorStep } from '../ports/index.js';
import { mapDistribution, mergeDistributions, moments, percentileInverted, percentileLinear, type Distribution } from './distribution.js';
import type { Operation, Scope } from './operations.js';

export type Arithmetic = TensorStep;

export interface Statistics {
  /** of the whole volume */
  readonly volume: Distribution;
  /** of one sample, channel by channel; null where the sample is the volume */
  readonly sample: readonly Distribution[] | null;
}

/** True when some statistics are to be taken slice by slice. */
export function needsSample(operations: readonly Operation[]): boolean {
  return operations.some((operation) => 'scope' in operation && operation.scope !== 'volume');
}

/**
 * Puts numbers in place of statistics. Each operation sees the data as its predecessors leave them, so the
 * distributions are carried through the chain.
 */
export function resolveOperations(operations: readonly Operation[], statistics: Statistics): readonly Arithmetic[] {
  let { volume, sample } = statistics;
  return operations.map((operation, index) => {
    const resolved = 'scope' in operation ? resolveOne(operation, pick(operation.scope, volume, sample)) : operation;
    const later = operations.slice(index + 1).some((next) => 'scope' in next);
    if (later) {
      const carry = (d: Distribution): Distribution => mapDistribution(d, scalarFunction(resolved));
      volume = carry(volume);
      sample = sample?.map(carry) ?? null;
    }
    return resolved;
  });
}

function pick(scope: Scope, volume: Distribution, sample: readonly Distribution[] | null): readonly Distribution[] {
  if (scope === 'volume' || sample === null) return [volume];
  return scope === 'sample' ? [mergeDistributions(sample)] : sample;
}

function resolveOne(operation: Extract<Operation, { scope: Scope }>, data: readonly Distribution[]): Arithmetic {
  switch (operation.kind) {
    case 'standardise': {
      const all = data.map(moments);
      return {
        kind: 'affine',
        gain: all.map(({ std }) => 1 / (std + operation.eps)),
        offset: all.map(({ mean, std }) => -mean / (std + operation.eps)),
      };
    }
    case 'range': {
      const all = data.map((d) => {
        const low = percentileLinear(d, operation.min);
        return { low, gain: 1 / (percentileLinear(d, operation.max) - low + operation.eps) };
      });
      return { kind: 'affine', gain: all.map(({ gain }) => gain), offset: all.map(({ low, gain }) => -low * gain) };
    }
    case 'clip-percentile': {
      const d = data.length === 1 && data[0] !== undefined ? data[0] : mergeDistributions(data);
      return {
        kind: 'clip',
        min: operation.min === null ? -Infinity : percentileInverted(d, operation.min),
        max: operation.max === null ? Infinity : percentileInverted(d, operation.max),
      };
    }
  }
}

function scalarFunction(operation: Arithmetic): (value: number) => number {
  switch (operation.kind) {
    case 'affine': {
      const [gain, offset] = [operation.gain[0] ?? 1, operation.offset[0] ?? 0];
      if (operation.gain.length > 1 || operation.offset.length > 1)
        throw new ModelError('Preprocessing takes statistics after an operation with one value per channel; export the model without it.', {
          code: 'unsupported-operation',
          subject: 'preprocessing',
        });
      return (value) => value * gain + offset;
    }
    case 'clip':
      return (value) => Math.min(operation.max, Math.max(operation.min, value));
    case 'binarize':
      return (value) => (value > (operation.threshold[0] ?? 0) ? 1 : 0);
    case 'sigmoid':
      return sigmoid;
    case 'softmax':
      throw new ModelError('Preprocessing takes statistics after a softmax; export the model without it.', {
        code: 'unsupported-operation',
        subject: 'preprocessing',
      });
  }
}

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** Applies the chain in place; `data` is [samples, channels, voxels]. */
export function applyArithmetic(operations: readonly Arithmetic[], data: Float32Array, channels: number, voxels: number): void {
  for (const operation of operations) {
    for (let start = 0; start < data.length; start += channels * voxels) {
      if (operation.kind === 'softmax') softmax(data, start, channels, voxels);
      else for (let c = 0; c < channels; c++) applyToChannel(operation, data, start + c * voxels, start + (c + 1) * voxels, c);
    }
  }
}

function applyToChannel(
  operation: Exclude<Arithmetic, { kind: 'softmax' }>,
  data: Float32Array,
  from: number,
  to: number,
  c: number,
): void {
  switch (operation.kind) {
    case 'affine': {
      const gain = operation.gain[operation.gain.length === 1 ? 0 : c] ?? 1;
      const offset = operation.offset[operation.offset.length === 1 ? 0 : c] ?? 0;
      for (let i = from; i < to; i++) data[i] = (data[i] as number) * gain + offset;
      return;
    }
    case 'clip':
      for (let i = from; i < to; i++) data[i] = Math.min(operation.max, Math.max(operation.min, data[i] as number));
      return;
    case 'binarize': {
      const threshold = operation.threshold[operation.threshold.length === 1 ? 0 : c] ?? 0;
      for (let i = from; i < to; i++) data[i] = (data[i] as number) > threshold ? 1 : 0;
      return;
    }
    case 'sigmoid':
      for (let i = from; i < to; i++) data[i] = sigmoid(data[i] as number);
  }
}

function softmax(data: Float32Array, start: number, channels: number, voxels: number): void {
  for (let i = start; i < start + voxels; i++) {
    let top = -Infinity;
    for (let c = 0; c < channels; c++) top = Math.max(top, data[i + c * voxels] as number);
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += Math.exp((data[i + c * voxels] as number) - top);
    for (let c = 0; c < channels; c++) data[i + c * voxels] = Math.exp((data[i + c * voxels] as number) - top) / sum;
  }
}
