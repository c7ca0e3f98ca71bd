/**
 * Sites of a growing cluster, and how far a walker may jump without meeting it.
 *
 * For each reach B of a few, the box is cut into blocks of B sites. A new particle marks every block that comes within B sites
 * of it along all axes. A walker in a block without mark is then more than B sites from every particle: one look-up per reach.
 */

export interface Lattice {
  /** sites along z, y, x; z is 1 in two dimensions */
  readonly size: readonly [number, number, number];
  readonly occupied: Uint8Array;
  /** sites of the particles in the order of deposition */
  readonly particles: number[];
  add(z: number, y: number, x: number): void;
  /** largest reach that is free of particles around a site, 0 when near */
  free(z: number, y: number, x: number): number;
}

const REACHES = [40, 14, 6, 3] as const;

interface Blocks {
  readonly reach: number;
  readonly ny: number;
  readonly nx: number;
  readonly marks: Uint8Array;
}

/** `periodic`: z and x wrap around; otherwise nothing does. */
export function createLattice(size: readonly [number, number, number], periodic: boolean): Lattice {
  const [nz, ny, nx] = size;
  const occupied = new Uint8Array(nz * ny * nx);
  const particles: number[] = [];
  const levels = REACHES.map((reach) => blocksOf(size, reach));

  return {
    size,
    occupied,
    particles,
    add: (z, y, x) => {
      const site = (z * ny + y) * nx + x;
      occupied[site] = 1;
      particles.push(site);
      for (const level of levels) mark(level, size, periodic, z, y, x);
    },
    free: (z, y, x) => {
      for (const { reach, ny: by, nx: bx, marks } of levels) {
        const at = (Math.floor(z / reach) * by + Math.floor(y / reach)) * bx + Math.floor(x / reach);
        if (marks[at] === 0) return reach;
      }
      return 0;
    },
  };
}

function blocksOf(size: readonly [number, number, number], reach: number): Blocks {
  const [bz = 1, by = 1, bx = 1] = size.map((n) => Math.ceil(n / reach));
  return { reach, ny: by, nx: bx, marks: new Uint8Array(bz * by * bx) };
}

function mark(
  { reach, ny: by, nx: bx, marks }: Blocks,
  size: readonly [number, number, number],
  periodic: boolean,
  z: number,
  y: number,
  x: number,
): void {
  const zs = blocksNear(z, size[0], reach, periodic);
  const ys = blocksNear(y, size[1], reach, false);
  const xs = blocksNear(x, size[2], reach, periodic);
  for (const k of zs) for (const j of ys) for (const i of xs) marks[(k * by + j) * bx + i] = 1;
}

/** Blocks that hold a site within `reach` of `at` along one axis. */
function blocksNear(at: number, n: number, reach: number, periodic: boolean): number[] {
  const last = Math.ceil(n / reach) - 1;
  if (periodic && 2 * reach + 1 >= n) return Array.from({ length: last + 1 }, (_, i) => i);
  const near = new Set<number>();
  const add = (from: number, to: number): void => {
    for (let block = Math.floor(Math.max(0, from) / reach); block <= Math.floor(Math.min(n - 1, to) / reach); block++) near.add(block);
  };
  add(at - reach, at + reach);
  if (periodic && at < reach) add(at - reach + n, n - 1);
  if (periodic && at + reach >= n) add(0, at + reach - n);
  return [...near];
}
