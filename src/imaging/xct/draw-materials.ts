/** Attenuations of a random cell: real materials with jitter, or made up far beyond them. */
import type { Rng } from '../../base/index.js';
import { PHASE } from '../../volume/index.js';
import { effectiveAttenuation, tubeSpectrum } from './beam-hardening.js';
import type { BeamHardening } from './beam-hardening.js';
import { attenuation, decrement, MATERIALS, wavelength } from './materials.js';
import type { MaterialId } from './materials.js';
import type { XctParameters } from './parameters.js';

type Cell = Pick<XctParameters, 'materials' | 'mu' | 'phase'>;
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

/** Share of the scans whose attenuations are not those of the table. */
const MADE_UP = 0.35;

function choose(odds: Odds, rng: Rng): MaterialId {
  let rest = rng.next();
  for (const [id, share] of odds) {
    if (rest < share) return id;
    rest -= share;
  }
  return odds[0]?.[0] ?? 'gas';
}

export function drawMaterials(keV: number, hardening: BeamHardening, rng: Rng): Cell {
  const draw = (from: Rng): Cell => {
    const real = drawReal(keV, hardening, from.fork('real'));
    return from.chance(MADE_UP) ? makeUp(real, from.fork('made up')) : real;
  };
  const clear = rng.chance(CLEAR);
  let cell = draw(rng.fork('cell'));
  for (let n = 0; clear && !seiShows(cell) && n < 20; n++) cell = draw(rng.fork(`cell ${n}`));
  return cell;
}

/** Scans in which absorption tells SEI from electrolyte; in the others only edges do, if anything. */
const CLEAR = 0.85;

/** By a quarter of the contrast of lithium to electrolyte. */
function seiShows({ mu }: Cell): boolean {
  const over = (id: number): number => Math.abs((mu[id] ?? 0) - (mu[PHASE.electrolyte] ?? 0));
  return over(PHASE.sei) >= 0.25 * over(PHASE.lithium);
}

function drawReal(keV: number, hardening: BeamHardening, rng: Rng): Cell {
  const ids: Record<number, MaterialId> = {
    [PHASE.lithium]: 'lithium',
    [PHASE.sei]: choose(SEI, rng),
    [PHASE.electrolyte]: choose(ELECTROLYTE, rng),
    [PHASE.pore]: 'gas',
    [PHASE.collector]: choose(COLLECTOR, rng),
    [PHASE.other]: choose(OTHER, rng),
  };
  const spectrum = hardening.on ? tubeSpectrum(hardening.peakKeV, hardening.filter) : [{ keV, weight: 1 }];
  const mu = [0, 0, 0, 0, 0, 0, 0];
  const phase = [0, 0, 0, 0, 0, 0, 0];
  for (const [key, id] of Object.entries(ids)) {
    const label = Number(key);
    // salt, density and porosity; dense bodies lose more by starved views
    let scale = label === PHASE.sei ? rng.uniform(0.55, 1.25) : rng.uniform(0.8, 1.2);
    const dense = label === PHASE.collector || label === PHASE.other;
    const starved = rng.logUniform(0.02, 1);
    if (dense && attenuation(id, keV) > 3) scale *= starved;
    mu[label] = scale * effectiveAttenuation(spectrum, (at) => attenuation(id, at), dense ? hardening.path : hardening.path / 10);
    phase[label] = (decrement(id, keV) / (100 * wavelength(keV))) * scale;
  }
  return { materials: Object.fromEntries(Object.entries(ids).map(([key, id]) => [key, MATERIALS[id].title])), mu, phase };
}

/**
 * Attenuations over that of the electrolyte. The order lithium above gas and below electrolyte stays, since a scan where it is
 * another way round cannot be told from one where it is not.
 */
function makeUp(real: Cell, rng: Rng): Cell {
  const electrolyte = real.mu[PHASE.electrolyte] ?? 1;
  const lithium = rng.chance(0.8) ? rng.uniform(0.03, 0.4) : rng.uniform(0.4, 0.75);
  // far below lithium, or so close that only edges tell them apart
  const gas = lithium * (rng.chance(0.6) ? rng.uniform(0, 0.6) : rng.uniform(0.6, 0.95));
  const sei = rng.chance(0.2) ? rng.uniform(0.8, 1.15) : rng.uniform(1.15, 3.2);
  const collector = rng.chance(0.25) ? sei * rng.uniform(1.05, 2) : Math.min(300, sei * rng.logUniform(2, 300));
  const other = rng.chance(0.3) ? rng.uniform(0.85, 1.2) : rng.chance(0.5) ? rng.uniform(0.35, 0.85) : rng.logUniform(1.2, 60);
  const over = [0, lithium, sei, 1, gas, collector, other];
  const vary = (): number => rng.uniform(0.7, 1.4);
  // decrements follow the density of electrons: close to each other while attenuations are not
  const dense = Math.min(6, Math.sqrt(collector));
  const phases = [0, 0.35 * vary(), 1.4 * vary(), vary(), 0.001, dense * vary(), Math.min(4, Math.max(0.8, Math.sqrt(other))) * vary()];
  const unit = real.phase[PHASE.electrolyte] ?? 0;
  return { materials: null, mu: over.map((value) => value * electrolyte), phase: phases.map((value) => value * unit) };
}

/** Contrasts above the electrolyte that a starved or regularised reconstruction leaves of a dense body. */
const BRIGHTEST = 20;

/** Dense bodies as bright as a reconstruction from missing views shows them: it has to be regularised, and cuts them off. */
export function regularised(mu: readonly number[]): number[] {
  const electrolyte = mu[PHASE.electrolyte] ?? 0;
  const most = electrolyte + BRIGHTEST * Math.abs(electrolyte - (mu[PHASE.lithium] ?? 0));
  return mu.map((value) => Math.min(value, most));
}
