/** Random propagation, blur and noise. */
import type { Rng } from '../../base/index.js';
import { PHASE } from '../../volume/index.js';
import { wavelength } from './materials.js';
import type { Noise } from './noise.js';
import type { Regime, XctParameters } from './parameters.js';
import type { Propagation } from './propagation.js';
import type { Psf } from './psf.js';

export function drawPropagation(
  regime: Regime,
  voxel: number,
  keV: number,
  { mu, phase }: Pick<XctParameters, 'mu' | 'phase'>,
  cnr: number | undefined,
  rng: Rng,
): Propagation {
  const fresnelNumber = regime === 'paganin' ? rng.logUniform(0.3, 30) : rng.logUniform(1.5, 30);
  const multiple = rng.logUniform(0.05, 1.5);
  const limit = rng.logUniform(0.4, 5);
  const dPhase = (phase[PHASE.lithium] ?? 0) - (phase[PHASE.electrolyte] ?? 0);
  const dMu = (mu[PHASE.lithium] ?? 0) - (mu[PHASE.electrolyte] ?? 0);
  // delta/beta of the interface lithium to electrolyte: 4 pi (delta/lambda) / mu
  const drawn = Math.abs((4 * Math.PI * dPhase) / dMu) * multiple;
  // retrieval buys contrast: a scan that is still noisy after it was retrieved little
  const ratio = cnr === undefined ? drawn : Math.min(drawn, 4 * Math.PI * fresnelNumber * (BLOBS_AT_CNR_1 * cnr) ** 2);
  return {
    on: regime === 'edge' || regime === 'paganin',
    distance: voxel ** 2 / (wavelength(keV) * fresnelNumber),
    fresnelNumber,
    ratio: regime === 'paganin' ? ratio : 0,
    limit: regime === 'edge' ? limit : 0,
  };
}

/** Largest blobs of the noise, in voxels, in a scan whose contrast to noise is 1; they may grow with it. */
const BLOBS_AT_CNR_1 = 1;

/** `contrastShare` is the contrast lithium to electrolyte over the attenuation of the collector. */
export function drawPsf(contrastShare: number, rng: Rng): Psf {
  const kind = rng.next();
  const sigma = rng.chance(0.92) ? rng.uniform(0.4, 1.3) : rng.uniform(1.3, 2);
  // the halo that the collector throws, in contrasts, decides; the weight follows
  const halo = rng.logUniform(0.1, 12);
  const weight = rng.logUniform(0.01, 0.25);
  const tailed = rng.chance(0.6);
  return {
    on: rng.chance(0.97),
    core: kind < 0.7 ? 'gaussian' : kind < 0.85 ? 'box' : 'disc',
    sigma: kind < 0.7 ? sigma : Math.min(1.2, sigma),
    alongZ: rng.chance(0.6) ? 1 : rng.logUniform(0.5, 1.8),
    tail: rng.chance(0.6) ? 'gaussian' : 'exponential',
    tailWeight: tailed ? Math.min(0.25, rng.chance(0.7) ? 2 * halo * contrastShare : Math.min(weight, 24 * contrastShare)) : 0,
    tailSigma: rng.logUniform(2, 20),
  };
}

const EXTREMELY_CLEAN = 0.06;

export function drawNoise(cnr: number | undefined, dry: boolean, { ratio, fresnelNumber }: Propagation, rng: Rng): Noise {
  // retrieval leaves noise in blobs; under strong retrieval only good scans show anything
  const blobs = Math.sqrt(ratio / (4 * Math.PI * fresnelNumber));
  const usual = blobs > 1 ? rng.logUniform(Math.min(6, blobs / BLOBS_AT_CNR_1), 12) : rng.logUniform(0.8, 8);
  const clean = rng.logUniform(8, 30);
  const drawn = rng.chance(EXTREMELY_CLEAN) ? clean : usual;
  const colour = rng.next();
  const blur = rng.next();
  const wanted = cnr ?? drawn;
  return {
    on: true,
    cnr: wanted,
    reference: dry && rng.chance(0.9) ? 'gas' : 'electrolyte',
    exponent: colour < 0.25 ? 0 : colour < 0.6 ? 0.5 : rng.uniform(0, 1),
    // strong noise as coarse as the structures would hide them altogether
    blur: blur < 0.2 ? 0 : blur < 0.93 || wanted < 2 ? rng.logUniform(0.2, 1) : rng.logUniform(1, 2.2),
    blurZ: rng.chance(0.5) ? 0 : rng.logUniform(0.2, 1.5),
    signal: rng.chance(0.35) ? rng.logUniform(0.05, 3) : 0,
  };
}
