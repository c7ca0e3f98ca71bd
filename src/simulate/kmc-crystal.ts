/**
 * A crystal on a cubic lattice of sites above a flat collector: which sites hold lithium, how many solid neighbours each site
 * has, and whether taking an atom away could cut the crystal. Sides are periodic.
 */

/** face directions: 2k and 2k + 1 are opposite */
export const DOWN = 0;
const UP = 1;

export interface Crystal {
  /** sites along z, y, x; one along z means two dimensions */
  readonly size: readonly [number, number, number];
  readonly sites: number;
  /** 4 in two dimensions, 6 in three */
  readonly faces: number;
  /** neighbour of site i in direction d at i * faces + d; `sites` is the collector, `sites` + 1 the far side */
  readonly next: Int32Array;
  /** 1 where solid; two more entries for the collector (1) and the far side (0) */
  readonly solid: Uint8Array;
  /** solid neighbours per site */
  readonly bonds: Uint8Array;
  atoms(): number;
  /** highest row with an atom, -1 when bare */
  top(): number;
  put(site: number): void;
  take(site: number): void;
  row(site: number): number;
}

export function createCrystal(size: readonly [number, number, number]): Crystal {
  const [nz, ny, nx] = size;
  const sites = nz * ny * nx;
  const faces = nz === 1 ? 4 : 6;
  const next = neighbours(size, faces);
  const solid = new Uint8Array(sites + 2);
  solid[sites] = 1;
  const bonds = new Uint8Array(sites);
  const perRow = new Int32Array(ny);
  let count = 0;
  let highest = -1;
  for (let i = 0; i < sites; i++) if (next[i * faces + DOWN] === sites) bonds[i] = 1;

  const row = (site: number): number => Math.floor(site / nx) % ny;
  function change(site: number, by: 1 | -1): void {
    solid[site] = by === 1 ? 1 : 0;
    count += by;
    perRow[row(site)] = (perRow[row(site)] ?? 0) + by;
    for (let d = 0, at = site * faces; d < faces; d++, at++) {
      const other = next[at] ?? sites;
      if (other < sites) bonds[other] = (bonds[other] ?? 0) + by;
    }
  }

  return {
    size,
    sites,
    faces,
    next,
    solid,
    bonds,
    atoms: () => count,
    top: () => highest,
    put: (site) => {
      change(site, 1);
      highest = Math.max(highest, row(site));
    },
    take: (site) => {
      change(site, -1);
      while (highest >= 0 && perRow[highest] === 0) highest--;
    },
    row,
  };
}

function neighbours([nz, ny, nx]: readonly [number, number, number], faces: number): Int32Array {
  const sites = nz * ny * nx;
  const next = new Int32Array(sites * faces);
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        const at = i * faces;
        next[at + DOWN] = y > 0 ? i - nx : sites;
        next[at + UP] = y < ny - 1 ? i + nx : sites + 1;
        next[at + 2] = x > 0 ? i - 1 : i + nx - 1;
        next[at + 3] = x < nx - 1 ? i + 1 : i - nx + 1;
        if (faces === 6) {
          next[at + 4] = z > 0 ? i - ny * nx : i + (nz - 1) * ny * nx;
          next[at + 5] = z < nz - 1 ? i + ny * nx : i - (nz - 1) * ny * nx;
        }
      }
  return next;
}

/**
 * Solid face neighbours of a site, in groups that hang together through the edge neighbours. One group: the crystal stays in
 * one piece without the site. More: it may still do, by a longer way. Bit d of a group stands for direction d.
 */
export function localGroups(crystal: Crystal, site: number): number[] {
  const { faces, next, solid } = crystal;
  const at = site * faces;
  let rest = 0;
  for (let d = 0; d < faces; d++) if (solid[next[at + d] ?? 0] === 1) rest |= 1 << d;
  const groups: number[] = [];
  while (rest !== 0) {
    let group = rest & -rest;
    rest ^= group;
    for (let grown = true; grown;) {
      grown = false;
      for (let b = 0; b < faces; b++) {
        if ((rest & (1 << b)) === 0 || !joins(crystal, at, group, b)) continue;
        group |= 1 << b;
        rest ^= 1 << b;
        grown = true;
      }
    }
    groups.push(group);
  }
  return groups;
}

/** Whether direction b meets one of the group through a solid edge neighbour. */
function joins({ faces, next, solid, sites }: Crystal, at: number, group: number, b: number): boolean {
  for (let a = 0; a < faces; a++) {
    if ((group & (1 << a)) === 0 || a >> 1 === b >> 1) continue;
    // the collector has no entries of its own, so the step starts at the other neighbour
    const first = next[at + a] ?? 0;
    const edge = first < sites ? next[first * faces + b] : next[(next[at + b] ?? 0) * faces + a];
    if (solid[edge ?? 0] === 1) return true;
  }
  return false;
}
