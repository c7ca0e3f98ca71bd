/**
 * Generated structures that deserve a name. The families of src/simulate reach further than the names: a column wider than
 * high is none, and granules that fill the plane are a film; so each draws from the ranges stated here.
 */
import { createRng } from '../../../src/base/index.js';
import type { ParamValues, Rng } from '../../../src/base/index.js';
import type { Morphotype } from '../../../src/metrics/morphotype-rule.js';
import { FAMILIES, makeDeposit } from '../../../src/simulate/index.js';
import type { LabelVolume, Shape3 } from '../../../src/volume/index.js';

export interface StructureKind {
  readonly kind: Morphotype;
  readonly family: string;
  /** a family, or a part of one, that calibration never sees */
  readonly heldOut: boolean;
  draw(rng: Rng): ParamValues;
}

export const STRUCTURES: readonly StructureKind[] = [
  {
    kind: 'needle',
    family: 'whiskers',
    heldOut: false,
    draw: (rng) => ({
      radius: rng.logUniform(1, 3),
      radiusSpread: rng.uniform(0.05, 0.3),
      volume: rng.logUniform(0.08, 0.3),
      length: rng.logUniform(0.5, 2),
      rise: rng.uniform(0, 0.15),
      winding: rng.logUniform(0.01, 0.12),
    }),
  },
  {
    kind: 'needle',
    family: 'fibres',
    heldOut: true,
    draw: (rng) => ({
      radius: rng.logUniform(1.2, 4),
      radiusSpread: rng.uniform(0.05, 0.3),
      volume: rng.logUniform(0.06, 0.3),
      piece: rng.logUniform(3, 12),
      lying: rng.uniform(0, 0.3),
      loops: rng.uniform(0, 0.2),
      knobs: rng.uniform(0, 0.2),
      taper: rng.uniform(0.5, 1.1),
    }),
  },
  { kind: 'moss', family: 'moss', heldOut: false, draw: (rng) => moss(rng, rng.int(2)) },
  { kind: 'moss', family: 'moss', heldOut: true, draw: (rng) => moss(rng, 2) },
  { kind: 'column', family: 'columns', heldOut: false, draw: (rng) => columns(rng, 3 + rng.int(6)) },
  // round sections
  { kind: 'column', family: 'columns', heldOut: true, draw: (rng) => columns(rng, 2) },
  { kind: 'sphere', family: 'granular', heldOut: false, draw: (rng) => granules(rng, rng.uniform(0.2, 1.5)) },
  // one layer, no granules upon granules
  { kind: 'sphere', family: 'granular', heldOut: true, draw: (rng) => granules(rng, 0) },
  { kind: 'film', family: 'film', heldOut: false, draw: (rng) => film(rng, rng.pick([3, 4])) },
  // a smooth dense film, higher than what grows upon it
  {
    kind: 'film',
    family: 'film',
    heldOut: false,
    draw: (rng) => ({ ...film(rng, 3), thickness: 0.08, filmRows: rng.logUniform(8, 30) }),
  },
  // deposition with relaxation
  { kind: 'film', family: 'film', heldOut: true, draw: (rng) => film(rng, 1) },
];

/** Families that are none of the kinds, or several at once: trees of balls, sponges, crystals of all habits, random solids, mixtures. */
export const STRANGERS: readonly StructureKind[] = ['dla', 'porous', 'facets', 'shapes', 'mixed'].map((family) => ({
  kind: 'moss',
  family,
  heldOut: true,
  draw: () => ({}),
}));

const moss = (rng: Rng, texture: number): ParamValues => ({
  texture,
  scale: rng.logUniform(1.2, 6),
  elongation: rng.logUniform(0.7, 1.6),
  share: rng.uniform(0.3, 0.65),
  topShare: rng.uniform(0.5, 1),
  height: rng.uniform(0.3, 0.9),
  unevenness: rng.uniform(0.02, 0.3),
});

const columns = (rng: Rng, facets: number): ParamValues => ({
  facets,
  radius: rng.logUniform(2, 7),
  radiusSpread: rng.uniform(0.05, 0.3),
  footprint: rng.uniform(0.2, 0.8),
  stretch: rng.logUniform(1, 2),
  height: rng.uniform(0.4, 0.95),
  heightSpread: rng.uniform(0.02, 0.3),
  lean: rng.uniform(0, 15),
  taper: rng.uniform(0.6, 1.2),
});

const granules = (rng: Rng, children: number): ParamValues => ({
  children,
  radius: rng.logUniform(2.5, 9),
  radiusSpread: rng.uniform(0.05, 0.35),
  flatness: rng.uniform(0.7, 1.3),
  first: rng.uniform(0.15, 0.7),
  overlap: rng.uniform(0.1, 0.5),
});

const film = (rng: Rng, rule: number): ParamValues => ({ rule, thickness: rng.uniform(0.08, 0.6), bumps: rng.uniform(0, 0.4) });

/** What would make another structure out of it; some of the lithium is stripped in every second one. */
const WHOLE: ParamValues = { fate: 0, filmRows: 0, cover: 0, severed: 0, cuts: 0, afloat: 0, magnification: 1 };

export interface Structure {
  readonly labels: LabelVolume;
  readonly collectorFace: 'y-';
}

/** The same number makes the same structure; shape and the share stripped are drawn as well unless a shape is given. */
export function makeStructure({ family, kind, heldOut, draw }: StructureKind, seed: number, size?: Shape3): Structure {
  const rng = createRng(seed).fork(`${kind} ${family} ${heldOut}`);
  const shape = size ?? ([rng.pick([48, 64, 96]), rng.pick([48, 64, 80]), rng.pick([48, 64, 96])] as const);
  const given = { ...WHOLE, stripped: rng.chance(0.5) ? 0 : rng.uniform(0, 0.15), ...draw(rng.fork('own')) };
  const found = FAMILIES.find(({ id }) => id === family);
  if (found === undefined) throw new Error(`There is no family ${family}.`);
  return makeDeposit(found, { seed, shape, voxel: 1e-7, given });
}
