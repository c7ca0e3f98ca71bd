/** A metric context without an engine, and a small reader for the label stacks of the reference set. */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { METRES } from '../../src/base/index.js';
import type { LengthUnit } from '../../src/base/index.js';
import type { Measured, Metric, MetricContext, Params } from '../../src/metrics/metric.js';
import { labelVolume } from '../../src/volume/index.js';
import type { LabelVolume, Shape3, Vec3 } from '../../src/volume/index.js';

/** Context over labels in this thread; nothing is shared beyond its own lifetime. */
export function contextOf(labels: LabelVolume): MetricContext {
  const shared = new Map<string, Promise<unknown>>();
  const ones = [0, 1, 2].filter((axis) => labels.shape[axis] === 1);
  return {
    labels,
    flatAxis: ones.length === 1 ? (ones[0] as 0 | 1 | 2) : null,
    collectorFaces: [],
    workers: {
      threads: 1,
      run: () => Promise.reject(new Error('no workers here')),
      share: (data) => data,
    },
    shared<T>(key: string, compute: () => Promise<T>): Promise<T> {
      if (!shared.has(key)) shared.set(key, compute());
      return shared.get(key) as Promise<T>;
    },
  };
}

export function labelsOf(data: Uint8Array, shape: Shape3, spacing: Vec3 | null = [1, 1, 1]): LabelVolume {
  return labelVolume(data, shape, { spacing, source: 'test', unit: spacing === null ? null : 'm' }, 'test');
}

/** Runs a metric with the defaults of its parameters. */
export function measure(metric: Metric, context: MetricContext, params: Params = {}): Promise<Measured> {
  const filled: Record<string, Params[string]> = {};
  for (const spec of metric.params) if (spec.default !== undefined) filled[spec.name] = spec.default;
  return metric.compute(context, { ...filled, ...params });
}

export interface ReferenceCase {
  files: Record<string, { shape_zyx: Shape3; spacing_zyx: Vec3; unit: string }>;
  expect: ReferenceValue[];
}

export interface ReferenceValue {
  file: string;
  metric: string;
  params: Params;
  value: number | number[] | null;
  tolerance?: { abs?: number; rel?: number };
  goal_rel?: number;
}

export const readCase = (folder: string): ReferenceCase => JSON.parse(readFileSync(`${folder}/truth.json`, 'utf8')) as ReferenceCase;

/** Spacing in metres: `um` and `micron` are micrometres. */
export function metresOf(unit: string): number {
  return METRES[(unit === 'micron' ? 'um' : unit) as LengthUnit];
}

/** Little-endian, one uint8 channel, deflate or no compression, strips in order: what the reference set holds. */
export function readStack(path: string, shape: Shape3): Uint8Array {
  const bytes = readFileSync(path);
  const out = new Uint8Array(shape[0] * shape[1] * shape[2]);
  let at = 0;
  for (let ifd = bytes.readUInt32LE(4); ifd !== 0;) {
    const entries = bytes.readUInt16LE(ifd);
    const tags = new Map<number, number[]>();
    for (let k = 0; k < entries; k++) {
      const entry = ifd + 2 + 12 * k;
      const size = bytes.readUInt16LE(entry + 2) === 3 ? 2 : 4;
      const count = bytes.readUInt32LE(entry + 4);
      const start = size * count <= 4 ? entry + 8 : bytes.readUInt32LE(entry + 8);
      const tag = bytes.readUInt16LE(entry);
      if ([259, 273, 279].includes(tag))
        tags.set(
          tag,
          Array.from({ length: count }, (_, i) => bytes.readUIntLE(start + i * size, size)),
        );
    }
    tags.get(273)!.forEach((offset, k) => {
      const strip = bytes.subarray(offset, offset + tags.get(279)![k]!);
      const pixels = tags.get(259)![0] === 1 ? strip : inflateSync(strip);
      out.set(pixels, at);
      at += pixels.length;
    });
    ifd = bytes.readUInt32LE(ifd + 2 + 12 * entries);
  }
  return out;
}
