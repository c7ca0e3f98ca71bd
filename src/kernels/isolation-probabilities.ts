/**
 * Isolation from class probabilities, as an interval instead of one number.
 *
 *      generous  26 neighbours, P >= 0.3      nominal  18, 0.5      strict  6, 0.7
 *
 * `isolationFromProbabilities` gives live, dead and unknown lithium under the three rules; `deadFractionCurve` gives
 * the dead and unknown share at every threshold under one rule, from two widest-path sweeps (from the collector, and
 * from the faces where the image is cut). Collector material: with `dense` given, seeds are its voxels with P >= 0.5
 * that are joined to the collector face.
 */
import { FACES, faceGeometry } from '../volume/index.js';
import type { Face, Shape3 } from '../volume/index.js';
import type { Connectivity } from './components.js';
import { facePlane } from './face-voxels.js';
import { measureIsolation, thicken } from './isolation.js';
import { widestPath } from './widest-path.js';

export interface ProbabilityIsolationOptions {
  readonly collectorFaces: readonly Face[];
  /** probability of collector material per voxel, 0..255 */
  readonly dense?: Uint8Array;
  readonly haloVoxels?: number;
  readonly flatAxis?: 0 | 1 | 2 | null;
}

export interface IsolationRule {
  readonly name: 'generous' | 'nominal' | 'strict';
  readonly connectivity: Connectivity;
  readonly threshold: number;
}

export const ISOLATION_RULES: readonly IsolationRule[] = [
  { name: 'generous', connectivity: 26, threshold: 0.3 },
  { name: 'nominal', connectivity: 18, threshold: 0.5 },
  { name: 'strict', connectivity: 6, threshold: 0.7 },
];

export interface RuleResult extends IsolationRule {
  readonly live: number;
  readonly dead: number;
  readonly unknown: number;
  /** dead share of all lithium under this rule; null when there is none */
  readonly fDead: number | null;
}

export interface ProbabilityIsolation {
  readonly rules: readonly RuleResult[];
  /** dead share under the nominal rule */
  readonly nominal: number | null;
  /** smallest and largest dead share of the rules; null when one of them finds no lithium */
  readonly interval: readonly [number, number] | null;
}

/** The smallest uint8 value that counts as at or above a threshold in 0..1. */
export function thresholdLevel(threshold: number): number {
  return Math.ceil(threshold * 255 - 1e-9);
}

export function isolationFromProbabilities(lithium: Uint8Array, shape: Shape3, options: ProbabilityIsolationOptions): ProbabilityIsolation {
  const labels = new Uint8Array(lithium.length);
  const rules = ISOLATION_RULES.map((rule): RuleResult => {
    const level = thresholdLevel(rule.threshold);
    for (let i = 0; i < labels.length; i++)
      labels[i] = lithium[i] >= level ? 1 : options.dense !== undefined && options.dense[i] >= 128 ? 5 : 0;
    const { live, dead, unknown } = measureIsolation(labels, shape, {
      collectorFaces: options.collectorFaces,
      connectivity: rule.connectivity,
      haloVoxels: options.haloVoxels ?? 0,
      collectorBodyLabel: options.dense === undefined ? undefined : 5,
      flatAxis: options.flatAxis ?? null,
    });
    const all = live + dead + unknown;
    return { ...rule, live, dead, unknown, fDead: all === 0 ? null : dead / all };
  });
  const shares = rules.map((rule) => rule.fDead).filter((share) => share !== null);
  return {
    rules,
    nominal: rules.find((rule) => rule.name === 'nominal')?.fDead ?? null,
    interval: shares.length === rules.length ? [Math.min(...shares), Math.max(...shares)] : null,
  };
}

export interface DeadFractionCurve {
  /** counts at threshold level t = 1..255 (entry 0 unused): lithium P >= t, of it dead, of it unknown */
  readonly lithium: Float64Array;
  readonly dead: Float64Array;
  readonly unknown: Float64Array;
}

/**
 * Counts at every threshold, the collector being the named faces. With `dense` given, a path may also run through
 * collector material: its probability joins the field that paths follow, while only lithium is counted.
 */
export function deadFractionCurve(
  lithium: Uint8Array,
  shape: Shape3,
  connectivity: Connectivity,
  options: ProbabilityIsolationOptions,
): DeadFractionCurve {
  const { collectorFaces, haloVoxels = 0, flatAxis = null, dense } = options;
  const field = dense === undefined ? lithium : conducting(lithium, dense, shape, haloVoxels);
  // the halo lies above the body where there is one, else above the face
  const layers = dense === undefined ? haloVoxels : 0;
  const cutting = FACES.filter((face) => !collectorFaces.includes(face) && faceGeometry(face).axis !== flatAxis);
  const live = widestPath(field, faceSeeds(shape, collectorFaces, layers), shape, connectivity);
  const edge = widestPath(field, faceSeeds(shape, cutting, 0), shape, connectivity);

  // per voxel: live for t <= tau, unknown for tau < t <= edge, dead up to P
  const lithiumSteps = new Float64Array(257);
  const deadSteps = new Float64Array(257);
  const unknownSteps = new Float64Array(257);
  for (let i = 0; i < lithium.length; i++) {
    const p = lithium[i];
    const joined = live[i] < p ? live[i] : p;
    const cut = edge[i] < p ? edge[i] : p;
    const outside = cut > joined ? cut : joined;
    lithiumSteps[p]++;
    deadSteps[p]++;
    deadSteps[outside]--;
    unknownSteps[outside]++;
    unknownSteps[joined]--;
  }
  return { lithium: sumFromAbove(lithiumSteps), dead: sumFromAbove(deadSteps), unknown: sumFromAbove(unknownSteps) };
}

/** What paths follow: lithium and collector material, certain within the halo of a collector body. */
function conducting(lithium: Uint8Array, dense: Uint8Array, shape: Shape3, haloVoxels: number): Uint8Array {
  const body = dense.map((p) => (p >= 128 ? 1 : 0));
  for (let step = 0; step < haloVoxels; step++) thicken(body, shape);
  const field = new Uint8Array(lithium.length);
  for (let i = 0; i < field.length; i++) field[i] = body[i] !== 0 ? 255 : lithium[i] > dense[i] ? lithium[i] : dense[i];
  return field;
}

/** Voxels of the first 1 + halo layers of some faces. */
export function faceSeeds(shape: Shape3, faces: readonly Face[], halo: number): Uint8Array {
  const seeds = new Uint8Array(shape[0] * shape[1] * shape[2]);
  for (const face of faces)
    for (let depth = 0; depth <= halo && depth < shape[faceGeometry(face).axis]; depth++) {
      const { first, outer, outerStride, inner, innerStride } = facePlane(shape, face, depth);
      for (let a = 0; a < outer; a++) for (let b = 0; b < inner; b++) seeds[first + a * outerStride + b * innerStride] = 1;
    }
  return seeds;
}

/** out[t] = sum of steps at t and above. */
function sumFromAbove(steps: Float64Array): Float64Array {
  const out = new Float64Array(256);
  let sum = 0;
  for (let t = 255; t >= 0; t--) out[t] = sum += steps[t];
  return out;
}
