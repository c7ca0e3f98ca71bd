/** Random but plausible scans: three regimes in fixed quotas, everything else spread wide. */
import type { Rng } from '../../base/index.js';
import { PHASE } from '../../volume/index.js';
import type { Shape3 } from '../../volume/index.js';
import { drawArtefacts, drawBeamHardening, drawUnevenness, drawWindow } from './draw-artefacts.js';
import { keepFaults } from '../faults.js';
import { drawMaterials, regularised } from './draw-materials.js';
import { drawNoise, drawPropagation, drawPsf } from './draw-optics.js';
import { HELD_OUT_REGIMES } from './parameters.js';
import type { Regime, XctParameters } from './parameters.js';

/** Laboratory scans 30 %, synchrotron scans without retrieval 30 %, with retrieval 40 %; a regime that is not here is never drawn. */
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
  readonly faults?: number | undefined;
  /** a dry cell shows lithium against gas only; most of those scans are drawn with the noise set against gas */
  readonly dry?: boolean | undefined;
}

/** What care avoids. The regime that is never drawn keeps all of them. */
const FAULTS = ['unevenness', 'denseStreaks', 'limitedAngle', 'sparseView', 'centreError', 'motion', 'streaks', 'rings', 'zingers', 'beamHardening', 'truncation', 'shading'] as const; // prettier-ignore

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
  const energy = rng.fork('energy');
  const energyKeV = regime === 'edge' || regime === 'paganin' ? energy.uniform(12, 35) : energy.logUniform(14, 45);
  const beamHardening = drawBeamHardening(regime, request.shape, rng.fork('hardening'));
  const artefacts = drawArtefacts(regime, request.shape, rng.fork('artefacts'));
  const missing = artefacts.limitedAngle.on || artefacts.sparseView.on;
  const drawn = drawMaterials(energyKeV, beamHardening, rng.fork('materials'));
  const cell = missing ? { ...drawn, mu: regularised(drawn.mu) } : drawn;
  const contrast = Math.abs((cell.mu[PHASE.lithium] ?? 0) - (cell.mu[PHASE.electrolyte] ?? 0));
  const propagation = drawPropagation(regime, request.voxel, energyKeV, cell, request.cnr, rng.fork('propagation'));
  const parameters: XctParameters = {
    regime,
    energyKeV,
    ...cell,
    unevenness: drawUnevenness(rng.fork('unevenness')),
    propagation,
    psf: drawPsf(contrast / Math.max(contrast, cell.mu[PHASE.collector] ?? 0), rng.fork('psf')),
    noise: drawNoise(request.cnr, request.dry === true, propagation, rng.fork('noise')),
    beamHardening,
    ...artefacts,
    window: drawWindow(rng.fork('window')),
  };
  return keepFaults(parameters, FAULTS, request.faults ?? (HELD_OUT_REGIMES.includes(regime) ? 1 : undefined), rng);
}
