/** A made-up thin specimen from one seed: bodies of a family, their skin, debris, support and ice. */
import { createRng, drawParams } from '../base/index.js';
import type { ParamSpec, ParamValues, Rng } from '../base/index.js';
import type { ProjectedSpecimen, Shape3 } from '../volume/index.js';
import { roughen } from './specimen-body.js';
import type { Body, Field } from './specimen-body.js';
import { strippedCore } from './specimen-core.js';
import { addDebris } from './specimen-debris.js';
import { addBody, createStack, SHELL_PARAMS, stackLayers } from './specimen-shell.js';
import { SUPPORT_PARAMS, supportLayers } from './specimen-support.js';

/** `stripped`: lithium has shrunk away from its skin, in places altogether. */
export type CoreState = 'full' | 'none' | 'stripped';

export interface SpecimenPart {
  readonly body: Body;
  readonly core: CoreState;
}

/** A procedural kind of thin specimen, for training and testing segmentation of electron micrographs. */
export interface SpecimenFamily {
  readonly id: string;
  readonly title: string;
  readonly params: readonly ParamSpec[];
  /** never used to train the bundled models */
  readonly heldOut: boolean;
  /** `reach` is how far outside of a body its depth must be right, in metres */
  build(params: ParamValues, field: Field, reach: number, rng: Rng): SpecimenPart[];
}

const COMMON_PARAMS: readonly ParamSpec[] = [
  { id: 'roughness', title: 'Roughness of the surface', unit: 'm', min: 0.1e-9, max: 8e-9, default: 1e-9, log: true },
  { id: 'roughScale', title: 'Distance over which the surface varies', unit: 'm', min: 2e-9, max: 60e-9, default: 15e-9, log: true },
  { id: 'gap', title: 'Stripped depth over the radius, where a core was stripped', unit: '1', min: 0.1, max: 0.8, default: 0.4 },
  { id: 'gapUneven', title: 'Unevenness of the stripped depth', unit: '1', min: 0, max: 1.2, default: 0.5 },
  { id: 'debris', title: 'Loose particles of SEI', unit: 'count', min: 0, max: 25, default: 0, integer: true },
];

export const SPECIMEN_PARAMS: readonly ParamSpec[] = [...SHELL_PARAMS, ...SUPPORT_PARAMS, ...COMMON_PARAMS];

export interface SpecimenRequest {
  readonly seed: number;
  /** one plane: [1, ny, nx] */
  readonly shape: Shape3;
  /** metres */
  readonly pixel: number;
  /** parameters that are not drawn */
  readonly given?: ParamValues;
}

export interface Specimen extends ProjectedSpecimen {
  readonly params: Readonly<Record<string, number>>;
}

export function makeSpecimen(family: SpecimenFamily, { seed, shape, pixel, given = {} }: SpecimenRequest): Specimen {
  const [, ny, nx] = shape;
  const field: Field = { ny, nx, pixel, extent: pixel * Math.min(ny, nx) };
  const rng = createRng(seed).fork(`specimen ${family.id}`);
  const params = { ...drawCommon(rng.fork('common'), given), ...drawParams(family.params, rng.fork('family'), given) };
  const stack = createStack(params, field, rng.fork('shell'));
  const reach = 1.5 * (params['shellThickness'] ?? 0) * (1 + 2 * (params['shellUneven'] ?? 0)) + 4 * (params['roughness'] ?? 0) + 2 * pixel;
  const parts = buildVisible(family, params, field, reach, rng);
  parts.forEach(({ body, core }, k) => {
    const draw = rng.fork(`body ${k}`);
    roughen(body, Math.min(params['roughness'] ?? 0, 0.03 * field.extent), params['roughScale'] ?? pixel, field, draw);
    addBody(stack, body, core === 'stripped' ? strippedCore(body, params, field, draw) : core);
  });
  addDebris(stack, params['debris'] ?? 0, rng.fork('debris'));
  return { shape, pixel, layers: [...stackLayers(stack, params), ...supportLayers(params, field, rng.fork('support'))], params };
}

/** Most draws of common parameters are even; these are what specimens usually look like. */
function drawCommon(rng: Rng, given: ParamValues): Record<string, number> {
  const drawn = drawParams(SPECIMEN_PARAMS, rng, given);
  const usual: Record<string, number> = {
    support: rng.chance(0.4) ? 0 : rng.chance(0.6) ? 1 : rng.chance(0.85) ? 2 : 3,
    ice: rng.chance(0.5) ? 0 : (drawn['ice'] ?? 0),
    shellCoverage: rng.chance(0.7) ? 1 : (drawn['shellCoverage'] ?? 1),
    debris: rng.chance(0.75) ? 0 : (drawn['debris'] ?? 0),
  };
  return { ...drawn, ...usual, ...Object.fromEntries(Object.entries(given).filter(([id]) => id in drawn)) };
}

/** Bodies of which something is in the picture: now and then a draw misses it or fills it. */
function buildVisible(family: SpecimenFamily, params: ParamValues, field: Field, reach: number, rng: Rng): SpecimenPart[] {
  const shell = params['shellThickness'] ?? 0;
  // a few pictures may show hardly any surroundings, as real ones do
  const leastFree = rng.chance(0.1) ? 0 : rng.uniform(0.06, 0.35);
  let best: { parts: SpecimenPart[]; miss: number } | undefined;
  for (let attempt = 0; attempt < 6; attempt++) {
    const built = family.build(params, field, reach, rng.fork(`build ${attempt}`));
    const parts = attempt < 3 ? built : built.slice(0, 1);
    const { core, free } = shares(parts, Math.min(shell, 0.6 * field.extent), field);
    const miss = Math.max(0, 0.08 - core) + Math.max(0, leastFree - free) + Math.max(0, free - 0.88);
    if (best === undefined || miss < best.miss) best = { parts, miss };
    if (miss === 0) break;
  }
  return best?.parts ?? [];
}

/** Shares of the picture inside of a body, and outside of every skin. */
function shares(parts: readonly SpecimenPart[], shell: number, { ny, nx }: Field): { core: number; free: number } {
  let [core, free, seen] = [0, 0, 0];
  for (let i = 0; i < ny * nx; i += 13, seen++) {
    let depth = -Infinity;
    for (const { body } of parts) depth = Math.max(depth, body.depth[i] ?? 0);
    if (depth > 0) core++;
    else if (depth < -shell) free++;
  }
  return { core: core / seen, free: free / seen };
}
