/**
 * Lithium in a solid electrolyte: an anode layer below a ceramic, cracks and grain boundaries that open from their interface, lithium
 * that fills them more or less deep, voids at the interface, closed pores in the ceramic.
 */
import { param } from '../base/index.js';
import type { ParamValues, Rng } from '../base/index.js';
import { gaussianRandomField } from '../kernels/random-field.js';
import { PHASE } from '../volume/index.js';
import type { Vec3 } from '../volume/index.js';
import { unevenHeights } from './deposit-profile.js';
import { leaningFrame, stampCapsule } from './stamp-solid.js';
import { stampEllipsoid } from './stamp.js';
import type { Family, Ground } from './structure.js';
import { voronoiCells, voronoiGap } from './voronoi-field.js';

/** Ways into the ceramic: one of them, or all in one volume. */
const ROUTES = ['cracks', 'boundaries', 'threads', 'all'] as const;

export const filaments: Family = {
  id: 'filaments',
  title: 'Filaments: lithium in cracks of a solid electrolyte',
  heldOut: false,
  params: [
    { id: 'anode', title: 'Thickness of the lithium layer', unit: 'voxel', min: 2, max: 60, default: 15, log: true },
    { id: 'waviness', title: 'Standard deviation of the interface', unit: 'voxel', min: 0, max: 5, default: 1 },
    { id: 'route', title: 'Way into the ceramic', unit: '1', min: 0, max: 3, default: 3, integer: true, choices: ROUTES },
    { id: 'cracks', title: 'Cracks', unit: 'count', min: 1, max: 8, default: 3, integer: true },
    { id: 'opening', title: 'Width of a crack at its mouth', unit: 'voxel', min: 1, max: 8, default: 2.5, log: true },
    { id: 'depth', title: 'Mean depth of cracks over the free height', unit: '1', min: 0.15, max: 1, default: 0.5 },
    { id: 'bend', title: 'Roughness of crack faces', unit: 'voxel', min: 0, max: 6, default: 2 },
    { id: 'threads', title: 'Lithium threads into the ceramic', unit: 'count', min: 1, max: 14, default: 4, integer: true },
    { id: 'thread', title: 'Median radius of a thread', unit: 'voxel', min: 0.9, max: 5, default: 1.6, log: true },
    { id: 'boundary', title: 'Width of opened grain boundaries', unit: 'voxel', min: 1.2, max: 5, default: 2, log: true },
    { id: 'grain', title: 'Size of the grains', unit: 'voxel', min: 12, max: 50, default: 24, log: true },
    { id: 'filled', title: 'Filled depth over crack depth', unit: '1', min: 0.1, max: 1.3, default: 0.8 },
    { id: 'voids', title: 'Voids at the interface', unit: 'count', min: 0, max: 30, default: 6, integer: true },
    { id: 'void', title: 'Median half-width of a void', unit: 'voxel', min: 1.5, max: 14, default: 4, log: true },
    { id: 'pores', title: 'Closed pores, share of the ceramic', unit: '1', min: 0, max: 0.12, default: 0.02 },
  ],
  // nothing else lies on the lithium, no liquid unless said, and no more than a thin interphase
  deposit: (rng) => ({
    collectorRows: rng.chance(0.3) ? 0 : rng.uniform(3, 16),
    filmRows: 0,
    cover: 0,
    cell: rng.chance(0.85) ? 1 : 0,
    seiThickness: rng.chance(0.45) ? 0 : rng.uniform(0.9, 2.2),
    seiOnCollector: 0,
    saltLumps: 0,
    stripped: rng.chance(0.5) ? 0 : rng.uniform(0.03, 0.35),
    severed: rng.chance(0.5) ? 0 : rng.uniform(0.05, 0.6),
    cuts: rng.chance(0.4) ? 0 : 1 + rng.int(4),
    afloat: 0,
    stripStyle: rng.chance(0.3) ? 0 : 1,
  }),
  grow: growFilaments,
};

const { lithium: LITHIUM, pore: PORE, other: CERAMIC } = PHASE;

function growFilaments(params: ParamValues, ground: Ground, rng: Rng): Uint8Array {
  const [nz, ny, nx] = ground.shape;
  const bed = unevenHeights(ground, param(params, 'anode'), param(params, 'waviness'), rng.logUniform(3, 20), rng.fork('interface'));
  const interfaceRow = bed.map((height, i) => (ground.floor[i] ?? 0) + Math.min(height, 0.8 * (ny - (ground.floor[i] ?? 0))));
  const out = new Uint8Array(nz * ny * nx);
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++, i++) out[i] = y < (interfaceRow[z * nx + x] ?? 0) ? LITHIUM : CERAMIC;

  addPores(out, params, ground, rng.fork('pores'));
  const route = ROUTES[param(params, 'route')] ?? 'all';
  const opens = (way: (typeof ROUTES)[number]): boolean => route === way || route === 'all';
  if (opens('boundaries')) openBoundaries(out, params, ground, interfaceRow, rng.fork('boundaries'));
  if (opens('cracks')) openCracks(out, params, ground, interfaceRow, rng.fork('cracks'));
  if (opens('threads')) addThreads(out, params, ground, interfaceRow, rng.fork('threads'));
  addVoids(out, params, ground, interfaceRow, rng.fork('voids'));
  return out;
}

/** Closed pores of the sintered ceramic. */
function addPores(out: Uint8Array, params: ParamValues, ground: Ground, rng: Rng): void {
  const [nz, ny, nx] = ground.shape;
  const radius = rng.logUniform(1.2, 6);
  let volume = param(params, 'pores') * out.length;
  const pores = new Uint8Array(out.length);
  for (let n = 0; volume > 0 && n < 4000; n++) {
    const r = Math.max(1, radius * Math.exp(0.4 * rng.normal()));
    stampEllipsoid(pores, ground.shape, rng.uniform(0, nz), rng.uniform(0, ny), rng.uniform(0, nx), r, r * rng.uniform(0.5, 1.3), r);
    volume -= 4.2 * r ** 3;
  }
  for (let i = 0; i < out.length; i++) if (pores[i] === 1 && out[i] === CERAMIC) out[i] = PORE;
}

/** Cracks: thin rough sheets that start at the interface and narrow to their rim; lithium reaches a part of the way in. */
function openCracks(out: Uint8Array, params: ParamValues, ground: Ground, interfaceRow: Float32Array, rng: Rng): void {
  const [nz, ny, nx] = ground.shape;
  const count = param(params, 'cracks');
  if (count === 0) return;
  const scale = rng.logUniform(4, 14);
  const rough = gaussianRandomField(ground.shape, [scale, scale, scale], rng.fork('rough'));
  const bend = param(params, 'bend');
  for (let n = 0; n < count; n++) {
    const centre: Vec3 = [rng.uniform(0, nz), 0, rng.uniform(0, nx)];
    const mouth = interfaceRow[Math.floor(centre[0]) * nx + Math.floor(centre[2])] ?? 0;
    const [across, up, along] = leaningFrame(rng.uniform(0, 0.7), rng);
    const reach = Math.max(8, param(params, 'depth') * rng.uniform(0.4, 1.4) * (ny - mouth));
    const span = reach * rng.uniform(0.4, 1.6);
    const width = Math.min(10, param(params, 'opening') * Math.exp(0.3 * rng.normal()));
    const filled = param(params, 'filled') * rng.uniform(0.6, 1.2);
    for (let z = 0, i = 0; z < nz; z++)
      for (let y = 0; y < ny; y++)
        for (let x = 0; x < nx; x++, i++) {
          if (out[i] !== CERAMIC && out[i] !== PORE) continue;
          const [dz, dy, dx] = [z - centre[0], y - mouth, x - centre[2]];
          const off = across[0] * dz + across[1] * dy + across[2] * dx + bend * (rough[i] ?? 0);
          if (off > width || off < -width) continue;
          const rise = (up[0] * dz + up[1] * dy + up[2] * dx) / reach;
          const side = (along[0] * dz + along[1] * dy + along[2] * dx) / span;
          const rim = 1 - rise * rise - side * side;
          if (rim <= 0 || Math.abs(off) > 0.5 * Math.max(1.2, width * Math.sqrt(rim))) continue;
          out[i] = rise + 0.12 * (rough[i] ?? 0) < filled ? LITHIUM : PORE;
        }
  }
}

/** Grain boundaries open up to an uneven depth; lithium follows them a part of the way. */
function openBoundaries(out: Uint8Array, params: ParamValues, ground: Ground, interfaceRow: Float32Array, rng: Rng): void {
  const [nz, ny, nx] = ground.shape;
  const size = param(params, 'grain');
  const gap = voronoiGap(ground.shape, voronoiCells(ground.shape, [size, size, size], rng.fork('grains')), 2);
  const room = ny - (interfaceRow[0] ?? 0);
  const reach = unevenHeights(ground, param(params, 'depth') * room, 0.4 * param(params, 'depth') * room, 12, rng.fork('reach'));
  const filled = param(params, 'filled');
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        if (out[i] !== CERAMIC) continue;
        const rise = (y - (interfaceRow[z * nx + x] ?? 0)) / (reach[z * nx + x] ?? 1);
        if (rise > 1 || (gap[i] ?? 0) * size > param(params, 'boundary') * Math.sqrt(1 - Math.max(0, rise))) continue;
        out[i] = rise < filled ? LITHIUM : PORE;
      }
}

/** Threads: straight pieces with kinks, upwards from the interface. */
function addThreads(out: Uint8Array, params: ParamValues, ground: Ground, interfaceRow: Float32Array, rng: Rng): void {
  const [nz, ny, nx] = ground.shape;
  for (let n = 0; n < param(params, 'threads'); n++) {
    const [z, x] = [rng.uniform(0, nz - 1), rng.uniform(0, nx - 1)];
    let at: Vec3 = [z, (interfaceRow[Math.round(z) * nx + Math.round(x)] ?? 0) - 2, x];
    let radius = Math.min(6, param(params, 'thread') * Math.exp(0.3 * rng.normal()));
    let left = Math.max(8, param(params, 'depth') * rng.uniform(0.3, 1.4) * (ny - at[1]));
    while (left > 0) {
      const [, up] = leaningFrame(rng.uniform(0, 1.2), rng);
      const length = rng.uniform(4, 16);
      const to: Vec3 = [at[0] + length * up[0], at[1] + length * up[1], at[2] + length * up[2]];
      stampCapsule(out, ground.shape, at, to, radius, radius * 0.93, LITHIUM);
      at = to;
      radius *= 0.93;
      left -= length;
    }
  }
}

/** Flat voids where lithium was stripped faster than it could creep back. */
function addVoids(out: Uint8Array, params: ParamValues, ground: Ground, interfaceRow: Float32Array, rng: Rng): void {
  const [nz, , nx] = ground.shape;
  const voids = new Uint8Array(out.length);
  for (let n = 0; n < param(params, 'voids'); n++) {
    const [z, x] = [rng.uniform(0, nz - 1), rng.uniform(0, nx - 1)];
    const r = Math.max(1.2, param(params, 'void') * Math.exp(0.4 * rng.normal()));
    const flat = Math.max(1, r * rng.uniform(0.2, 0.9));
    const y = (interfaceRow[Math.round(z) * nx + Math.round(x)] ?? 0) - flat * rng.uniform(0, 0.8);
    stampEllipsoid(voids, ground.shape, z, y, x, r * rng.uniform(0.7, 1.4), flat, r);
  }
  for (let i = 0; i < out.length; i++) if (voids[i] === 1 && out[i] === LITHIUM) out[i] = PORE;
}
