/**
 * Levels of the transport solver and where they lie in its memory. The finest level is packed (see assembly/transport-fine.ts):
 * 2 x 2 bytes per voxel for residual and direction, 1 for codes; each coarse level holds three values and three counts per cell.
 * About 7.7 bytes per voxel in all, and two or three planes per thread.
 */
import type { Shape3, Vec3 } from '../volume/index.js';

export interface GridLevel {
  readonly shape: Shape3;
  /** floats in a row; the last of a row is the ghost before the next */
  readonly row: number;
  readonly plane: number;
  /** 1 where two cells of the finer level make one, along each axis */
  readonly shifts: Shape3;
  /** conductance of one count */
  readonly scale: Vec3;
  /** bits dropped from the counts of the finer level */
  readonly drop: number;
  /** addresses of the first cell (0, 0, 0) */
  readonly u: number;
  readonly b: number;
  readonly spare: number;
  readonly counts: Vec3;
  readonly geometry: number;
}

export interface TransportPlan {
  readonly shape: Shape3;
  readonly rowWords: number;
  readonly periodic: boolean;
  readonly weights: Vec3;
  readonly even: boolean;
  /** bytes of a row and of a plane of floats, and of codes */
  readonly row: number;
  readonly plane: number;
  readonly codeRow: number;
  readonly codePlane: number;
  readonly groups: number;
  readonly half: number;
  readonly residual: number;
  readonly direction: number;
  readonly black: number;
  readonly red: number;
  readonly zero: number;
  readonly bits: number;
  readonly zeroBits: number;
  /** three planes of scratch per thread */
  readonly scratch: readonly number[];
  /** four doubles per plane */
  readonly partials: number;
  readonly control: number;
  readonly geometry: number;
  readonly source: number;
  readonly levels: readonly GridLevel[];
  readonly bytes: number;
}

const up = (value: number, to: number): number => Math.ceil(value / to) * to;
/** an axis is coarsened when it conducts at least this share of the strongest one */
const STRONG = 0.3;
const SMALLEST = 64;

interface LevelSize {
  readonly shape: Shape3;
  readonly shifts: Shape3;
  readonly scale: Vec3;
  readonly drop: number;
}

/** Sizes of the coarse levels. Below the first, boxes of unequal spacing are coarsened along their strongly conducting axes. */
function coarseSizes(shape: Shape3, weights: Vec3): LevelSize[] {
  const sizes: LevelSize[] = [];
  let now = [...shape];
  let strength = [...weights];
  let scale = [...weights];
  let largest = [2, 1, 1];
  for (let level = 1; level === 1 || now[0] * now[1] * now[2] > SMALLEST; level++) {
    const long = now.map((n) => n > 1);
    if (level > 1 && !long.includes(true)) break;
    const strongest = Math.max(...strength.filter((_, axis) => long[axis]));
    // the first coarse level halves every axis: half-rows of voxels are rows of cells, and it must not take more memory than the finest
    const shifts = now.map((_, axis) =>
      (level === 1 ? axis === 2 || long[axis] : long[axis] && strength[axis] >= STRONG * strongest) ? 1 : 0,
    );
    const next = now.map((n, axis) => Math.ceil(n / (1 << shifts[axis])));
    const sums = largest.map(
      (count, axis) => count * shifts.reduce<number>((product, shift, other) => (other === axis ? product : product << shift), 1),
    );
    let drop = 0;
    while (Math.ceil(Math.max(...sums) / (1 << drop)) > 255) drop++;
    largest = sums.map((count) => Math.ceil(count / (1 << drop)));
    scale = scale.map((value, axis) => (value * (1 << drop)) / (shifts[axis] === 1 && now[axis] > 1 ? 2 : 1));
    strength = strength.map((value, axis) => value / (shifts[axis] === 1 ? 4 : 1));
    sizes.push({ shape: next as unknown as Shape3, shifts: shifts as unknown as Shape3, scale: scale as unknown as Vec3, drop });
    now = next;
  }
  return sizes;
}

/** The layout for a box of this shape; transport along the first axis. */
export function planTransport(shape: Shape3, rowWords: number, spacing: Vec3, periodic: boolean, threads: number): TransportPlan {
  const [nz, ny, nx] = shape;
  const finest = Math.min(...spacing);
  const even = spacing.every((size) => Math.abs(size - finest) <= 1e-9 * finest);
  const weights = spacing.map((size) => (even ? 1 : (finest / size) ** 2)) as unknown as Vec3;
  const half = Math.ceil(nx / 2);
  const row = 4 * up(half + 2, 4);
  const plane = row * ny;
  const codeRow = up(half, 8);
  let next = 0;
  const take = (bytes: number): number => {
    const at = next + 64; // room for the ghost before a first row
    next = up(at + bytes + 64, 64);
    return at;
  };
  const control = take(256);
  const geometry = take(64);
  const source = take(64);
  const partials = take(nz * 32);
  const residual = take(nz * plane);
  const direction = take(nz * plane);
  const black = take(nz * codeRow * ny);
  const red = take(nz * codeRow * ny);
  const zero = take(plane);
  const scratch = Array.from({ length: threads }, () => take(3 * (plane + 64)));
  const levels = coarseSizes(shape, weights).map((size): GridLevel => {
    const cells = up(size.shape[2] + 2, 4);
    const rows = size.shape[1] + 2;
    const all = (size.shape[0] + 2) * rows * cells;
    const first = (rows + 1) * cells;
    const floats = (): number => take(4 * all) + 4 * first;
    const bytes = (): number => take(all) + first;
    return {
      ...size,
      row: cells,
      plane: rows * cells,
      u: floats(),
      b: floats(),
      spare: floats(),
      counts: [bytes(), bytes(), bytes()],
      geometry: take(64),
    };
  });
  const zeroBits = take(rowWords * 4);
  // the bits are read before the first coarse value is written
  const room = levels[0].spare - levels[0].u - 128;
  const bits = nz * ny * rowWords * 4 <= room ? levels[0].u : take(nz * ny * rowWords * 4);
  return {
    shape, rowWords, periodic, weights, even, row, plane, codeRow, codePlane: codeRow * ny, groups: Math.ceil(half / 4), half,
    residual, direction, black, red, zero, bits, zeroBits, scratch, partials, control, geometry, source, levels, bytes: next,
  }; // prettier-ignore
}
