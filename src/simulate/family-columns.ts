/** Columnar lithium: prisms with flat, domed or pointed tops, leaning a little, standing on the collector. */
import type { ParamValues, Rng } from '../base/index.js';
import { param } from '../base/index.js';
import type { Family, Ground } from './structure.js';

export const columns: Family = {
  id: 'columns',
  title: 'Columns: leaning prisms with facets or round sections',
  heldOut: false,
  params: [
    { id: 'radius', title: 'Mean radius', unit: 'voxel', min: 1.5, max: 24, default: 5, log: true },
    { id: 'radiusSpread', title: 'Spread of the radius over its mean', unit: '1', min: 0.05, max: 0.6, default: 0.3 },
    { id: 'footprint', title: 'Sum of sections over collector area', unit: '1', min: 0.15, max: 1.8, default: 0.6 },
    { id: 'facets', title: 'Corners of the section, below 3 is round', unit: 'count', min: 2, max: 8, default: 6, integer: true },
    { id: 'stretch', title: 'Long over short diameter of the section', unit: '1', min: 1, max: 4, default: 1.3, log: true },
    { id: 'height', title: 'Mean height over free height', unit: '1', min: 0.15, max: 1, default: 0.5 },
    { id: 'heightSpread', title: 'Spread of the height over its mean', unit: '1', min: 0.02, max: 0.6, default: 0.25 },
    { id: 'lean', title: 'Largest lean', unit: 'deg', min: 0, max: 35, default: 10 },
    { id: 'taper', title: 'Radius at the top over radius at the foot', unit: '1', min: 0.3, max: 1.4, default: 0.9 },
    { id: 'cap', title: 'Height of the cap over radius', unit: '1', min: 0, max: 2, default: 0.7 },
  ],
  grow: growColumns,
};

interface Column {
  readonly z: number;
  readonly x: number;
  readonly foot: number;
  readonly height: number;
  readonly radius: number;
  /** drift of the axis per row */
  readonly driftZ: number;
  readonly driftX: number;
  /** frame of the section */
  readonly cos: number;
  readonly sin: number;
  readonly stretch: number;
}

function growColumns(params: ParamValues, ground: Ground, rng: Rng): Uint8Array {
  const [nz, ny, nx] = ground.shape;
  const mask = new Uint8Array(nz * ny * nx);
  const room = ground.ceiling - (ground.floor[0] ?? 0);
  let section = param(params, 'footprint') * nz * nx;
  while (section > 0) {
    const column = drawColumn(params, ground, room, rng);
    section -= Math.PI * column.radius ** 2;
    drawInto(mask, params, ground, column);
  }
  return mask;
}

function drawColumn(params: ParamValues, ground: Ground, room: number, rng: Rng): Column {
  const [nz, , nx] = ground.shape;
  const z = rng.uniform(-2, nz + 2);
  const x = rng.uniform(-2, nx + 2);
  const at = Math.min(nz - 1, Math.max(0, Math.round(z))) * nx + Math.min(nx - 1, Math.max(0, Math.round(x)));
  const spread = (id: string): number => Math.max(0.3, 1 + param(params, id) * rng.normal());
  const lean = Math.tan((rng.next() * param(params, 'lean') * Math.PI) / 180);
  const direction = rng.uniform(0, 2 * Math.PI);
  const turn = rng.uniform(0, 2 * Math.PI);
  return {
    z,
    x,
    foot: (ground.floor[at] ?? 0) - 3,
    height: Math.min(room, param(params, 'height') * room * spread('heightSpread')) + 3,
    radius: Math.max(1, param(params, 'radius') * spread('radiusSpread')),
    driftZ: lean * Math.sin(direction),
    driftX: lean * Math.cos(direction),
    cos: Math.cos(turn),
    sin: Math.sin(turn),
    stretch: Math.sqrt(1 + (param(params, 'stretch') - 1) * rng.next()),
  };
}

function drawInto(mask: Uint8Array, params: ParamValues, ground: Ground, column: Column): void {
  const [nz, ny, nx] = ground.shape;
  const facets = param(params, 'facets');
  const corners = facets < 3 ? 0 : facets;
  const cap = Math.min(column.height, param(params, 'cap') * column.radius);
  const y0 = Math.max(0, Math.ceil(column.foot));
  const y1 = Math.min(ny - 1, Math.floor(column.foot + column.height));
  for (let y = y0; y <= y1; y++) {
    const up = y - column.foot;
    const left = column.height - up;
    const taper = 1 + (param(params, 'taper') - 1) * (up / column.height);
    const narrowing = left < cap ? Math.sqrt(1 - (1 - left / cap) ** 2) : 1;
    const radius = column.radius * taper * narrowing;
    if (radius < 0.5) continue;
    const cz = column.z + up * column.driftZ;
    const cx = column.x + up * column.driftX;
    const reach = radius * column.stretch * 1.2;
    const z1 = Math.min(nz - 1, Math.floor(cz + reach));
    const x1 = Math.min(nx - 1, Math.floor(cx + reach));
    for (let z = Math.max(0, Math.ceil(cz - reach)); z <= z1; z++) {
      for (let x = Math.max(0, Math.ceil(cx - reach)); x <= x1; x++) {
        const u = ((z - cz) * column.cos - (x - cx) * column.sin) / column.stretch;
        const v = ((z - cz) * column.sin + (x - cx) * column.cos) * column.stretch;
        if (inSection(u, v, radius, corners)) mask[(z * ny + y) * nx + x] = 1;
      }
    }
  }
}

/** Circle, or the regular polygon of the same area. */
function inSection(u: number, v: number, radius: number, corners: number): boolean {
  const d2 = u * u + v * v;
  if (corners === 0) return d2 <= radius * radius;
  const wedge = (2 * Math.PI) / corners;
  const circum = radius * Math.sqrt((2 * Math.PI) / (corners * Math.sin(wedge)));
  if (d2 > circum * circum) return false;
  const angle = Math.atan2(v, u);
  const within = angle - wedge * Math.floor(angle / wedge) - wedge / 2;
  return Math.sqrt(d2) * Math.cos(within) <= circum * Math.cos(wedge / 2);
}
