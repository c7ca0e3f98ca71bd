/** The skin of a body: thickness with gaps, one of several inner structures, split into layers of material along the beam. */
import type { Rng } from '../base/index.js';
import { param } from '../base/index.js';
import type { ParamSpec, ParamValues } from '../base/index.js';
import { gaussianRandomField } from '../kernels/random-field.js';
import type { SpecimenLayer, SpecimenMaterial } from '../volume/index.js';
import { thicknessAt } from './specimen-body.js';
import type { Body, Field } from './specimen-body.js';
import { voronoiCells } from './specimen-cells.js';
import type { Cells } from './specimen-cells.js';

export const SHELL_STRUCTURES = ['amorphous', 'mosaic', 'crystalline outside', 'crystalline inside', 'crystalline'] as const;
export const AMORPHOUS_SEI = ['organic', 'li2co3', 'lioh'] as const satisfies readonly SpecimenMaterial[];
export const CRYSTALLINE_SEI_MATERIALS = ['li2o', 'lif', 'li2co3', 'lioh', 'lih'] as const satisfies readonly SpecimenMaterial[];

export const SHELL_PARAMS: readonly ParamSpec[] = [
  { id: 'shellThickness', title: 'Thickness of the SEI', unit: 'm', min: 3e-9, max: 60e-9, default: 15e-9, log: true },
  { id: 'shellStructure', title: 'Structure of the SEI', unit: '1', min: 0, max: 4, default: 1, integer: true, choices: SHELL_STRUCTURES },
  { id: 'shellUneven', title: 'Standard deviation of the thickness over its mean', unit: '1', min: 0, max: 0.45, default: 0.15 },
  { id: 'shellCoverage', title: 'Share of the surface that has an SEI', unit: '1', min: 0.45, max: 1, default: 1 },
  { id: 'shellInner', title: 'Inner layer over the whole thickness', unit: '1', min: 0.2, max: 0.8, default: 0.5 },
  { id: 'grainSize', title: 'Size of crystals in the SEI', unit: 'm', min: 2.5e-9, max: 25e-9, default: 7e-9, log: true },
  { id: 'crystalShare', title: 'Share of grains that are crystals in a mosaic', unit: '1', min: 0.15, max: 0.9, default: 0.5 },
  { id: 'amorphous', title: 'Amorphous material', unit: '1', min: 0, max: 2, default: 0, integer: true, choices: AMORPHOUS_SEI },
  {
    id: 'crystalline',
    title: 'Crystalline material',
    unit: '1',
    min: 0,
    max: 4,
    default: 0,
    integer: true,
    choices: CRYSTALLINE_SEI_MATERIALS,
  },
  {
    id: 'second',
    title: 'Second crystalline material',
    unit: '1',
    min: 0,
    max: 4,
    default: 2,
    integer: true,
    choices: CRYSTALLINE_SEI_MATERIALS,
  },
];

/** What is inside the skin: lithium throughout, nothing (stripped), or lithium shrunk away from the skin by this many metres. */
export type Core = 'full' | 'none' | Float32Array;

interface Shell {
  /** metres, per pixel */
  readonly thickness: Float32Array;
  readonly inner: number;
  /** metres over which a grain thins out towards its border */
  readonly blend: number;
  readonly structure: (typeof SHELL_STRUCTURES)[number];
  readonly cells: Cells;
  /** per cell: 0 amorphous, 1 first, 2 second crystalline material */
  readonly kind: Uint8Array;
}

/** Layers that bodies are added to one after the other. */
export interface SpecimenStack {
  readonly field: Field;
  readonly shell: Shell;
  readonly lithium: Float32Array;
  readonly lithiumGrains: Uint16Array;
  readonly amorphous: Float32Array;
  readonly crystals: readonly [Float32Array, Float32Array];
  readonly grains: readonly [Uint16Array, Uint16Array];
  /** crystals of lithium so far */
  crystalCount: number;
}

export function createStack(values: ParamValues, field: Field, rng: Rng): SpecimenStack {
  const n = field.ny * field.nx;
  const cells = voronoiCells(field, param(values, 'grainSize'), rng.fork('cells'));
  const structure = SHELL_STRUCTURES[param(values, 'shellStructure')] ?? 'amorphous';
  const share = structure === 'mosaic' ? param(values, 'crystalShare') : structure === 'amorphous' ? 0 : 1;
  const draw = rng.fork('kinds');
  const kind = Uint8Array.from({ length: cells.count }, () => (draw.chance(share) ? (draw.chance(0.7) ? 1 : 2) : 0));
  const blend = param(values, 'grainSize') * rng.fork('blend').uniform(0.05, 0.6);
  const shell = { thickness: shellThickness(values, field, rng), inner: param(values, 'shellInner'), blend, structure, cells, kind };
  const floats = (): Float32Array => new Float32Array(n);
  const ids = (): Uint16Array => new Uint16Array(n);
  return {
    field,
    shell,
    lithium: floats(),
    lithiumGrains: ids(),
    amorphous: floats(),
    crystals: [floats(), floats()],
    grains: [ids(), ids()],
    crystalCount: 0,
  };
}

function shellThickness(values: ParamValues, { ny, nx, pixel, extent }: Field, rng: Rng): Float32Array {
  const mean = Math.min(param(values, 'shellThickness'), 0.6 * extent);
  const [uneven, coverage] = [param(values, 'shellUneven'), param(values, 'shellCoverage')];
  const scale = (metres: number): number => Math.min(0.5 * nx, Math.max(2, metres / pixel));
  const long = scale(mean * rng.logUniform(0.7, 5));
  const wave = gaussianRandomField([1, ny, nx], [0, long, long], rng.fork('uneven'));
  const out = new Float32Array(ny * nx);
  for (let i = 0; i < out.length; i++) out[i] = mean * Math.max(0.15, 1 + uneven * (wave[i] ?? 0));
  if (coverage >= 0.995) return out;
  const patch = scale(mean * rng.logUniform(1, 8));
  const holes = gaussianRandomField([1, ny, nx], [0, patch, patch], rng.fork('holes'));
  const sorted = holes.slice().sort();
  const limit = sorted[Math.floor((1 - coverage) * (sorted.length - 1))] ?? 0;
  for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) * Math.min(1, Math.max(0, ((holes[i] ?? 0) - limit) * 4));
  return out;
}

/** Adds a body with its skin on top of what is there. */
export function addBody(stack: SpecimenStack, { depth, half, profile, part }: Body, core: Core): void {
  const { shell, lithium, lithiumGrains } = stack;
  let parts = 0;
  for (let i = 0; i < depth.length; i++) {
    const d = depth[i] ?? 0;
    const s = shell.thickness[i] ?? 0;
    if (d <= -s) continue;
    const r = half[i] ?? 0;
    const hollow = core === 'none' ? Infinity : core === 'full' ? 0 : (core[i] ?? 0);
    const full = thicknessAt(d, r, profile);
    const li = hollow === 0 ? full : hollow < r ? thicknessAt(d - hollow, r - hollow, profile) : 0;
    if (li > 0) {
      lithium[i] = (lithium[i] ?? 0) + li;
      lithiumGrains[i] = stack.crystalCount + 1 + (part[i] ?? 0);
    }
    parts = Math.max(parts, part[i] ?? 0);
    if (s > 0) addSkin(stack, i, full, thicknessAt(d + shell.inner * s, r + shell.inner * s, profile), thicknessAt(d + s, r + s, profile));
  }
  stack.crystalCount += parts + 1;
}

/** `body`, `middle` and `outer` are thicknesses along the beam up to the lithium, the border of the two layers and the surface. */
function addSkin(stack: SpecimenStack, i: number, body: number, middle: number, outer: number): void {
  const { structure, cells, kind } = stack.shell;
  const [inner, rest] = [middle - body, outer - middle];
  const cell = cells.cell[i] ?? 0;
  const material = kind[cell] ?? 0;
  let [amorphous, crystal] = [inner + rest, 0];
  if (structure === 'crystalline outside') [amorphous, crystal] = [inner, rest];
  else if (structure === 'crystalline inside') [amorphous, crystal] = [rest, inner];
  else if (material > 0) {
    // grains overlap along the beam, so their edges are not sharp in projection
    const share = 0.9 * Math.min(1, (cells.border[i] ?? 0) / stack.shell.blend);
    [amorphous, crystal] = [(1 - share) * (inner + rest), share * (inner + rest)];
  }
  stack.amorphous[i] = (stack.amorphous[i] ?? 0) + amorphous;
  if (crystal <= 0 || material === 0) return;
  const map = stack.crystals[material === 1 ? 0 : 1];
  map[i] = (map[i] ?? 0) + crystal;
  stack.grains[material === 1 ? 0 : 1][i] = cell + 1;
}

/** The layers that are not empty. */
export function stackLayers(stack: SpecimenStack, values: ParamValues): SpecimenLayer[] {
  const crystal = (id: string): SpecimenMaterial => CRYSTALLINE_SEI_MATERIALS[param(values, id)] ?? 'li2o';
  const layers: SpecimenLayer[] = [
    { material: 'lithium', thickness: stack.lithium, grains: stack.lithiumGrains },
    { material: AMORPHOUS_SEI[param(values, 'amorphous')] ?? 'organic', thickness: stack.amorphous },
    { material: crystal('crystalline'), thickness: stack.crystals[0], grains: stack.grains[0] },
    { material: crystal('second'), thickness: stack.crystals[1], grains: stack.grains[1] },
  ];
  return layers.filter(({ thickness }) => thickness.some((t) => t > 0));
}
