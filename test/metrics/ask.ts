/** Structures from a rule, measured through the engine. */
import { measure } from '../../src/metrics/index.js';
import type { MeasureInput, MeasureResult } from '../../src/metrics/index.js';
import { labelVolume } from '../../src/volume/index.js';
import type { Face, Shape3, Vec3 } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';

export interface Structure {
  readonly shape: Shape3;
  readonly label: (z: number, y: number, x: number) => number;
  /** um; null: unknown. default 1 um */
  readonly spacing?: Vec3 | null;
  readonly faces?: readonly Face[];
  readonly probabilities?: ReadonlyMap<number, Uint8Array>;
}

export function labelsFrom([nz, ny, nx]: Shape3, label: Structure['label']): Uint8Array {
  const data = new Uint8Array(nz * ny * nx);
  for (let z = 0, i = 0; z < nz; z++) for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++) data[i++] = label(z, y, x);
  return data;
}

/** One result per request, in order. */
export async function ask(
  { shape, label, spacing = [1, 1, 1], faces = ['z-'], probabilities }: Structure,
  ...requests: readonly (string | readonly [metric: string, params: Readonly<Record<string, unknown>>])[]
): Promise<readonly MeasureResult[]> {
  const metres: Vec3 | null = spacing === null ? null : [spacing[0] * 1e-6, spacing[1] * 1e-6, spacing[2] * 1e-6];
  const labels = labelVolume(labelsFrom(shape, label), shape, { spacing: metres, source: 'test', unit: 'um' }, 'test');
  const input: MeasureInput = { labels, collectorFaces: faces, ...(probabilities === undefined ? {} : { probabilities }) };
  const asked = requests.map((request) => (typeof request === 'string' ? { metric: request } : { metric: request[0], params: request[1] }));
  const { results } = await measure(asked, input, { workers: createInlineWorkers() });
  for (const { error } of results) if (error !== undefined) throw new Error(error.message);
  return results;
}

export const valuesOf = (results: readonly MeasureResult[]): unknown[] => results.map(({ value }) => value);
