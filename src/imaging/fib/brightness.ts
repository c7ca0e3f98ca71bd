/**
 * Grey level of every phase. Backscattered electrons follow the mean atomic number: the yield of an element is Reuter's
 * polynomial, that of a compound its mean by mass. Secondary electrons follow charging, topography and oxide skins, and any
 * order of the phases occurs.
 */
import { InvalidInputError } from '../../base/index.js';
import type { Rng } from '../../base/index.js';
import { PHASE } from '../../volume/index.js';
import type { Effect } from '../effect.js';

export const brightness: Effect = {
  id: 'brightness',
  title: 'Phase brightness',
  params: [{ id: 'levels', title: 'Signal per phase id over full scale', unit: '1' }],
  references: ['Reuter 1972, Proc. 6th Int. Congr. X-ray Optics and Microanalysis 121-130 (backscatter yield)'],
};

/** Atomic number, atomic mass. */
const ELEMENTS = {
  H: [1, 1.008],
  Li: [3, 6.94],
  C: [6, 12.011],
  N: [7, 14.007],
  O: [8, 15.999],
  F: [9, 18.998],
  Al: [13, 26.982],
  P: [15, 30.974],
  S: [16, 32.06],
  Cl: [17, 35.45],
  Mn: [25, 54.938],
  Co: [27, 58.933],
  Ni: [28, 58.693],
  Cu: [29, 63.546],
  Ga: [31, 69.723],
  Zr: [40, 91.224],
  La: [57, 138.905],
  Pt: [78, 195.084],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

type Formula = Readonly<Partial<Record<keyof typeof ELEMENTS, number>>>;

export const SEM_MATERIALS = {
  lithium: { Li: 1 },
  li2o: { Li: 2, O: 1 },
  lioh: { Li: 1, O: 1, H: 1 },
  li2co3: { Li: 2, C: 1, O: 3 },
  ledc: { Li: 2, C: 4, H: 4, O: 6 },
  lif: { Li: 1, F: 1 },
  peo: { C: 2, H: 4, O: 1 },
  // 1 M LiPF6 in ethylene and dimethyl carbonate, frozen
  carbonate: { C: 33, H: 53, O: 33, Li: 1, P: 1, F: 6 },
  // 1 M LiTFSI in dioxolane and dimethoxyethane, frozen
  ether: { C: 38, H: 84, O: 24, Li: 1, N: 1, S: 2, F: 6 },
  epoxy: { C: 21, H: 25, O: 5, Cl: 1 },
  polyolefin: { C: 1, H: 2 },
  graphite: { C: 1 },
  aluminium: { Al: 1 },
  argyrodite: { Li: 6, P: 1, S: 5, Cl: 1 },
  nmc: { Li: 10, Ni: 6, Mn: 2, Co: 2, O: 20 },
  copper: { Cu: 1 },
  gallium: { Ga: 1 },
  llzo: { Li: 7, La: 3, Zr: 2, O: 12 },
  platinum: { Pt: 1 },
} as const satisfies Readonly<Record<string, Formula>>;

export type SemMaterial = keyof typeof SEM_MATERIALS;

/** Backscattered over incoming electrons, for an element; hydrogen gives none. */
export function elementYield(z: number): number {
  return Math.max(0, -0.0254 + 0.016 * z - 1.86e-4 * z ** 2 + 8.3e-7 * z ** 3);
}

/** Backscattered over incoming electrons, for a compound. */
export function backscatterYield(id: SemMaterial): number {
  let [mass, sum] = [0, 0];
  for (const [symbol, count] of Object.entries(SEM_MATERIALS[id] as Formula)) {
    const element = ELEMENTS[symbol as keyof typeof ELEMENTS];
    mass += count * element[1];
    sum += count * element[1] * elementYield(element[0]);
  }
  return sum / mass;
}

/** `count` numbers in [low, high], even, no two closer than `separation`. */
export function separatedLevels(count: number, low: number, high: number, separation: number, rng: Rng): number[] {
  const free = high - low - (count - 1) * separation;
  if (free < 0) throw new InvalidInputError(`${count} grey levels ${separation} apart do not fit between ${low} and ${high}.`);
  // sorted gaps of a smaller interval, spread out again, then dealt at random
  const sorted = Array.from({ length: count }, () => rng.uniform(0, free)).sort((a, b) => a - b);
  const levels = sorted.map((level, i) => low + level + i * separation);
  for (let i = count - 1; i > 0; i--) {
    const j = rng.int(i + 1);
    [levels[i], levels[j]] = [levels[j] ?? 0, levels[i] ?? 0];
  }
  return levels;
}

/** Phases that have a level of their own; open pores show what lies behind them. */
export const SOLIDS = [PHASE.lithium, PHASE.sei, PHASE.electrolyte, PHASE.collector, PHASE.other] as const;

export function paintLevels(labels: Uint8Array, levels: readonly number[]): Float32Array {
  const table = Float32Array.from({ length: 256 }, (_, id) => levels[id] ?? 0);
  const image = new Float32Array(labels.length);
  for (let i = 0; i < labels.length; i++) image[i] = table[labels[i] ?? 0] ?? 0;
  return image;
}
