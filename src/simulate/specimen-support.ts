/** What lies around a specimen: carbon support, a film of frozen electrolyte, frost is left to the imaging. */
import { param } from '../base/index.js';
import type { ParamSpec, ParamValues, Rng } from '../base/index.js';
import { gaussianRandomField } from '../kernels/random-field.js';
import type { SpecimenLayer } from '../volume/index.js';
import type { Field } from './specimen-body.js';
import { thicknessAt } from './specimen-body.js';
import { voronoiCells } from './specimen-cells.js';

export const SUPPORTS = ['none', 'lacey', 'edge', 'film'] as const;

export const SUPPORT_PARAMS: readonly ParamSpec[] = [
  { id: 'support', title: 'Carbon support', unit: '1', min: 0, max: 3, default: 0, integer: true, choices: SUPPORTS },
  { id: 'carbonThickness', title: 'Thickness of a carbon film', unit: 'm', min: 3e-9, max: 20e-9, default: 8e-9, log: true },
  { id: 'strand', title: 'Width of the strands of a lacey film', unit: 'm', min: 15e-9, max: 90e-9, default: 40e-9, log: true },
  { id: 'lace', title: 'Size of the holes of a lacey film', unit: 'm', min: 150e-9, max: 1500e-9, default: 500e-9, log: true },
  { id: 'ice', title: 'Thickness of frozen electrolyte', unit: 'm', min: 0, max: 60e-9, default: 0 },
  { id: 'iceUneven', title: 'Standard deviation of that thickness over its mean', unit: '1', min: 0, max: 0.6, default: 0.2 },
];

export function supportLayers(values: ParamValues, field: Field, rng: Rng): SpecimenLayer[] {
  const layers: SpecimenLayer[] = [];
  const kind = SUPPORTS[param(values, 'support')] ?? 'none';
  if (kind !== 'none') layers.push({ material: 'carbon', thickness: carbon(kind, values, field, rng.fork('carbon')) });
  const ice = param(values, 'ice');
  if (ice > 0.5e-9)
    layers.push({ material: 'electrolyte', thickness: film(ice, param(values, 'iceUneven'), 0.25, field, rng.fork('ice')) });
  return layers;
}

/** A film whose thickness wanders over distances of `scale` pictures. */
function film(mean: number, uneven: number, scale: number, { ny, nx }: Field, rng: Rng): Float32Array {
  const sigma = scale * Math.min(ny, nx);
  const wave = gaussianRandomField([1, ny, nx], [0, sigma, sigma], rng);
  return wave.map((w) => mean * Math.max(0, 1 + uneven * w));
}

function carbon(kind: Exclude<(typeof SUPPORTS)[number], 'none'>, values: ParamValues, field: Field, rng: Rng): Float32Array {
  const thin = param(values, 'carbonThickness');
  if (kind === 'film') return film(thin, 0.05, 0.3, field, rng);
  return kind === 'edge' ? filmEdge(thin, field, rng) : lace(values, field, rng);
}

/** A film that covers one side of a wavy line. */
function filmEdge(thin: number, { ny, nx, pixel }: Field, rng: Rng): Float32Array {
  const [angle, offset] = [rng.uniform(0, 2 * Math.PI), rng.uniform(-0.3, 0.3) * Math.min(ny, nx)];
  const sigma = rng.logUniform(0.05, 0.4) * nx;
  const wave = gaussianRandomField([1, ny, nx], [0, sigma, sigma], rng);
  const sway = rng.uniform(0.02, 0.12) * nx;
  const ramp = Math.max(1, (thin * rng.uniform(0.5, 2)) / pixel);
  return wave.map((w, i) => {
    const across = (Math.floor(i / nx) - ny / 2) * Math.sin(angle) + ((i % nx) - nx / 2) * Math.cos(angle);
    return thin * Math.min(1, Math.max(0, (across - offset + sway * w) / ramp));
  });
}

/** Strands along the borders of a coarse Voronoi pattern, bent by a random shift, thicker where they meet, some with a film. */
function lace(values: ParamValues, field: Field, rng: Rng): Float32Array {
  const { ny, nx, pixel, extent } = field;
  const holes = Math.min(Math.max(param(values, 'lace'), 0.35 * extent), 1.2 * extent);
  const width = Math.min(param(values, 'strand'), 0.3 * holes);
  const cells = voronoiCells(field, holes, rng);
  const bent = gaussianRandomField([1, ny, nx], [0, 0.06 * nx, 0.06 * nx], rng);
  const filled = Uint8Array.from({ length: cells.count }, () => (rng.chance(0.12) ? 1 : 0));
  const half = width / 2;
  return cells.border.map((b, i) => {
    const depth = half * (1 + 0.3 * (bent[i] ?? 0)) - b / 2;
    const strand = thicknessAt(depth, half, 'round');
    return strand + (filled[cells.cell[i] ?? 0] === 1 ? param(values, 'carbonThickness') : 0) * Math.min(1, b / (3 * pixel));
  });
}
