/** Drawing into a mask: balls, and exact distances up to a small radius. */
import type { Shape3 } from '../volume/index.js';

/** Sets every voxel whose centre lies within `radius` of the point. */
export function stampBall(mask: Uint8Array, shape: Shape3, z: number, y: number, x: number, radius: number, value = 1): void {
  stampEllipsoid(mask, shape, z, y, x, radius, radius, radius, value);
}

/** Ellipsoid with half-axes along z, y, x. */
export function stampEllipsoid(
  mask: Uint8Array,
  shape: Shape3,
  z: number,
  y: number,
  x: number,
  rz: number,
  ry: number,
  rx: number,
  value = 1,
): void {
  const [nz, ny, nx] = shape;
  const z1 = Math.min(nz - 1, Math.floor(z + rz));
  const y1 = Math.min(ny - 1, Math.floor(y + ry));
  for (let k = Math.max(0, Math.ceil(z - rz)); k <= z1; k++) {
    const restZ = 1 - ((k - z) / rz) ** 2;
    for (let j = Math.max(0, Math.ceil(y - ry)); j <= y1; j++) {
      const rest = restZ - ((j - y) / ry) ** 2;
      if (rest < 0) continue;
      const half = rx * Math.sqrt(rest);
      const from = Math.max(0, Math.ceil(x - half));
      const to = Math.min(nx - 1, Math.floor(x + half));
      const row = (k * ny + j) * nx;
      if (to >= from) mask.fill(value, row + from, row + to + 1);
    }
  }
}

export const FAR = 65535;

/**
 * Squared distance of every voxel to the nearest voxel of `mask`, exact up to `radius`, FAR beyond; 0 inside.
 * Painted outwards from the surface voxels: cost is surface times ball volume, so for small radii only.
 */
export function nearSquared(mask: Uint8Array, shape: Shape3, radius: number): Uint16Array {
  const [nz, ny, nx] = shape;
  const out = new Uint16Array(mask.length).fill(FAR);
  const ball = ballOffsets(radius);
  const plane = ny * nx;
  const reach = Math.floor(radius);
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, i++) {
        if (mask[i] === 0) continue;
        out[i] = 0;
        const inside = z > 0 && z < nz - 1 && y > 0 && y < ny - 1 && x > 0 && x < nx - 1;
        if (
          inside &&
          mask[i - 1] !== 0 &&
          mask[i + 1] !== 0 &&
          mask[i - nx] !== 0 &&
          mask[i + nx] !== 0 &&
          mask[i - plane] !== 0 &&
          mask[i + plane] !== 0
        )
          continue;
        const free = z >= reach && z < nz - reach && y >= reach && y < ny - reach && x >= reach && x < nx - reach;
        for (let b = 0; b < ball.length; b += 4) {
          const dz = ball[b] ?? 0;
          const dy = ball[b + 1] ?? 0;
          const dx = ball[b + 2] ?? 0;
          if (!free && (z + dz < 0 || z + dz >= nz || y + dy < 0 || y + dy >= ny || x + dx < 0 || x + dx >= nx)) continue;
          const at = i + dz * plane + dy * nx + dx;
          const d = ball[b + 3] ?? 0;
          if (d < (out[at] ?? 0)) out[at] = d;
        }
      }
    }
  }
  return out;
}

/** dz, dy, dx, squared length of the offsets within `radius`, without the centre. */
function ballOffsets(radius: number): Int32Array {
  const r = Math.floor(radius);
  const list: number[] = [];
  for (let dz = -r; dz <= r; dz++)
    for (let dy = -r; dy <= r; dy++)
      for (let dx = -r; dx <= r; dx++) {
        const d = dz * dz + dy * dy + dx * dx;
        if (d > 0 && d <= radius * radius) list.push(dz, dy, dx, d);
      }
  return Int32Array.from(list);
}
