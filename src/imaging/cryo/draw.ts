/** Random but plausible micrographs: two kinds in fixed quotas, everything else spread wide over magnification and dose. */
import type { Rng } from '../../base/index.js';
import { SPECIMEN_MATERIALS } from '../../volume/index.js';
import type { SpecimenMaterial } from '../../volume/index.js';
import { keepFaults } from '../faults.js';
import type { CryoParameters, CryoRegime } from './parameters.js';

/** The last is never drawn: it is for judging models on what they were not trained on. */
export const CRYO_REGIMES: readonly CryoRegime[] = ['tem', 'haadf', 'bf-stem'];
export const HELD_OUT_CRYO_REGIMES: readonly CryoRegime[] = ['bf-stem'];
const SHARE_TEM = 0.7;

export interface CryoDraw {
  /** metres */
  readonly pixel: number;
  readonly regime: CryoRegime | undefined;
  /** share of the faults that stay, drawn when it is not given */
  readonly faults?: number | undefined;
}

/** What care avoids. The regime that is never drawn keeps all of them. */
const FAULTS = ['frost', 'damage', 'diffraction', 'illumination', 'drift', 'cameraFaults'] as const;

export function drawCryoParameters(rng: Rng, { pixel, regime: asked, faults }: CryoDraw): CryoParameters {
  const drawnRegime: CryoRegime = rng.fork('regime').chance(SHARE_TEM) ? 'tem' : 'haadf';
  const regime = asked ?? drawnRegime;
  const optics = rng.fork('optics');
  const volts = optics.chance(0.5) ? 300e3 : optics.chance(0.8) ? 200e3 : optics.pick([80e3, 120e3]);
  const transfer = drawTransfer(regime, pixel, optics);
  const parameters: CryoParameters = {
    regime,
    volts,
    transfer,
    ...drawSpecimen(rng.fork('specimen')),
    ...drawScan(rng.fork('scan'), regime),
    ...drawCamera(rng.fork('camera'), regime, pixel),
    window: drawWindow(rng.fork('window')),
  };
  return keepFaults(parameters, FAULTS, faults ?? (HELD_OUT_CRYO_REGIMES.includes(regime) ? 1 : undefined), rng);
}

function drawTransfer(regime: CryoRegime, pixel: number, rng: Rng): CryoParameters['transfer'] {
  // from near focus at high resolution to strongly under focus in overviews
  const size = rng.logUniform(0.1e-6, 5e-6) * (pixel / 1e-9) ** 0.75;
  const over = rng.chance(0.25);
  const corrected = rng.chance(0.35);
  return {
    on: regime === 'tem',
    defocus: over ? size : -size,
    spherical: corrected ? rng.uniform(-15e-6, 15e-6) : rng.uniform(0.5e-3, 2.7e-3),
    astigmatism: rng.chance(0.5) ? 0 : 0.3 * size * rng.next() ** 2,
    astigmatismAngle: rng.uniform(0, Math.PI),
    focalSpread: rng.uniform(2e-9, 7e-9),
    semiAngle: rng.logUniform(0.02e-3, 0.3e-3),
    debyeWaller: rng.uniform(0, 6e-20) + (rng.chance(0.4) ? rng.uniform(0, 6) * pixel * pixel : 0),
  };
}

function drawSpecimen(
  rng: Rng,
): Pick<CryoParameters, 'frost' | 'damage' | 'absorption' | 'diffraction' | 'potential' | 'texture' | 'lattice'> {
  const scale = Object.fromEntries(SPECIMEN_MATERIALS.map((id) => [id, rng.uniform(0.55, 0.9)])) as Record<SpecimenMaterial, number>;
  return {
    frost: { on: rng.chance(0.2), coverage: rng.logUniform(0.002, 0.06), radius: rng.logUniform(5e-9, 60e-9) },
    damage: {
      on: rng.chance(0.5),
      exposure: rng.logUniform(1e21, 2e23),
      bubbles: rng.chance(0.25) ? rng.logUniform(0.01, 0.4) : 0,
      radius: rng.logUniform(1e-9, 6e-9),
    },
    absorption: { on: true, strength: rng.uniform(0.4, 1.15) },
    diffraction: {
      on: rng.chance(0.65),
      strength: rng.uniform(0.1, 1.3),
      share: rng.uniform(0.1, 0.8),
      bands: rng.chance(0.4) ? rng.uniform(0.1, 1.2) : 0,
      bending: rng.logUniform(0.3, 3),
    },
    potential: { on: true, scale },
    texture: { on: rng.chance(0.95), rms: rng.logUniform(0.03, 0.25), correlation: rng.uniform(1.5e-10, 3e-10) },
    lattice: {
      on: rng.chance(0.85),
      rms: rng.logUniform(0.06, 0.5),
      share: rng.uniform(0.15, 0.95),
      lithiumShare: rng.uniform(0, 1),
      strain: rng.uniform(0, 0.015),
    },
  };
}

function drawScan(rng: Rng, regime: CryoRegime): Pick<CryoParameters, 'darkField' | 'scan'> {
  return {
    darkField: {
      on: regime === 'haadf',
      offset: rng.logUniform(0.02, 1.5),
      saturation: rng.chance(0.5) ? 0 : rng.logUniform(150e-9, 900e-9),
      channelling: rng.uniform(0, 0.12),
    },
    scan: {
      on: regime !== 'tem',
      probe: rng.logUniform(0.25, 2.2),
      jitter: rng.chance(0.6) ? rng.uniform(0, 0.9) : 0,
      flyback: rng.chance(0.3) ? rng.uniform(-6, 6) : 0,
      rows: rng.chance(0.5) ? rng.logUniform(0.002, 0.04) : 0,
    },
  };
}

function drawCamera(
  rng: Rng,
  regime: CryoRegime,
  pixel: number,
): Pick<CryoParameters, 'illumination' | 'drift' | 'detector' | 'dose' | 'cameraFaults'> {
  const angstroms2 = (pixel * 1e10) ** 2;
  // high resolution takes more electrons per area, overview more per pixel
  const perArea = rng.logUniform(5, 50) * (1e-9 / pixel) ** 0.9 * rng.logUniform(0.4, 3);
  const scarce = rng.chance(0.15) ? rng.logUniform(2, 20) : 1;
  const electrons = Math.min(Math.max((perArea * angstroms2) / scarce, rng.logUniform(6, 25)), 20000);
  return {
    illumination: {
      on: rng.chance(0.6),
      slope: rng.uniform(0, 0.35) * rng.next(),
      angle: rng.uniform(0, 2 * Math.PI),
      falloff: rng.uniform(0, 0.5) * rng.next(),
      edge: regime === 'tem' && rng.chance(0.02) ? rng.uniform(0.55, 0.9) : 0,
      centreY: rng.uniform(0.1, 0.9),
      centreX: rng.uniform(0.1, 0.9),
    },
    drift: { on: rng.chance(0.4), length: rng.uniform(0.3, 3), angle: rng.uniform(0, Math.PI) },
    detector: {
      on: regime === 'tem' && rng.chance(0.8),
      halfWidth: rng.uniform(0.2, 0.9),
      floor: rng.uniform(0, 0.15),
      integrating: rng.chance(0.5),
    },
    dose: {
      on: true,
      // a scanned picture collects few of the electrons; its signal is in units of 100 nm of lithium
      electrons: regime === 'tem' ? electrons : rng.logUniform(2, 400),
      readout: rng.chance(0.4) ? rng.uniform(0, 2) : 0,
      least: rng.chance(0.95) ? rng.logUniform(1.5, 6) : 0,
    },
    cameraFaults: {
      on: regime === 'tem' && rng.chance(0.3),
      columns: rng.logUniform(5e-4, 1e-2),
      pattern: rng.logUniform(1e-3, 2e-2),
      defects: rng.chance(0.4) ? rng.logUniform(1e-5, 1e-3) : 0,
    },
  };
}

function drawWindow(rng: Rng): CryoParameters['window'] {
  return {
    lowShare: rng.logUniform(1e-5, 2e-2),
    highShare: 1 - rng.logUniform(1e-5, 2e-2),
    room: rng.chance(0.5) ? 0 : rng.uniform(0, 0.5),
    gamma: rng.chance(0.5) ? 1 : rng.logUniform(0.55, 1.8),
    bits: rng.chance(0.45) ? 8 : 16,
    inverted: rng.chance(0.02),
  };
}
