/** Random but plausible scans: three regimes in fixed quotas, everything else spread wide. */
import type { Rng } from '../base/index.js';
import { PHASE } from '../volume/index.js';
import type { Shape3 } from '../volume/index.js';
import { attenuation, decrement, MATERIALS, wavelength } from './materials.js';
import type { MaterialId } from './materials.js';
import type { Propagation } from './propagation.js';
import type { Psf } from './psf.js';
import type { XctParameters } from './xct.js';

export type Regime = XctParameters['regime'];

/** Laboratory scans 30 %, synchrotron scans without retrieval 30 %, with retrieval 40 %. */
const REGIME_QUOTAS: readonly (readonly [Regime, number])[] = [
  ['attenuation', 0.3],
  ['edge', 0.3],
  ['paganin', 0.4],
];

export interface DrawRequest {
  readonly shape: Shape3;
  /** metres */
  readonly voxel: number;
  readonly regime?: Regime | undefined;
  readonly cnr?: number | undefined;
  /** a dry cell shows lithium against gas only; most of those scans are drawn with the noise set against gas */
  readonly dry?: boolean | undefined;
}

export const REGIMES = REGIME_QUOTAS.map(([regime]) => regime);

export function drawRegime(rng: Rng): Regime {
  let rest = rng.next();
  for (const [regime, share] of REGIME_QUOTAS) {
    if (rest < share) return regime;
    rest -= share;
  }
  return 'paganin';
}

export function drawXctParameters(rng: Rng, request: DrawRequest): XctParameters {
  const drawnRegime = drawRegime(rng.fork('regime'));
  const regime = request.regime ?? drawnRegime;
  const draw = rng.fork('optics');
  const energyKeV = regime === 'attenuation' ? draw.logUniform(14, 45) : draw.uniform(12, 35);
  const { materials, mu, phase } = drawMaterials(energyKeV, regime, rng.fork('materials'));
  const contrast = Math.abs((mu[PHASE.lithium] ?? 0) - (mu[PHASE.electrolyte] ?? 0));
  const propagation = drawPropagation(regime, request.voxel, energyKeV, mu, phase, draw);
  const psf = drawPsf(draw, contrast / Math.max(contrast, mu[PHASE.collector] ?? 0));
  const drawnCnr = draw.logUniform(0.7, 8);
  const gas = rng.fork('reference').chance(0.7);
  return {
    regime,
    energyKeV,
    materials,
    mu,
    phase,
    unevenness: drawUnevenness(rng.fork('unevenness')),
    propagation,
    psf,
    noise: {
      on: true,
      cnr: request.cnr ?? drawnCnr,
      reference: request.dry === true && gas ? 'gas' : 'electrolyte',
      exponent: draw.chance(0.25) ? draw.uniform(0, 0.3) : 0.5,
      blur: draw.logUniform(0.25, 1.4),
    },
    ...drawArtefacts(rng.fork('artefacts'), request.shape),
    window: drawWindow(rng.fork('window')),
  };
}

type Odds = readonly (readonly [MaterialId, number])[];

const SEI: Odds = [['li2co3', 0.4], ['lif', 0.15], ['li2o', 0.15], ['ledc', 0.2], ['lioh', 0.1]]; // prettier-ignore
const ELECTROLYTE: Odds = [
  ['carbonate', 0.6],
  ['ether', 0.25],
  ['peo', 0.15],
];
const COLLECTOR: Odds = [
  ['copper', 0.8],
  ['aluminium', 0.1],
  ['graphite', 0.1],
];
const OTHER: Odds = [['polyolefin', 0.45], ['peo', 0.05], ['graphite', 0.1], ['argyrodite', 0.1], ['llzo', 0.1], ['nmc', 0.15], ['aluminium', 0.05]]; // prettier-ignore

function choose(odds: Odds, rng: Rng): MaterialId {
  let rest = rng.next();
  for (const [id, share] of odds) {
    if (rest < share) return id;
    rest -= share;
  }
  return odds[0]?.[0] ?? 'gas';
}

function drawMaterials(keV: number, regime: Regime, rng: Rng): Pick<XctParameters, 'materials' | 'mu' | 'phase'> {
  const ids: Record<number, MaterialId> = {
    [PHASE.lithium]: 'lithium',
    [PHASE.sei]: choose(SEI, rng),
    [PHASE.electrolyte]: choose(ELECTROLYTE, rng),
    [PHASE.pore]: 'gas',
    [PHASE.collector]: choose(COLLECTOR, rng),
    [PHASE.other]: choose(OTHER, rng),
  };
  const mu = [0, 0, 0, 0, 0, 0, 0];
  const phase = [0, 0, 0, 0, 0, 0, 0];
  for (const [key, id] of Object.entries(ids)) {
    const label = Number(key);
    // salt, density and porosity; dense bodies lose more by beam hardening and photon starvation
    let scale = label === PHASE.sei ? rng.uniform(0.55, 1.2) : rng.uniform(0.8, 1.2);
    if (label === PHASE.collector || label === PHASE.other) {
      const strong = attenuation(id, keV) > 3;
      const hardening = regime === 'attenuation' ? rng.uniform(0.3, 0.8) : 1;
      const starved = rng.logUniform(0.02, 1);
      if (strong) scale *= hardening * starved;
    }
    mu[label] = attenuation(id, keV) * scale;
    phase[label] = (decrement(id, keV) / (100 * wavelength(keV))) * scale;
  }
  return { materials: Object.fromEntries(Object.entries(ids).map(([key, id]) => [key, MATERIALS[id].title])), mu, phase };
}

function drawPropagation(
  regime: Regime,
  voxel: number,
  keV: number,
  mu: readonly number[],
  phase: readonly number[],
  rng: Rng,
): Propagation {
  const fresnelNumber = regime === 'paganin' ? rng.logUniform(0.3, 30) : rng.logUniform(1.5, 30);
  const multiple = rng.logUniform(0.05, 1.5);
  const limit = rng.logUniform(0.4, 4);
  const distance = voxel ** 2 / (wavelength(keV) * fresnelNumber);
  const dPhase = (phase[PHASE.lithium] ?? 0) - (phase[PHASE.electrolyte] ?? 0);
  const dMu = (mu[PHASE.lithium] ?? 0) - (mu[PHASE.electrolyte] ?? 0);
  // delta/beta of the interface lithium to electrolyte: 4 pi (delta/lambda) / mu
  const ratio = Math.abs((4 * Math.PI * dPhase) / dMu) * multiple;
  return {
    on: regime !== 'attenuation',
    distance,
    fresnelNumber,
    ratio: regime === 'paganin' ? ratio : 0,
    limit: regime === 'edge' ? limit : 0,
  };
}

/** `contrastShare` is the contrast lithium to electrolyte over the attenuation of the collector. */
function drawPsf(rng: Rng, contrastShare: number): Psf {
  const sigma = rng.uniform(0.45, 1.4);
  const tail = rng.chance(0.4);
  const tailSigma = rng.uniform(3, 15);
  // the halo that the collector throws, in contrasts, decides; the weight follows
  const halo = rng.logUniform(0.2, 8);
  return { on: true, sigma, tailWeight: tail ? Math.min(0.2, 2 * halo * contrastShare) : 0, tailSigma };
}

function drawUnevenness(rng: Rng): XctParameters['unevenness'] {
  const strength = rng.uniform(0, 0.15);
  const amplitude = [0, rng.uniform(0, 0.12), rng.uniform(0, 0.25), strength, strength / 3, 0.5 * strength, rng.uniform(0, 0.3)];
  return { on: rng.chance(0.7), amplitude, scale: rng.logUniform(1.5, 12) };
}

function drawArtefacts(rng: Rng, [, ny, nx]: Shape3): Pick<XctParameters, 'motion' | 'streaks' | 'rings' | 'shading'> {
  const across = (): number => rng.uniform(-0.25, 0.25) * rng.next();
  return {
    motion: { on: rng.chance(0.1), axis: rng.pick([0, 1, 2] as const), shift: rng.uniform(0.3, 2), weight: rng.uniform(0.2, 0.5) },
    streaks: {
      on: rng.chance(0.35),
      amplitude: rng.logUniform(0.05, 1.2),
      reach: rng.logUniform(3, 30),
      tilt: rng.chance(0.6) ? 0 : rng.uniform(-6, 6),
    },
    rings: {
      on: rng.chance(0.5),
      amplitude: rng.logUniform(0.02, 0.5),
      width: rng.chance(0.6) ? 1 : rng.uniform(1, 6),
      centreY: rng.uniform(-2 * ny, 3 * ny),
      centreX: rng.uniform(-2 * nx, 3 * nx),
      arc: rng.chance(0.7) ? 360 : rng.uniform(20, 180),
      persistence: rng.chance(0.5) ? 1 : rng.uniform(0.5, 0.99),
    },
    shading: {
      on: rng.chance(0.6),
      cupping: rng.uniform(0, 0.15),
      centreY: rng.uniform(-ny, 2 * ny),
      centreX: rng.uniform(-nx, 2 * nx),
      radius: rng.uniform(1.5, 4) * Math.max(ny, nx),
      slope: [across(), across(), across()],
      bowl: [across(), across(), across()],
    },
  };
}

function drawWindow(rng: Rng): XctParameters['window'] {
  return {
    lowShare: rng.logUniform(1e-5, 5e-3),
    highShare: 1 - rng.logUniform(1e-5, 5e-3),
    room: rng.chance(0.5) ? 0 : rng.uniform(0, 0.4),
    saturation: rng.chance(0.45) ? rng.logUniform(1, 20) : 0,
    gamma: rng.chance(0.5) ? 1 : rng.uniform(0.7, 1.4),
    bits: rng.chance(0.35) ? 8 : 16,
    inverted: rng.chance(0.05),
  };
}
