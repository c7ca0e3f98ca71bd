/** Random but plausible microscopes: backscattered electrons in two fifths, any grey order in three, everything else spread wide. */
import type { Rng } from '../../base/index.js';
import { PHASE } from '../../volume/index.js';
import type { Shape3 } from '../../volume/index.js';
import { backscatterYield, SEM_MATERIALS, separatedLevels, SOLIDS } from './brightness.js';
import type { SemMaterial } from './brightness.js';
import { INSULATORS } from './charging.js';
import { keepFaults } from '../faults.js';
import type { Charging } from './charging.js';
import type { Curtaining } from './curtaining.js';
import type { Detector } from './detector.js';
import type { Drift } from './drift.js';
import type { EdgeEffect } from './edge-effect.js';
import type { Foreshortening } from './foreshortening.js';
import type { Grains } from './grains.js';
import type { GreyWindow } from './grey-window.js';
import type { PoreBack } from './pore-back.js';
import type { Redeposition } from './redeposition.js';
import type { ScanLines } from './scan-lines.js';
import type { Shadowing } from './shadowing.js';
import type { Slicing } from './slicing.js';
import type { Subsurface } from './subsurface.js';
import type { Texture } from './texture.js';

/** The last one is never drawn: strong charging and curtains at once, for judging models on what they were not trained on. */
export const FIB_REGIMES = ['bse', 'se', 'charged'] as const;
export type FibRegime = (typeof FIB_REGIMES)[number];
export const FIB_HELD_OUT_REGIMES: readonly FibRegime[] = ['charged'];

export interface FibParameters {
  readonly regime: FibRegime;
  /** material per phase id, for people */
  readonly materials: Readonly<Record<string, string>>;
  /** signal per phase id over full scale; that of the pore is the signal of an empty one */
  readonly levels: readonly number[];
  /** the ion beam enters at high y */
  readonly fromTop: boolean;
  readonly slicing: Slicing;
  readonly drift: Drift;
  readonly foreshortening: Foreshortening;
  readonly texture: Texture;
  readonly grains: Grains;
  readonly subsurface: Subsurface;
  readonly poreBack: PoreBack;
  readonly redeposition: Redeposition;
  readonly edgeEffect: EdgeEffect;
  readonly charging: Charging;
  readonly curtaining: Curtaining;
  readonly shadowing: Shadowing;
  readonly scanLines: ScanLines;
  readonly detector: Detector;
  readonly window: GreyWindow;
}

export function drawFibRegime(rng: Rng): FibRegime {
  return rng.chance(0.4) ? 'bse' : 'se';
}

/** What care avoids. The regime that is never drawn keeps all of them. */
const FAULTS = ['drift', 'grains', 'subsurface', 'redeposition', 'edgeEffect', 'charging', 'curtaining', 'shadowing', 'scanLines'] as const;

/** `shape` of the sample; `faults` is the share of the faults that stay, drawn when it is not given. */
export function drawFibParameters(rng: Rng, shape: Shape3, given: FibRegime | undefined, faults?: number): FibParameters {
  const drawn = drawFibRegime(rng.fork('regime'));
  const regime = given ?? drawn;
  const hard = regime === 'charged';
  const look = drawLevels(regime, rng.fork('levels'));
  const parameters: FibParameters = {
    regime,
    ...look,
    fromTop: rng.fork('beam').chance(0.7),
    slicing: drawSlicing(shape[0], rng.fork('slicing')),
    drift: drawDrift(rng.fork('drift')),
    foreshortening: drawForeshortening(rng.fork('foreshortening')),
    texture: drawTexture(rng.fork('texture')),
    grains: drawGrains(rng.fork('grains')),
    subsurface: drawSubsurface(rng.fork('subsurface')),
    poreBack: drawPoreBack(look.levels[PHASE.pore] ?? 0, rng.fork('pore-back')),
    redeposition: drawRedeposition(rng.fork('redeposition')),
    edgeEffect: drawEdgeEffect(regime, rng.fork('edge-effect')),
    charging: drawCharging(hard, regime === 'bse', rng.fork('charging')),
    curtaining: drawCurtaining(hard, rng.fork('curtaining')),
    shadowing: drawShadowing(rng.fork('shadowing')),
    scanLines: drawScanLines(rng.fork('scan-lines')),
    detector: drawDetector(rng.fork('detector')),
    window: drawWindow(rng.fork('window')),
  };
  return keepFaults(parameters, FAULTS, faults ?? (hard ? 1 : undefined), rng);
}

const MATERIALS_OF: Readonly<Record<number, readonly SemMaterial[]>> = {
  [PHASE.lithium]: ['lithium'],
  [PHASE.sei]: ['li2co3', 'li2co3', 'lif', 'li2o', 'ledc', 'ledc', 'lioh'],
  [PHASE.electrolyte]: ['carbonate', 'carbonate', 'ether', 'peo', 'epoxy'],
  [PHASE.collector]: ['copper', 'copper', 'copper', 'copper', 'copper', 'aluminium', 'graphite'],
  [PHASE.other]: ['polyolefin', 'polyolefin', 'peo', 'graphite', 'argyrodite', 'llzo', 'nmc', 'aluminium', 'platinum'],
};

type Look = Pick<FibParameters, 'levels' | 'materials'>;

function drawLevels(regime: FibRegime, rng: Rng): Look {
  const materials: Record<number, SemMaterial> = {};
  for (const id of SOLIDS) materials[id] = rng.pick(MATERIALS_OF[id] ?? ['graphite']);
  const names = Object.fromEntries(Object.entries(materials).map(([id, name]) => [id, formula(name)]));
  const source = rng.fork('levels');
  const draw = (): number[] => (regime === 'bse' ? backscatterLevels(materials, source) : freeLevels(source));
  const clear = rng.chance(0.95);
  let levels = draw();
  for (let tries = 0; clear && !lithiumStandsOut(levels) && tries < 50; tries++) levels = draw();
  return { levels, materials: names };
}

/** From its SEI, from the matrix and from empty pores, and the SEI from the matrix, by an eighth of the range of all levels. */
function lithiumStandsOut(levels: readonly number[]): boolean {
  const used = levels.slice(1);
  const range = Math.max(...used) - Math.min(...used);
  const apart = (a: number, b: number): boolean => Math.abs((levels[a] ?? 0) - (levels[b] ?? 0)) >= range / 8;
  return [PHASE.sei, PHASE.electrolyte, PHASE.pore].every((id) => apart(id, PHASE.lithium)) && apart(PHASE.sei, PHASE.electrolyte);
}

function formula(name: SemMaterial): string {
  return Object.entries(SEM_MATERIALS[name])
    .map(([symbol, count]) => (count === 1 ? symbol : `${symbol}${count}`))
    .join('');
}

/** The operator sets gain and offset for the light phases; heavy ones saturate. */
function backscatterLevels(materials: Readonly<Record<number, SemMaterial>>, rng: Rng): number[] {
  const levels = [0, 0, 0, 0, 0, 0, 0];
  for (const id of SOLIDS) {
    const scatter = id === PHASE.sei ? rng.uniform(0.7, 1.25) : rng.uniform(0.85, 1.15);
    levels[id] = backscatterYield(materials[id] ?? 'graphite') * scatter;
  }
  const light = Math.max(levels[PHASE.sei] ?? 0, levels[PHASE.electrolyte] ?? 0);
  const gain = rng.uniform(0.3, 0.8) / light;
  const offset = rng.chance(0.5) ? 0 : rng.uniform(0, 0.15);
  const top = rng.uniform(0.85, 1.1);
  for (const id of SOLIDS) levels[id] = Math.min(top, offset + gain * (levels[id] ?? 0));
  levels[PHASE.pore] = offset * rng.next() + (rng.chance(0.6) ? 0 : rng.uniform(0, 0.08));
  return levels;
}

/** Any order; empty pores are mostly dark, but charged ones can be bright. */
function freeLevels(rng: Rng): number[] {
  const separation = 0.06;
  const solids = separatedLevels(SOLIDS.length, 0.1, 0.9, separation, rng);
  const levels = [0, 0, 0, 0, 0, 0, 0];
  SOLIDS.forEach((id, i) => (levels[id] = solids[i] ?? 0));
  // oxide skins and topography seldom leave a heavy collector dark
  if (rng.chance(0.5)) levels[PHASE.collector] = Math.max(levels[PHASE.collector] ?? 0, rng.uniform(0.7, 1));
  levels[PHASE.pore] = rng.chance(0.75) ? rng.uniform(0, 0.2) : rng.uniform(0, 0.9);
  return levels;
}

function drawSlicing(depth: number, rng: Rng): Slicing {
  // a stack keeps at least sixteen slices where the sample has them
  const thickest = Math.min(4, Math.max(1.05, depth / 16));
  return {
    on: rng.chance(0.85),
    thickness: rng.logUniform(1, thickest),
    spread: rng.uniform(0.05, 0.3),
    faults: rng.chance(0.6) ? 0.01 : 0,
  };
}

function drawDrift(rng: Rng): Drift {
  const registered = rng.chance(0.65);
  return {
    on: rng.chance(0.85),
    sigma: registered ? 0 : rng.uniform(0.2, 1.5),
    correlation: rng.uniform(0.5, 0.98),
    jump: rng.uniform(3, 10),
    jumps: registered ? 0 : 0.01,
    residual: rng.uniform(0.05, 0.7),
    trend: registered || rng.chance(0.6) ? 0 : rng.uniform(-0.15, 0.15),
  };
}

function drawForeshortening(rng: Rng): Foreshortening {
  return { on: rng.chance(0.15), angle: rng.uniform(50, 56) };
}

function drawTexture(rng: Rng): Texture {
  const per = (low: number, high: number): number[] => Array.from({ length: 7 }, (_, id) => (id === 0 ? 0 : rng.uniform(low, high)));
  const coarse = per(0, 0.08);
  const fine = per(0, 0.08);
  // porous SEI, separator and cathode are rougher than the rest
  for (const id of [PHASE.sei, PHASE.other]) fine[id] = rng.uniform(0.02, 0.14);
  const walls = rng.uniform(-0.25, 0.6);
  return {
    on: rng.chance(0.92),
    coarse,
    fine,
    coarseScale: rng.logUniform(4, 30),
    fineScale: rng.logUniform(0.7, 4),
    walls: rng.chance(0.3) ? walls : 0,
  };
}

function drawGrains(rng: Rng): Grains {
  return { on: rng.chance(0.6), size: rng.logUniform(8, 70), amplitude: rng.uniform(0.03, 0.13) };
}

function drawSubsurface(rng: Rng): Subsurface {
  return { on: rng.chance(0.4), weight: rng.uniform(0.05, 0.45), depth: rng.logUniform(0.7, 5), others: rng.uniform(0.2, 0.8) };
}

function drawPoreBack(empty: number, rng: Rng): PoreBack {
  return {
    on: rng.chance(0.93),
    void: empty,
    length: rng.logUniform(3, 40),
    gain: rng.uniform(0.6, 1.1),
    shadow: rng.chance(0.5) ? 0 : rng.logUniform(0.003, 0.08),
    // some instruments look along the normal, and some stacks are turned over
    angle: rng.chance(0.15) ? 0 : rng.uniform(34, 40) * (rng.chance(0.12) ? -1 : 1),
    relief: rng.chance(0.4) ? 0 : rng.uniform(-0.35, 0.35),
  };
}

function drawRedeposition(rng: Rng): Redeposition {
  return { on: rng.chance(0.15), level: rng.uniform(0.4, 0.8), thickness: rng.uniform(1, 6), from: rng.uniform(0.5, 0.8) };
}

function drawEdgeEffect(regime: FibRegime, rng: Rng): EdgeEffect {
  const kind = rng.next();
  const where = kind < 0.4 ? 'pores' : kind < 0.8 ? 'facing' : 'borders';
  const amplitude = where === 'borders' ? rng.uniform(-0.12, 0.15) : rng.uniform(0, 0.35) * (regime === 'bse' ? 0.4 : 1);
  return { on: rng.chance(0.75), amplitude, width: rng.uniform(0.7, 2.5), where };
}

function drawCharging(hard: boolean, conducting: boolean, rng: Rng): Charging {
  const on = rng.chance(conducting ? 0.35 : 0.6);
  const strong = rng.uniform(0.3, 0.5);
  const sign = rng.chance(0.5) ? 1 : -1;
  const weak = rng.uniform(0, 0.25);
  const insulators = INSULATORS.filter(() => rng.chance(0.7));
  return {
    on: hard || on,
    amplitude: sign * (hard ? strong : weak),
    length: rng.logUniform(10, 200),
    unsteady: rng.uniform(0, 0.05) * (hard ? 2 : 1),
    flips: rng.chance(0.3) ? rng.uniform(0, hard ? 0.4 : 0.06) : 0,
    insulators: insulators.length > 0 ? insulators : [PHASE.sei, PHASE.electrolyte],
    reversed: rng.chance(0.4),
  };
}

function drawCurtaining(hard: boolean, rng: Rng): Curtaining {
  const on = rng.chance(0.8);
  const weak = rng.logUniform(0.01, 0.13);
  const strong = rng.uniform(0.14, 0.3);
  return {
    on: hard || on,
    amplitude: hard ? strong : weak,
    density: rng.logUniform(0.03, 0.5),
    narrowest: rng.logUniform(0.6, 2),
    widest: rng.logUniform(2.5, 12),
    fromEdges: rng.chance(0.2) ? 0 : rng.uniform(0.4, 0.95),
    tilt: rng.uniform(-3, 3),
    rocking: rng.chance(0.15) ? rng.uniform(2, 10) : 0,
    correlation: rng.uniform(0.6, 0.97),
    grain: rng.chance(0.5) ? 0 : rng.logUniform(0.004, hard ? 0.1 : 0.05),
    fade: rng.chance(0.5) ? 0 : rng.logUniform(0.1, 1),
  };
}

function drawShadowing(rng: Rng): Shadowing {
  const side = (): number => (rng.chance(0.7) ? 0 : rng.uniform(0, 0.3));
  return {
    on: rng.chance(0.7),
    amplitude: rng.uniform(0, 0.5),
    power: rng.uniform(0.7, 2),
    left: side(),
    right: side(),
    sideWidth: rng.logUniform(0.05, 0.4),
  };
}

function drawScanLines(rng: Rng): ScanLines {
  return { on: rng.chance(0.6), jitter: rng.uniform(0, 0.4), flicker: rng.chance(0.6) ? 0 : rng.logUniform(0.003, 0.03) };
}

function drawDetector(rng: Rng): Detector {
  const blur = rng.uniform(0.35, 1.3);
  const astigmatism = rng.chance(0.6) ? 1 : rng.logUniform(0.7, 1.4);
  return {
    on: true,
    blurRows: blur * astigmatism,
    blurColumns: blur / astigmatism,
    // slow scans are the rule; a few are as noisy as live pictures
    cnr: rng.chance(0.05) ? rng.logUniform(0.7, 2) : rng.logUniform(2, 30),
    electrons: rng.logUniform(20, 2000),
    amplifier: rng.logUniform(0.005, 0.06),
    smoothing: rng.chance(0.2) ? rng.uniform(0.4, 1) : 0,
  };
}

function drawWindow(rng: Rng): GreyWindow {
  const auto = rng.chance(0.85);
  return {
    clipDark: auto ? rng.logUniform(1e-4, 0.02) : 0,
    clipBright: auto ? rng.logUniform(1e-4, 0.02) : 0,
    gamma: rng.chance(0.3) ? 1 : rng.uniform(0.6, 1.6),
    bits: rng.chance(0.85) ? 8 : 16,
    inverted: rng.chance(0.02),
  };
}
