/**
 * A picture and its result as a few numbers by which pictures of one kind are alike: grey values, contrast, what was found,
 * how sure the network is. Out of range is what differs from the validation volumes in them; their spread is in the package.
 */
import { PHASE, PHASES, type Shape3 } from '../volume/index.js';
import type { Contrast } from './contrast.js';
import { mapDistribution, percentileInverted, type Distribution } from './distribution.js';
import type { Arithmetic } from './arithmetic.js';
import type { ClassReader } from './mean-reader.js';

export type RangeMeasures = Readonly<Record<string, number>>;

export interface Certainty {
  /** mean of 1 - the largest probability */
  readonly doubt: number;
  /** share of voxels whose largest probability is below 0.6 */
  readonly unsure: number;
  /** share of neighbouring voxels in a plane that belong to different classes */
  readonly edges: number;
}

const PLANES = 8;
const UNSURE = 0.6 * 255;

/** From a few planes, evenly spaced. */
export async function readCertainty(reader: ClassReader, [nz, ny, nx]: Shape3, classes: number): Promise<Certainty> {
  const step = Math.max(1, Math.floor(nz / PLANES));
  let [doubt, unsure, edges, voxels, pairs] = [0, 0, 0, 0, 0];
  for (let z = Math.floor(step / 2); z < nz; z += step) {
    const called = await reader.read(0, z, z + 1);
    const top = new Uint8Array(called.length);
    for (let c = 0; c < classes; c++) {
      const plane = await reader.read(c + 1, z, z + 1);
      for (let i = 0; i < top.length; i++) if ((plane[i] as number) > (top[i] as number)) top[i] = plane[i] as number;
    }
    for (let i = 0; i < top.length; i++) {
      doubt += 1 - (top[i] as number) / 255;
      if ((top[i] as number) < UNSURE) unsure++;
      if (i % nx > 0 && called[i] !== called[i - 1]) edges++;
      if (i >= nx && called[i] !== called[i - nx]) edges++;
    }
    voxels += top.length;
    pairs += ny * (nx - 1) + nx * (ny - 1);
  }
  return { doubt: doubt / Math.max(1, voxels), unsure: unsure / Math.max(1, voxels), edges: edges / Math.max(1, pairs) };
}

export interface Measured {
  readonly volume: Distribution;
  /** the resolved normalisation, where it is the same for all slices */
  readonly normalisation: readonly Arithmetic[] | null;
  readonly contrast: Contrast;
  readonly certainty: Certainty;
  /** mean distance of the slices to the training pictures in the network's own features; null without a bank */
  readonly distance: number | null;
}

/** name of the one measure that tells an inverted picture where noise is of counts */
export const GRAIN = 'grain over brightness';

const PERCENTILES = [1, 5, 25, 50, 75, 95, 99] as const;
/** a phase with less than this says nothing about its grey value */
const LEAST_SHARE = 2e-3;
/** shares below this are all alike */
const FLOOR = 2e-3;

export function rangeMeasures(measured: Measured): RangeMeasures {
  const { volume, contrast, certainty, distance } = measured;
  const found: Record<string, number | null> = { distance, ...greyPercentiles(measured) };
  const spread = (percentileInverted(volume, 84) - percentileInverted(volume, 16)) / 2;
  const scale = spread > 0 ? spread : 1;
  found['noise'] = Math.log(Math.max(contrast.noise, 1e-3 * scale) / scale);
  found['cnr'] = contrast.cnr === null ? null : Math.log(Math.max(contrast.cnr, 0.05));
  found['change to the next slice'] = contrast.change === null ? null : Math.log(Math.max(contrast.change, 1e-3 * scale) / scale);
  found[GRAIN] = contrast.grain;
  const edge = (at: number): number => Math.log(FLOOR + (volume.counts[at] ?? 0) / Math.max(1, volume.total));
  found['voxels of the darkest value'] = edge(0);
  found['voxels of the brightest value'] = edge(volume.counts.length - 1);
  for (const [name, value] of Object.entries(certainty)) found[name] = Math.log(FLOOR + value);
  for (const { id, name } of PHASES) {
    if (id === PHASE.unassigned) continue;
    found[`share of ${name}`] = Math.log(FLOOR + (contrast.fractions.get(id) ?? 0));
  }
  const grey = (phase: number): number | null =>
    (contrast.fractions.get(phase) ?? 0) < LEAST_SHARE ? null : (contrast.medians.get(phase) ?? 0);
  const around =
    (contrast.fractions.get(PHASE.electrolyte) ?? 0) >= (contrast.fractions.get(PHASE.pore) ?? 0) ? PHASE.electrolyte : PHASE.pore;
  for (const [name, a, b] of [
    ['lithium over surroundings', PHASE.lithium, around],
    ['sei over lithium', PHASE.sei, PHASE.lithium],
    ['collector over lithium', PHASE.collector, PHASE.lithium],
    ['collector over surroundings', PHASE.collector, around],
    ['other over surroundings', PHASE.other, around],
  ] as const) {
    const [one, two] = [grey(a), grey(b)];
    found[name] = one === null || two === null ? null : Math.asinh((one - two) / scale);
  }
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, value]) =>
      value === null || !Number.isFinite(value) ? [] : [[name, Number(value.toPrecision(5))]],
    ),
  );
}

/** Percentiles after the normalisation; asinh, as the networks see them, so that a bright tail does not outvote the rest. */
function greyPercentiles({ volume, normalisation }: Measured): Record<string, number> {
  if (normalisation === null) return {};
  const normal = normalised(volume, normalisation);
  return Object.fromEntries(PERCENTILES.map((percent) => [`percentile ${percent}`, Math.asinh(percentileInverted(normal, percent))]));
}

export function normalised(volume: Distribution, steps: readonly Arithmetic[]): Distribution {
  let normal = volume;
  for (const step of steps) {
    if (step.kind === 'affine') normal = mapDistribution(normal, (value) => value * (step.gain[0] ?? 1) + (step.offset[0] ?? 0));
    if (step.kind === 'clip') normal = mapDistribution(normal, (value) => Math.min(step.max, Math.max(step.min, value)));
  }
  return normal;
}
