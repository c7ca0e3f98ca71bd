/** Writes a model package into a temporary folder: a sound one, which each test then spoils in one place. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { writeOnnx, type OnnxGraph } from './onnx-writer.js';

type Plain = Record<string, unknown>;

const CHANNELS = ['zm2', 'zm1', 'z0', 'zp1', 'zp2'];

export interface PackagePlan {
  readonly channels?: readonly string[];
  readonly classes?: readonly string[];
  readonly phases?: Readonly<Record<string, number>> | null;
  readonly size?: unknown;
  readonly halo?: number;
  readonly preprocessing?: readonly unknown[];
  readonly postprocessing?: readonly unknown[];
  readonly graph?: OnnxGraph;
  readonly trainedOn?: Plain;
  readonly growthAxis?: string | null;
  readonly tests?: { readonly input: Uint8Array; readonly output: Uint8Array };
  /** last word on the description */
  readonly spoil?: (rdf: Plain) => void;
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** One 1x1 convolution with fixed weights: class scores from the grey values of the channels. */
export function pointwiseGraph(channels: number, weights: readonly (readonly number[])[], bias: readonly number[]): OnnxGraph {
  return {
    inputs: [{ name: 'some name', dims: ['n', channels, 'h', 'w'] }],
    outputs: [{ name: 'another name', dims: ['n', weights.length, 'h', 'w'] }],
    nodes: [{ op: 'Conv', inputs: ['some name', 'weight', 'bias'], outputs: ['another name'], ints: { kernel_shape: [1, 1] } }],
    constants: [
      { name: 'weight', dims: [weights.length, channels, 1, 1], values: weights.flat() },
      { name: 'bias', dims: [weights.length], values: bias },
    ],
  };
}

const CLASSES = ['electrolyte', 'lithium', 'sei'];
const PHASES = { electrolyte: 3, lithium: 1, sei: 2 };

const centre = (gain: number): number[] => [0, 0, gain, 0, 0];
export const DEFAULT_GRAPH = pointwiseGraph(5, [centre(0), centre(-4), centre(4)], [0, -2, -2]);

export function describePackage(plan: PackagePlan = {}): { files: Record<string, Uint8Array>; rdf: Plain } {
  const weights = writeOnnx(plan.graph ?? DEFAULT_GRAPH);
  const space = (id: string, size: unknown): Plain => ({ type: 'space', id, size });
  const size = plan.size ?? { min: 16, step: 8 };
  const test = (name: 'input' | 'output'): Plain =>
    plan.tests === undefined ? {} : { test_tensor: { source: `${name}.npy`, sha256: sha256(plan.tests[name]) } };
  const lithoscope: Plain = {};
  if (plan.phases !== null) lithoscope['phases'] = plan.phases ?? PHASES;
  if (plan.growthAxis !== null) lithoscope['growth_axis'] = plan.growthAxis ?? 'y';
  if (plan.trainedOn !== undefined) lithoscope['trained_on'] = plan.trainedOn;
  const rdf: Plain = {
    format_version: '0.5.7',
    type: 'model',
    name: 'Small net',
    version: '1.0',
    license: 'MIT',
    inputs: [
      {
        id: 'raw',
        axes: [{ type: 'batch' }, { type: 'channel', channel_names: plan.channels ?? CHANNELS }, space('y', size), space('x', size)],
        data: { type: 'float32' },
        ...test('input'),
        preprocessing: plan.preprocessing ?? [
          { id: 'scale_range', kwargs: { min_percentile: 0, max_percentile: 100, axes: ['batch', 'channel', 'y', 'x'] } },
          { id: 'scale_linear', kwargs: { gain: 2, offset: -1 } },
        ],
      },
    ],
    outputs: [
      {
        id: 'prob',
        axes: [
          { type: 'batch' },
          { type: 'channel', channel_names: plan.classes ?? CLASSES },
          ...['y', 'x'].map((id) => ({ ...space(id, { tensor_id: 'raw', axis_id: id }), halo: plan.halo ?? 4 })),
        ],
        ...test('output'),
        postprocessing: plan.postprocessing ?? [{ id: 'softmax', kwargs: { axis: 'channel' } }],
      },
    ],
    weights: { onnx: { source: 'weights.onnx', sha256: sha256(weights), opset_version: 17 } },
    config: { lithoscope },
  };
  plan.spoil?.(rdf);
  const files: Record<string, Uint8Array> = { 'weights.onnx': weights, ...plan.files };
  if (plan.tests !== undefined) Object.assign(files, { 'input.npy': plan.tests.input, 'output.npy': plan.tests.output });
  files['rdf.yaml'] ??= new TextEncoder().encode(stringify(rdf));
  return { files, rdf };
}

export function modelFolder(plan: PackagePlan = {}): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'lithoscope-model-')), 'small-net');
  for (const [name, bytes] of Object.entries(describePackage(plan).files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}
