/**
 * What a geometric metric is about: all voxels of a phase, or the one object of the phase that holds a given voxel.
 * Components are shared by all metrics of a run.
 */
import { InvalidInputError } from '../base/index.js';
import { countLabels } from '../kernels/index.js';
import type { Components } from '../kernels/index.js';
import type { Shape3, Vec3 } from '../volume/index.js';
import { labelledComponents } from './components.js';
import type { Measured, MetricContext, ParamSpec, Params } from './metric.js';
import { phaseOf } from './params.js';
import { spacingOf } from './spacing.js';

export const OBJECT_CONNECTIVITY_PARAM: ParamSpec = {
  name: 'connectivity',
  type: 'enum',
  default: 26,
  values: [26, 18, 6, 8, 4],
  title: 'Neighbours that make one object',
};

export interface Body {
  readonly data: Uint8Array;
  /** value of the voxels inside */
  readonly value: number;
  readonly shape: Shape3;
  readonly spacing: Vec3;
  readonly voxels: number;
  /** names the body among the shared intermediates of a run */
  readonly key: string;
}

export const isBody = (body: Body | Measured): body is Body => 'data' in body;

/** What is undefined without any voxel of the phase. */
export const EMPTY_PHASE: Measured = { value: null, reason: 'phase is empty' };

/** 3D neighbourhood: 8 and 4 neighbours of an image are 26 and 6 of a volume one voxel thick. */
export function connectivityOf(params: Params): 6 | 18 | 26 {
  const value = Number(params['connectivity'] ?? 26);
  if (value === 8 || value === 26) return 26;
  if (value === 4 || value === 6) return 6;
  if (value === 18) return 18;
  throw new InvalidInputError(`connectivity is ${value}; use 26, 18 or 6 (8 or 4 in an image).`, { subject: 'connectivity' });
}

/** The body a metric is asked about; null with a reason when the seed lies outside the phase. */
export async function bodyOf(context: MetricContext, params: Params): Promise<Body | Measured> {
  const { data, shape } = context.labels;
  const phase = phaseOf(params);
  const spacing = spacingOf(context);
  const seed = params['seed_voxel_zyx'];
  if (seed === undefined) {
    const voxels = await phaseVoxels(context, phase);
    return { data, value: phase, shape, spacing, voxels, key: `phase ${phase}` };
  }
  const at = voxelIndex(seed, shape, 'seed_voxel_zyx');
  if (data[at] !== phase) return { value: null, reason: `the seed voxel is not of phase ${phase}` };
  const connectivity = connectivityOf(params);
  const { labels } = await phaseComponents(context, phase, connectivity);
  const id = labels[at] ?? 0;
  const object = await context.shared(`object:${phase}:${connectivity}:${id}`, () => Promise.resolve(maskOfLabel(labels, id)));
  return { ...object, value: 1, shape, spacing, key: `object ${phase}:${connectivity}:${id}` };
}

/** Voxels of a phase among the labels in memory. */
export async function phaseVoxels(context: MetricContext, phase: number): Promise<number> {
  const counts = await context.shared('label-counts:in memory', () => Promise.resolve(countLabels(context.labels.data)));
  return counts[phase] ?? 0;
}

/** Components of a phase, labelled once per run. */
export function phaseComponents(context: MetricContext, phase: number, connectivity: 6 | 18 | 26): Promise<Components> {
  return context.shared(`components:${phase}:${connectivity}`, () =>
    labelledComponents(context.labels, { values: [phase], connectivity }, context),
  );
}

/** Flat index of a voxel given as [z, y, x]. */
export function voxelIndex(voxel: unknown, shape: Shape3, name: string): number {
  const [z, y, x] = Array.isArray(voxel) ? (voxel as unknown[]).map(Number) : [];
  const inside = (v: number | undefined, n: number): v is number => v !== undefined && Number.isInteger(v) && v >= 0 && v < n;
  if (!inside(z, shape[0]) || !inside(y, shape[1]) || !inside(x, shape[2]))
    throw new InvalidInputError(`${name} is ${JSON.stringify(voxel)}; give three integers z, y, x inside ${shape.join(' x ')}.`, {
      subject: name,
    });
  return (z * shape[1] + y) * shape[2] + x;
}

function maskOfLabel(labels: Uint32Array, id: number): { data: Uint8Array; voxels: number } {
  const data = new Uint8Array(labels.length);
  let voxels = 0;
  for (let i = 0; i < labels.length; i++)
    if (labels[i] === id) {
      data[i] = 1;
      voxels++;
    }
  return { data, voxels };
}
