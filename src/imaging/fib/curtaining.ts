/**
 * Curtains: stripes down the milled face behind anything that the ion beam cuts unevenly, C = 1 + sum_j A_j g((x - x_j) / w_j),
 * from the edge where a stripe starts downward. Stripes live on from slice to slice, with strengths that wander (a first-order
 * process). Rocking mills leave two sets of stripes at two angles. A fine grain of stripes over the whole face comes with them.
 */
import type { Rng } from '../../base/index.js';
import { gaussianRandomField } from '../../kernels/random-field.js';
import { PHASE } from '../../volume/index.js';
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';

export const curtaining: Effect = {
  id: 'curtaining',
  title: 'Curtaining',
  params: [
    { id: 'amplitude', title: 'Typical strength of a stripe, over the signal', unit: '1' },
    { id: 'density', title: 'Stripes per column of pixels', unit: '1' },
    { id: 'narrowest', title: 'Half width of the narrowest stripe', unit: 'voxel' },
    { id: 'widest', title: 'Half width of the widest stripe', unit: 'voxel' },
    { id: 'fromEdges', title: 'Share of the stripes that start at pores and hard phases, the rest at the top', unit: '1' },
    { id: 'tilt', title: 'Angle of the stripes to the ion beam', unit: 'deg' },
    { id: 'rocking', title: 'Half the angle between the two sets of a rocking mill', unit: 'deg' },
    { id: 'correlation', title: 'Correlation of the strength from slice to slice', unit: '1' },
    { id: 'grain', title: 'Standard deviation of the fine stripes', unit: '1' },
    { id: 'fade', title: 'Depth over which a stripe fades, over the height; 0 for none', unit: '1' },
  ],
  references: ['Munch et al. 2009, doi 10.1364/OE.17.008567', 'Schwartz et al. 2019, doi 10.1017/S1431927619000254'],
};

export interface Curtaining extends Switch {
  readonly amplitude: number;
  readonly density: number;
  readonly narrowest: number;
  readonly widest: number;
  readonly fromEdges: number;
  readonly tilt: number;
  readonly rocking: number;
  readonly correlation: number;
  readonly grain: number;
  /** depth over which a stripe fades, over the height; 0: it does not */
  readonly fade: number;
}

interface Stripe {
  /** column at the top */
  readonly x: number;
  readonly halfWidth: number;
  /** columns per row */
  readonly slope: number;
  /** share of the height above which the stripe does not start; negative: it starts at the top */
  readonly from: number;
  amplitude: number;
}

/** Multiplies the picture. Row 0 is where the beam enters. */
export function addCurtains(image: Float32Array, labels: Uint8Array, shape: Shape3, params: Curtaining, rng: Rng): void {
  const [nz, ny, nx] = shape;
  const stripes = drawStripes(nx, ny, params, rng.fork('stripes'));
  const wander = rng.fork('wander');
  const field = new Float32Array(ny * nx);
  const fine = params.grain > 0 ? fineStripes(shape, params, rng.fork('grain')) : undefined;
  for (let k = 0; k < nz; k++) {
    const base = k * ny * nx;
    field.fill(1);
    const slice = labels.subarray(base, base + ny * nx);
    for (const stripe of stripes) {
      if (k > 0) stripe.amplitude = nextAmplitude(stripe.amplitude, params, wander);
      paintStripe(field, slice, ny, nx, stripe, params.fade);
    }
    for (let p = 0; p < field.length; p++) {
      const factor = Math.max(0.1, (field[p] ?? 1) + (fine?.[base + p] ?? 0));
      image[base + p] = (image[base + p] ?? 0) * factor;
    }
  }
}

/** Stationary with standard deviation `amplitude`. */
function nextAmplitude(now: number, { amplitude, correlation: rho }: Curtaining, rng: Rng): number {
  return rho * now + Math.sqrt(1 - rho * rho) * amplitude * rng.normal();
}

function drawStripes(nx: number, ny: number, params: Curtaining, rng: Rng): Stripe[] {
  const degrees = Math.PI / 180;
  // tilted stripes may enter from the sides
  const margin = Math.tan((Math.abs(params.tilt) + params.rocking) * degrees) * ny;
  const count = Math.round(params.density * (nx + 2 * margin));
  return Array.from({ length: count }, () => ({
    x: rng.uniform(-margin, nx + margin),
    halfWidth: rng.logUniform(params.narrowest, params.widest),
    slope: Math.tan((params.tilt + (rng.chance(0.5) ? 1 : -1) * params.rocking) * degrees),
    from: rng.chance(params.fromEdges) ? rng.uniform(0, 0.9) : -1,
    amplitude: params.amplitude * rng.normal(),
  }));
}

function paintStripe(field: Float32Array, slice: Uint8Array, ny: number, nx: number, stripe: Stripe, fade: number): void {
  const start = startRow(slice, ny, nx, stripe);
  const reach = Math.ceil(2.5 * stripe.halfWidth);
  for (let r = start; r < ny; r++) {
    const centre = stripe.x + stripe.slope * r;
    const strength = fade === 0 ? stripe.amplitude : stripe.amplitude * Math.exp(-(r - start) / (fade * ny));
    const last = Math.min(nx - 1, Math.floor(centre + reach));
    for (let x = Math.max(0, Math.ceil(centre - reach)); x <= last; x++) {
      const u = (x - centre) / stripe.halfWidth;
      field[r * nx + x] = (field[r * nx + x] ?? 0) + strength * Math.exp(-0.5 * u * u);
    }
  }
}

/** First row below `from` where the face leaves a pore or enters or leaves a hard phase along the stripe; ny: none. */
function startRow(slice: Uint8Array, ny: number, nx: number, stripe: Stripe): number {
  if (stripe.from < 0) return 0;
  let before = -1;
  for (let r = Math.floor(stripe.from * ny); r < ny; r++) {
    const x = Math.round(stripe.x + stripe.slope * r);
    if (x < 0 || x >= nx) continue;
    const kind = hardness(slice[r * nx + x] ?? 0);
    if (before >= 0 && kind !== before) return r;
    before = kind;
  }
  return ny;
}

function hardness(id: number): number {
  return id === PHASE.pore ? 0 : id === PHASE.collector || id === PHASE.other ? 2 : 1;
}

/** Stripes one or two pixels wide, as long as the face is high. */
function fineStripes(shape: Shape3, params: Curtaining, rng: Rng): Float32Array {
  const along = shape[1] * rng.uniform(0.2, 1);
  const slices = -1 / Math.log(Math.max(1e-3, params.correlation));
  const field = gaussianRandomField(shape, [Math.min(20, 0.7 * slices), along, params.narrowest], rng);
  for (let i = 0; i < field.length; i++) field[i] = params.grain * (field[i] ?? 0);
  return field;
}
