/** Lumps, flakes and plates, and what becomes of bodies when they are stripped or piled up. */
import { param } from '../base/index.js';
import type { ParamSpec, ParamValues, Rng } from '../base/index.js';
import { gaussianRandomField } from '../kernels/random-field.js';
import { bodyOfMask } from './specimen-body.js';
import type { Body, Field } from './specimen-body.js';
import { branching, faceted, spheres, tangle, whisker } from './specimen-families.js';
import { countIn, placeIn } from './specimen-place.js';
import { blobBody, polygonBody } from './specimen-shapes.js';
import { drawParams } from '../base/index.js';
import type { CoreState, SpecimenFamily, SpecimenPart } from './specimen.js';

const HALF: ParamSpec = {
  id: 'half',
  title: 'Half of the thickness along the beam',
  unit: 'm',
  min: 20e-9,
  max: 250e-9,
  default: 80e-9,
  log: true,
};

export const lump: SpecimenFamily = {
  id: 'lump',
  title: 'Mossy lumps',
  heldOut: false,
  params: [
    HALF,
    { id: 'region', title: 'Radius of the lump', unit: 'm', min: 80e-9, max: 1200e-9, default: 400e-9, log: true },
    { id: 'feature', title: 'Size of its knobs over its radius', unit: '1', min: 0.05, max: 0.4, default: 0.15, log: true },
    { id: 'fill', title: 'How closely they fill it', unit: '1', min: 0.35, max: 0.95, default: 0.65 },
  ],
  build: (params, field, _reach, rng) => {
    const region = param(params, 'region');
    const body = blobBody(region, region * param(params, 'feature'), param(params, 'fill'), param(params, 'half'), 'round', field, rng);
    return [{ body, core: 'full' }];
  },
};

export const flake: SpecimenFamily = {
  id: 'flake',
  title: 'Edges of films and flakes',
  heldOut: false,
  params: [
    HALF,
    { id: 'waviness', title: 'Waviness of the edge over the picture', unit: '1', min: 0.01, max: 0.15, default: 0.05 },
    { id: 'wavelength', title: 'Distance of waves over the picture', unit: '1', min: 0.03, max: 0.4, default: 0.1, log: true },
    { id: 'relief', title: 'Unevenness of the thickness', unit: '1', min: 0, max: 0.5, default: 0.2 },
    { id: 'holes', title: 'Share of the film that is holes', unit: '1', min: 0, max: 0.25, default: 0 },
  ],
  build: buildFlake,
};

function buildFlake(params: ParamValues, field: Field, _reach: number, rng: Rng): SpecimenPart[] {
  const { ny, nx } = field;
  const [angle, offset] = [rng.uniform(0, 2 * Math.PI), rng.uniform(-0.3, 0.3) * nx];
  const sigma = Math.max(1.5, param(params, 'wavelength') * nx);
  const wave = gaussianRandomField([1, ny, nx], [0, sigma, sigma], rng);
  const pits = gaussianRandomField([1, ny, nx], [0, 0.7 * sigma, 0.7 * sigma], rng);
  const holes = rng.chance(0.5) ? 0 : param(params, 'holes');
  const limit = holes > 0 ? 2.2 - 5 * holes : Infinity;
  const mask = new Uint8Array(ny * nx);
  for (let y = 0, i = 0; y < ny; y++)
    for (let x = 0; x < nx; x++, i++) {
      const across =
        (y - ny / 2) * Math.sin(angle) + (x - nx / 2) * Math.cos(angle) - offset + param(params, 'waviness') * nx * (wave[i] ?? 0);
      mask[i] = across > 0 && (pits[i] ?? 0) < limit ? 1 : 0;
    }
  const body = bodyOfMask(mask, param(params, 'half'), rng.pick(['round', 'faceted', 'plate']), field);
  const relief = gaussianRandomField([1, ny, nx], [0, 0.15 * nx, 0.15 * nx], rng);
  for (let i = 0; i < body.half.length; i++)
    body.half[i] = (body.half[i] ?? 0) * Math.max(0.2, 1 + param(params, 'relief') * (relief[i] ?? 0));
  return [{ body, core: 'full' }];
}

export const plates: SpecimenFamily = {
  id: 'plates',
  title: 'Polygonal crystals',
  heldOut: true,
  params: [
    HALF,
    { id: 'radius', title: 'Radius of the inscribed circle', unit: 'm', min: 40e-9, max: 500e-9, default: 150e-9, log: true },
    { id: 'count', title: 'Number', unit: 'count', min: 1, max: 5, default: 2, integer: true },
    { id: 'sides', title: 'Sides', unit: 'count', min: 3, max: 6, default: 6, integer: true },
    { id: 'stretch', title: 'Length over width', unit: '1', min: 1, max: 3, default: 1.2 },
  ],
  build: (params, field, _reach, rng) =>
    Array.from({ length: countIn(param(params, 'count'), param(params, 'radius'), field, rng) }, () => {
      const radius = param(params, 'radius') * rng.uniform(0.6, 1.4);
      const [y, x] = placeIn(field, rng);
      const angle = rng.uniform(0, 2 * Math.PI);
      const out = radius > 0.25 * field.extent ? radius : 0;
      const at = [y + out * Math.sin(angle), x + out * Math.cos(angle)] as const;
      const body: Body = polygonBody(at, radius, param(params, 'sides'), param(params, 'stretch'), param(params, 'half'), field, rng);
      return { body, core: 'full' };
    }),
};

const ORIGINS: readonly SpecimenFamily[] = [whisker, spheres, lump, branching, faceted, tangle];
const ORIGIN: ParamSpec = {
  id: 'origin',
  title: 'What it was before',
  unit: '1',
  min: 0,
  max: ORIGINS.length - 1,
  default: 0,
  integer: true,
  choices: ORIGINS.map(({ id }) => id),
};

/** Bodies of another family, with its own random parameters. */
function bodiesOf(origin: number, field: Field, reach: number, rng: Rng, state: () => CoreState): SpecimenPart[] {
  const family = ORIGINS[origin] ?? whisker;
  const parts = family.build(drawParams(family.params, rng), field, reach, rng);
  return parts.map(({ body }) => ({ body, core: state() }));
}

export const husk: SpecimenFamily = {
  id: 'husk',
  title: 'Husks: skins without lithium',
  heldOut: false,
  params: [ORIGIN, { id: 'left', title: 'Share of bodies that still hold some lithium', unit: '1', min: 0, max: 0.4, default: 0.15 }],
  build: (params, field, reach, rng) =>
    bodiesOf(param(params, 'origin'), field, reach, rng, () => (rng.chance(param(params, 'left')) ? 'stripped' : 'none')),
};

export const partial: SpecimenFamily = {
  id: 'partial',
  title: 'Partly stripped: lithium cut off inside its skin',
  heldOut: false,
  params: [ORIGIN, { id: 'left', title: 'Share of bodies that are still full', unit: '1', min: 0, max: 0.4, default: 0.15 }],
  build: (params, field, reach, rng) =>
    bodiesOf(param(params, 'origin'), field, reach, rng, () => (rng.chance(param(params, 'left')) ? 'full' : 'stripped')),
};

export const pile: SpecimenFamily = {
  id: 'pile',
  title: 'Several kinds on top of each other',
  heldOut: false,
  params: [
    ORIGIN,
    { id: 'kinds', title: 'Kinds', unit: 'count', min: 2, max: 3, default: 2, integer: true },
    { id: 'empty', title: 'Share of husks', unit: '1', min: 0, max: 0.5, default: 0.2 },
  ],
  build: (params, field, reach, rng) =>
    Array.from({ length: param(params, 'kinds') }, (_, k) =>
      bodiesOf(k === 0 ? param(params, 'origin') : rng.int(ORIGINS.length), field, reach, rng, () =>
        rng.chance(param(params, 'empty')) ? rng.pick(['none', 'stripped']) : 'full',
      ),
    ).flat(),
};
