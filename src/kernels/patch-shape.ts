/**
 * The shape of a deposit in patches of its collector, in numbers that do not depend on its size: only ratios of lengths, angles
 * to growth and shares. Lengths inside the deposit are chords (patch-chords.ts). Surfaces are counted faces times 2/3.
 * Time: a few passes over the voxels. Memory: 2 bytes per voxel.
 */
import { PHASE } from '../volume/index.js';
import type { Face, Shape3, Vec3 } from '../volume/index.js';
import { orientAlongGrowth } from './orient.js';
import { sampleChords } from './patch-chords.js';
import { countPlateaus, crestMask } from './patch-tips.js';
import type { Columns, GrownBody } from './patch-chords.js';

export const PATCH_FEATURES = [
  /** share of the columns with anything in them */
  'covered',
  /** standard deviation of the heights of these columns over their mean */
  'relief',
  /** share of the space under the tops that is solid */
  'filled',
  /** logarithm of the height over the thickness of the bodies */
  'aspect',
  /** mean logarithm of the longest over the median chord */
  'elongation',
  /** mean logarithm of the median over the shortest chord */
  'flatness',
  /** mean squared cosine between growth and the longest chord: columns 1, no direction 1/3 */
  'upright',
  /** the same of the shortest chord */
  'lying',
  /** logarithm of the tops in a square of one thickness */
  'tips',
  /** area half way up over the area covered */
  'upper',
  /** logarithm of 4 V / S over the thickness: balls low, slabs high */
  'compactness',
  /** standard deviation of the thickness over its mean */
  'evenness',
  /** share of the counted surface that faces along growth */
  'facing',
] as const;
type PatchFeature = (typeof PATCH_FEATURES)[number];

export interface Patch {
  /** share of the collector area */
  readonly area: number;
  /** in the order of PATCH_FEATURES; absent where (nearly) nothing grew */
  readonly features: Float64Array | undefined;
}

export interface PatchOptions {
  readonly phase: number;
  readonly face: Face;
  readonly spacing: Vec3;
}

/** a patch with less of its area covered is bare */
const BARE = 0.01;
/** edge of a patch over the height of the deposit, and over the thickness of its bodies, whichever is larger */
const EDGE_OVER_HEIGHT = 1;
const EDGE_OVER_THICKNESS = 6;

/** The deposit, growing upwards. */
interface Deposit extends GrownBody {
  /** layers of collector below, and layers up to the top of the phase, for each column; top 0: bare */
  readonly floor: Int32Array;
  readonly top: Int32Array;
}

/** Shape of every patch; empty without any voxel of the phase. */
export function patchShapes(labels: Uint8Array, shape: Shape3, options: PatchOptions): Patch[] {
  const deposit = growthFirst(labels, shape, options);
  const whole: Columns = [0, deposit.size[1], 0, deposit.size[2]];
  const height = heightOf(deposit, whole);
  if (height === 0) return [];
  const { thickness } = sampleChords(deposit, whole);
  const edge = Math.max(EDGE_OVER_HEIGHT * height, EDGE_OVER_THICKNESS * thickness);
  const crests = crestsOf(deposit, thickness);
  const [, rows, columns] = deposit.size;
  const parts = [rows * deposit.steps[1], columns * deposit.steps[2]].map((length) => Math.max(1, Math.round(length / edge)));
  const patches: Patch[] = [];
  for (let a = 0; a < parts[0]; a++)
    for (let b = 0; b < parts[1]; b++) {
      const cut = (n: number, count: number, k: number): number => Math.round((n * k) / count);
      const at: Columns = [cut(rows, parts[0], a), cut(rows, parts[0], a + 1), cut(columns, parts[1], b), cut(columns, parts[1], b + 1)];
      const area = ((at[1] - at[0]) * (at[3] - at[2])) / (rows * columns);
      if (area > 0) patches.push({ area, features: featuresOf(deposit, at, crests) });
    }
  return patches;
}

const BODY = 1;
const COLLECTOR = 2;

function growthFirst(labels: Uint8Array, shape: Shape3, { phase, face, spacing }: PatchOptions): Deposit {
  const table = new Uint8Array(256);
  table[PHASE.collector] = COLLECTOR;
  table[phase] = BODY;
  const { data, shape: size, spacing: steps } = orientAlongGrowth(labels, shape, spacing, face, table);
  const columns = size[1] * size[2];
  const floor = new Int32Array(columns);
  const top = new Int32Array(columns);
  for (let layer = 0, i = 0; layer < size[0]; layer++)
    for (let column = 0; column < columns; column++, i++) {
      if (data[i] === BODY) top[column] = layer + 1;
      else if (data[i] === COLLECTOR && floor[column] === layer) floor[column] = layer + 1;
    }
  return { mask: data.map((code) => (code === BODY ? 1 : 0)), size, steps, floor, top };
}

/** Columns that none within one thickness around them exceeds. */
function crestsOf({ top, floor, size, steps }: Deposit, thickness: number): Uint8Array {
  const reach = [steps[1], steps[2]].map((step) => Math.max(1, Math.round(thickness / step)));
  return crestMask(top, size[1], size[2], reach[0], reach[1]).map((crest, column) => (top[column] > floor[column] ? crest : 0));
}

/** Heights of the covered columns above their floor in metres, rising. */
function heightsIn({ floor, top, size, steps }: Deposit, [r0, r1, c0, c1]: Columns): Float64Array {
  const heights: number[] = [];
  for (let row = r0; row < r1; row++)
    for (let k = c0; k < c1; k++) {
      const column = row * size[2] + k;
      if (top[column] > floor[column]) heights.push((top[column] - floor[column]) * steps[0]);
    }
  return Float64Array.from(heights).sort();
}

/** The height that 95 % of the covered columns do not exceed. */
const heightOf = (deposit: Deposit, at: Columns): number => {
  const heights = heightsIn(deposit, at);
  return heights[Math.floor(0.95 * (heights.length - 1))] ?? 0;
};

function featuresOf(deposit: Deposit, at: Columns, crests: Uint8Array): Float64Array | undefined {
  const heights = heightsIn(deposit, at);
  const columns = (at[1] - at[0]) * (at[3] - at[2]);
  if (heights.length < Math.max(1, BARE * columns)) return undefined;
  const sum = heights.reduce((a, b) => a + b, 0);
  const mean = sum / heights.length;
  const spread = Math.sqrt(heights.reduce((a, b) => a + (b - mean) ** 2, 0) / heights.length);
  const high = heights[Math.floor(0.95 * (heights.length - 1))];
  const solid = solidOf(deposit, at, high / 2);
  const chords = sampleChords(deposit, at);
  const area = columns * deposit.steps[1] * deposit.steps[2];
  const values: Record<PatchFeature, number> = {
    covered: heights.length / columns,
    relief: spread / mean,
    filled: Math.min(1, (solid.voxels * deposit.steps[0]) / sum),
    aspect: Math.log(high / chords.thickness),
    elongation: chords.elongation,
    flatness: chords.flatness,
    upright: chords.upright,
    lying: chords.lying,
    tips: Math.log(0.003 + (countPlateaus(crests, deposit.size[2], at) * chords.thickness ** 2) / area),
    upper: solid.half / heights.length,
    compactness: Math.log(solid.ratio / chords.thickness),
    evenness: chords.evenness,
    facing: solid.facing,
  };
  return Float64Array.from(PATCH_FEATURES, (name) => values[name]);
}

/** Voxels of a patch, those in the layer half way up, four times the volume over the surface in metres, and the share of the surface that faces growth. */
function solidOf(
  { mask, size, steps, floor }: Deposit,
  [r0, r1, c0, c1]: Columns,
  half: number,
): { voxels: number; half: number; ratio: number; facing: number } {
  const [layers, rows, columns] = size;
  const plane = rows * columns;
  const areas = [steps[1] * steps[2], steps[0] * steps[2], steps[0] * steps[1]];
  let voxels = 0;
  let inHalf = 0;
  let surface = 0;
  let flat = 0;
  for (let row = r0; row < r1; row++)
    for (let k = c0; k < c1; k++) {
      const column = row * columns + k;
      const middle = floor[column] + Math.floor(half / steps[0]);
      for (let layer = 0, i = column; layer < layers; layer++, i += plane) {
        if (mask[i] === 0) continue;
        voxels++;
        if (layer === middle) inHalf++;
        if (layer + 1 < layers && mask[i + plane] === 0) flat += areas[0];
        if (layer > 0 && mask[i - plane] === 0) flat += areas[0];
        if (row + 1 < rows && mask[i + columns] === 0) surface += areas[1];
        if (row > 0 && mask[i - columns] === 0) surface += areas[1];
        if (k + 1 < columns && mask[i + 1] === 0) surface += areas[2];
        if (k > 0 && mask[i - 1] === 0) surface += areas[2];
      }
    }
  const volume = voxels * steps[0] * steps[1] * steps[2];
  const all = Math.max(surface + flat, areas[0]);
  return { voxels, half: inHalf, ratio: (4 * volume) / ((2 / 3) * all), facing: flat / all };
}
