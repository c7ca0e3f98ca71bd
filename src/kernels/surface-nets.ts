/**
 * Closed surface of one label as triangles, by dual surface nets: every cell of eight voxel centres with both inside and outside among
 * its corners gets one vertex, at the mean of the points where its edges cross from inside to outside, and every pair of neighbouring
 * voxels on different sides gets a quadrangle between the four cells around it, cut along its shorter diagonal (Gibson 1998,
 * 10.1007/BFb0056277, without the relaxation). What lies outside the box counts as background, so that the surface is closed there, too.
 * Vertices are shared, triangles are counter-clockwise seen from outside. Two triangles meet at every edge, except where the body touches
 * itself along an edge: there four do, and such contacts are counted.
 *
 * Bias: what is round shrinks by a small part of a voxel, and stays a little stepped. Volume against that of the voxels, measured on balls
 * in several positions: radius 5 voxels -4 %, 10 voxels -1.0 %, 20 voxels -0.24 % (as 1/r^2); area against that of the ball: radius 5
 * +1 % (-5 to +5 % by position), 10 +2.4 %, 20 +2.7 %. Planes along the grid are exact, sharp edges of boxes are cut by half a voxel or less.
 *
 * The cells are taken layer by layer, and a slab of layers is worked on by itself: its vertices follow those of the slabs before it, and
 * its triangles may name the first vertices of the next one. Linear time; memory two planes of padding, two layers of indices, the output.
 */
import { InvalidInputError } from '../base/index.js';
import type { Shape3, Vec3 } from '../volume/index.js';
import { wholePlanes } from './planes.js';
import type { Planes } from './planes.js';

export interface NetSlab {
  /** at least the planes first - 1 to end, as far as they lie in the volume */
  readonly planes: Planes;
  /** of the full volume */
  readonly shape: Shape3;
  /** edges of a voxel, in the unit of area and volume */
  readonly spacing: Vec3;
  readonly value: number;
  /** layers of cells [first, end) out of nz + 1; layer l lies between the planes l - 1 and l */
  readonly first: number;
  readonly end: number;
}

export interface NetPart {
  /** x, y, z in voxels from the centre of the first voxel */
  readonly vertices: Float32Array;
  /** three vertices each, counted from the first vertex of this part */
  readonly triangles: Uint32Array;
  readonly area: number;
  /** share of the enclosed volume; only the sum over all parts means something */
  readonly volume: number;
  /** voxels of the label in the planes [first, end) */
  readonly voxels: number;
  /** edges at which four triangles meet */
  readonly contactEdges: number;
  /** vertices at which the surface touches itself */
  readonly contactVertices: number;
}

// corner = x + 2 y + 4 z; bit of a code: the corner is inside
const EDGES = [
  [0, 1], [2, 3], [4, 5], [6, 7], [0, 2], [1, 3], [4, 6], [5, 7], [0, 4], [1, 5], [2, 6], [3, 7],
]; // prettier-ignore
/** the three faces of a cell at its lower side, as rings */
const LOW_FACES = [[0, 1, 3, 2], [0, 1, 5, 4], [0, 2, 6, 4]]; // prettier-ignore
/** for each code: mean of the crossings, x y z from the lowest corner */
const CENTRES = new Float32Array(256 * 3);
/** for each code: lower faces on which inside and outside alternate, and 4 where the surface touches itself in the cell */
const CONTACTS = new Uint8Array(256);

/** Number of connected sets among the corners whose bit is `side`. */
function sides(code: number, side: number): number {
  let left = 0;
  for (let corner = 0; corner < 8; corner++) if (((code >> corner) & 1) === side) left |= 1 << corner;
  let count = 0;
  while (left !== 0) {
    let set = left & -left;
    for (let before = 0; before !== set;) {
      before = set;
      for (const [a, b] of EDGES) {
        if ((set >> a) & 1 && (left >> b) & 1) set |= 1 << b;
        if ((set >> b) & 1 && (left >> a) & 1) set |= 1 << a;
      }
    }
    left &= ~set;
    count++;
  }
  return count;
}

for (let code = 1; code < 255; code++) {
  let crossings = 0;
  for (const [a, b] of EDGES) {
    if (((code >> a) & 1) === ((code >> b) & 1)) continue;
    crossings++;
    for (let axis = 0; axis < 3; axis++) CENTRES[3 * code + axis] += (((a >> axis) & 1) + ((b >> axis) & 1)) / 2;
  }
  for (let axis = 0; axis < 3; axis++) CENTRES[3 * code + axis] /= crossings;
  for (const [a, b, c, d] of LOW_FACES) {
    const [p, q, r, s] = [(code >> a) & 1, (code >> b) & 1, (code >> c) & 1, (code >> d) & 1];
    if (p === r && q === s && p !== q) CONTACTS[code]++;
  }
  if (sides(code, 1) > 1 || sides(code, 0) > 1) CONTACTS[code] |= 4;
}

/** Vertices and triangles while they are made. */
class Net {
  points = new Float32Array(3 * 1024);
  count = 0;
  nodes = new Uint32Array(3 * 2048);
  used = 0;
  area = 0;
  volume = 0;
  private readonly dx: number;
  private readonly dy: number;
  private readonly dz: number;

  constructor([dz, dy, dx]: Vec3) {
    this.dx = dx;
    this.dy = dy;
    this.dz = dz;
  }

  vertex(code: number, x: number, y: number, z: number): number {
    const at = 3 * this.count;
    if (at + 3 > this.points.length) {
      const more = new Float32Array(2 * this.points.length);
      more.set(this.points);
      this.points = more;
    }
    this.points[at] = x - 1 + CENTRES[3 * code];
    this.points[at + 1] = y - 1 + CENTRES[3 * code + 1];
    this.points[at + 2] = z - 1 + CENTRES[3 * code + 2];
    return this.count++;
  }

  /** Corners in the order that makes the normal point along the axis; `along`: the inside is at the lower end of it. */
  quad(a: number, b: number, c: number, d: number, along: boolean): void {
    if (!along) [b, d] = [d, b];
    // lengths that differ by rounding alone count as equal, so that the choice is the same for all axes
    if (this.distance(a, c) <= this.distance(b, d) * (1 + 1e-5)) {
      this.triangle(a, b, c);
      this.triangle(a, c, d);
    } else {
      this.triangle(a, b, d);
      this.triangle(b, c, d);
    }
  }

  private distance(a: number, b: number): number {
    const p = this.points;
    const [x, y, z] = [p[3 * a] - p[3 * b], p[3 * a + 1] - p[3 * b + 1], p[3 * a + 2] - p[3 * b + 2]];
    return (x * this.dx) ** 2 + (y * this.dy) ** 2 + (z * this.dz) ** 2;
  }

  private triangle(a: number, b: number, c: number): void {
    if (this.used + 3 > this.nodes.length) {
      const more = new Uint32Array(2 * this.nodes.length);
      more.set(this.nodes);
      this.nodes = more;
    }
    this.nodes[this.used++] = a;
    this.nodes[this.used++] = b;
    this.nodes[this.used++] = c;
    const p = this.points;
    const x = p[3 * a] * this.dx;
    const y = p[3 * a + 1] * this.dy;
    const z = p[3 * a + 2] * this.dz;
    const ux = p[3 * b] * this.dx - x;
    const uy = p[3 * b + 1] * this.dy - y;
    const uz = p[3 * b + 2] * this.dz - z;
    const vx = p[3 * c] * this.dx - x;
    const vy = p[3 * c + 1] * this.dy - y;
    const vz = p[3 * c + 2] * this.dz - z;
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    this.area += Math.sqrt(nx * nx + ny * ny + nz * nz) / 2;
    this.volume += (nx * x + ny * y + nz * z) / 6;
  }
}

/** One plane as 0 and 1, with a rim of background; planes outside the volume are all background. */
export function paddedPlane(planes: Planes, [nz, ny, nx]: Shape3, z: number, chosen: Uint8Array, out: Uint8Array): void {
  out.fill(0);
  if (z < 0 || z >= nz) return;
  const width = nx + 2;
  for (let y = 0; y < ny; y++) {
    const from = ((z - planes.first) * ny + y) * nx;
    const to = (y + 1) * width + 1;
    for (let x = 0; x < nx; x++) out[to + x] = chosen[planes.data[from + x]];
  }
}

/** Checks that the planes around the layers [first, end) are there. */
export function checkLayers(planes: Planes, [nz, ny, nx]: Shape3, first: number, end: number): void {
  const held = wholePlanes(planes.data, ny, nx);
  const [from, to] = [Math.max(0, first - 1), Math.min(nz, end + 1)];
  if (!(first >= 0 && first < end && end <= nz + 1) || planes.first > from || planes.first + held < to)
    throw new InvalidInputError(
      `The layers ${first} to ${end} of ${nz + 1} need the planes ${from} to ${to}; the slab holds ${planes.first} to ${planes.first + held}.`,
    );
}

/** Code of every cell of a layer. */
function layerCodes(below: Uint8Array, above: Uint8Array, ny: number, nx: number, out: Uint8Array): void {
  const width = nx + 2;
  for (let y = 0, o = 0; y <= ny; y++) {
    const row = y * width;
    let left = below[row] | (below[row + width] << 2) | (above[row] << 4) | (above[row + width] << 6);
    for (let x = 1; x <= nx + 1; x++, o++) {
      const p = row + x;
      const right = below[p] | (below[p + width] << 2) | (above[p] << 4) | (above[p + width] << 6);
      out[o] = left | (right << 1);
      left = right;
    }
  }
}

/** The surface within the layers [first, end) of cells: see the top of this file for how slabs join. */
export function surfaceNet({ planes, shape, spacing, value, first, end }: NetSlab): NetPart {
  checkLayers(planes, shape, first, end);
  const [nz, ny, nx] = shape;
  const wide = nx + 1;
  const chosen = new Uint8Array(256);
  chosen[value] = 1;
  const net = new Net(spacing);
  let below = new Uint8Array((ny + 2) * (nx + 2));
  let above = new Uint8Array(below.length);
  const codes = new Uint8Array((ny + 1) * wide);
  let under = new Uint32Array(codes.length);
  let here = new Uint32Array(codes.length);
  let [own, voxels, contactEdges, contactVertices] = [0, 0, 0, 0];
  paddedPlane(planes, shape, first - 1, chosen, below);
  for (let z = first; z <= Math.min(end, nz); z++) {
    paddedPlane(planes, shape, z, chosen, above);
    layerCodes(below, above, ny, nx, codes);
    if (z < end) for (let p = 0; p < above.length; p++) voxels += above[p];
    for (let y = 0, o = 0; y <= ny; y++)
      for (let x = 0; x <= nx; x++, o++) {
        const code = codes[o];
        if (code === 0 || code === 255) continue;
        here[o] = net.vertex(code, x, y, z);
        const inside = code & 1;
        if (z < end) {
          contactEdges += CONTACTS[code] & 3;
          contactVertices += CONTACTS[code] >> 2;
          if (inside !== ((code >> 4) & 1)) net.quad(here[o - wide - 1], here[o - wide], here[o], here[o - 1], inside === 1);
        }
        if (z > first) {
          if (inside !== ((code >> 2) & 1)) net.quad(under[o - 1], here[o - 1], here[o], under[o], inside === 1);
          if (inside !== ((code >> 1) & 1)) net.quad(under[o - wide], under[o], here[o], here[o - wide], inside === 1);
        }
      }
    if (z < end) own = net.count;
    [below, above] = [above, below];
    [under, here] = [here, under];
  }
  return {
    vertices: net.points.slice(0, 3 * own),
    triangles: net.nodes.slice(0, net.used),
    area: net.area,
    volume: net.volume,
    voxels,
    contactEdges,
    contactVertices,
  };
}
