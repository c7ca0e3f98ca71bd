/** Random artefacts and a random grey scale. Every amplitude is over the contrast of lithium to electrolyte. */
import type { Rng } from '../../base/index.js';
import type { Shape3 } from '../../volume/index.js';
import type { BeamHardening } from './beam-hardening.js';
import type { Regime, XctParameters } from './parameters.js';

export function drawUnevenness(rng: Rng): XctParameters['unevenness'] {
  const strength = rng.uniform(0, 0.2);
  const amplitude = [0, rng.uniform(0, 0.15), rng.uniform(0, 0.3), strength, strength / 3, rng.logUniform(0.02, 1), rng.uniform(0, 0.35)];
  return { on: rng.chance(0.7), amplitude, scale: rng.logUniform(2, 14), grain: rng.chance(0.4) ? rng.uniform(0.2, 1.5) : 0 };
}

/** Only tubes have a spectrum; `filter` and `path` in metres. */
export function drawBeamHardening(regime: Regime, [, ny, nx]: Shape3, rng: Rng): BeamHardening {
  return {
    on: regime === 'attenuation' ? rng.chance(0.7) : regime === 'limited-angle',
    peakKeV: rng.uniform(35, 90),
    filter: rng.logUniform(1e-4, 2e-3),
    path: rng.logUniform(1e-5, 2e-3),
    cupping: rng.chance(0.7) ? rng.uniform(0, 0.18) : 0,
    centreY: rng.uniform(-ny, 2 * ny),
    centreX: rng.uniform(-nx, 2 * nx),
    radius: rng.uniform(1.5, 4) * Math.max(ny, nx),
  };
}

type Artefacts = Pick<
  XctParameters,
  'denseStreaks' | 'limitedAngle' | 'sparseView' | 'centreError' | 'motion' | 'streaks' | 'rings' | 'zingers' | 'truncation' | 'shading'
>;

export function drawArtefacts(regime: Regime, [, ny, nx]: Shape3, rng: Rng): Artefacts {
  const heldOut = regime === 'limited-angle';
  const across = (): number => rng.uniform(-0.3, 0.3) * rng.next();
  const outside = (n: number): number => rng.uniform(-2 * n, 3 * n);
  return {
    denseStreaks: {
      on: rng.chance(0.2),
      amplitude: rng.logUniform(0.05, 0.8),
      reach: rng.logUniform(4, 60),
      slope: rng.chance(0.5) ? rng.uniform(-0.1, 0.1) : rng.uniform(-2, 2),
      beyond: rng.uniform(0, 0.5),
    },
    // wide wedges belong to the regime that is kept out of training
    limitedAngle: {
      on: heldOut || rng.chance(0.06),
      wedge: heldOut ? rng.uniform(25, 50) : rng.uniform(4, 12),
      axis: rng.chance(0.7) ? 0 : 1,
      residual: heldOut ? rng.uniform(0.15, 0.4) : rng.uniform(0.2, 0.6),
    },
    sparseView: {
      on: rng.chance(0.12),
      views: Math.round(rng.logUniform(12, 90)),
      strength: rng.uniform(0.2, 1),
      diameter: rng.uniform(0.7, 1.5) * Math.max(ny, nx),
    },
    centreError: { on: rng.chance(0.08), shift: rng.uniform(0.3, 1.5), angle: rng.chance(0.5) ? 0 : 180 },
    motion: { on: rng.chance(0.1), axis: rng.pick([0, 1, 2] as const), shift: rng.uniform(0.3, 2), weight: rng.uniform(0.2, 0.5) },
    streaks: {
      on: rng.chance(0.35),
      amplitude: rng.logUniform(0.05, 1.2),
      reach: rng.logUniform(3, 30),
      tilt: rng.chance(0.6) ? 0 : rng.uniform(-6, 6),
    },
    rings: {
      on: heldOut || rng.chance(0.5),
      amplitude: heldOut ? rng.uniform(0.1, 0.3) : rng.logUniform(0.02, 0.5),
      width: rng.chance(0.6) ? 1 : rng.uniform(1, 6),
      centreY: heldOut ? rng.uniform(0, ny) : outside(ny),
      centreX: heldOut ? rng.uniform(0, nx) : outside(nx),
      arc: rng.chance(0.7) ? 360 : rng.uniform(20, 180),
      persistence: rng.chance(0.5) ? 1 : rng.uniform(0.5, 0.99),
    },
    zingers: { on: rng.chance(0.12), perSlice: rng.logUniform(0.05, 4), amplitude: rng.logUniform(0.3, 5) },
    truncation: {
      on: heldOut || rng.chance(0.3),
      amplitude: heldOut ? rng.uniform(0.35, 0.7) : rng.uniform(-0.1, 0.3),
      rim: heldOut ? rng.uniform(0.3, 0.8) : rng.chance(0.6) ? 0 : rng.uniform(0, 0.3),
      rimWidth: rng.uniform(3, 30),
      centreY: rng.uniform(-0.5, 1.5) * ny,
      centreX: rng.uniform(-0.5, 1.5) * nx,
      radius: rng.uniform(0.7, 2.5) * Math.max(ny, nx),
    },
    shading: {
      on: rng.chance(0.5),
      slope: [across(), across(), across()],
      bowl: [across(), across(), across()],
      flicker: rng.chance(0.25) ? rng.logUniform(0.01, 0.15) : 0,
    },
  };
}

export function drawWindow(rng: Rng): XctParameters['window'] {
  const [dark, bright] = [rng.chance(0.15), rng.chance(0.15)];
  return {
    // a few windows cut deep into the values
    lowShare: dark ? rng.logUniform(5e-3, 0.04) : rng.logUniform(1e-5, 5e-3),
    highShare: 1 - (bright ? rng.logUniform(5e-3, 0.06) : rng.logUniform(1e-5, 5e-3)),
    roomBelow: rng.chance(0.5) ? 0 : rng.uniform(0, 0.8),
    roomAbove: rng.chance(0.5) ? 0 : rng.uniform(0, 0.8),
    saturation: rng.chance(0.5) ? rng.logUniform(1, 20) : 0,
    depth: rng.logUniform(0.5, 20),
    gamma: rng.chance(0.5) ? 1 : rng.logUniform(0.55, 1.8),
    bits: rng.chance(0.35) ? 8 : 16,
    inverted: rng.chance(0.02),
  };
}
