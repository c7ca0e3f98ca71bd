/**
 * What the arrival of one voxel, a closed cube, does to the union of the cubes that came before it. Only the part B of the
 * cube's boundary that is already there matters, a set of its 6 faces, 12 edges and 8 corners:
 *
 *   B empty                   a new piece            (a minimum)
 *   B in c > 1 parts          c - 1 edges join pieces or close loops
 *   boundary less B in d > 1  d - 1 faces fill loops or close voids
 *   B the whole boundary      a void is filled       (a maximum)
 *
 * All other cells of the cube are matched in pairs that change nothing: edges with faces along a tree over the free faces, and
 * edges with corners along a tree over what is left (tree and cotree of the graph drawn on the sphere), an optimal discrete
 * Morse matching of the star (Forman 1998, doi 10.1006/aima.1997.1650; Robins, Wood & Sheppard 2011, doi 10.1109/TPAMI.2011.95).
 * Each B is worked out once and kept; a volume has some thousands of different ones.
 */

/** Bits: 0-5 faces, 6-17 edges, 18-25 corners. A cell has the place of the neighbour that shares just this cell. */
export const CELLS = 26;
const FACES = 6;
const FIRST_EDGE = 6;
const EDGES = 12;
const FIRST_CORNER = 18;

/** Places of the cells in the cube, each coordinate -1, 0 or 1: 0 means the cell spans that axis. */
export const PLACES: readonly (readonly [z: number, y: number, x: number])[] = places();

/** Edges in their order along axis a with (low, high) ends of the other two axes b < c: index 4 a + highB + 2 highC. */
function places(): (readonly [number, number, number])[] {
  const ends = [-1, 1];
  const faces = [0, 1, 2].flatMap((axis) => ends.map((end) => at([axis], [end])));
  const edges = [0, 1, 2].flatMap((axis) => {
    const [b, c] = [0, 1, 2].filter((other) => other !== axis);
    return ends.flatMap((high) => ends.map((low) => at([b, c], [low, high])));
  });
  const corners = ends.flatMap((z) => ends.flatMap((y) => ends.map((x) => [z, y, x] as const)));
  return [...faces, ...edges, ...corners];
}

function at(axes: readonly number[], ends: readonly number[]): readonly [number, number, number] {
  const place: [number, number, number] = [0, 0, 0];
  axes.forEach((axis, k) => (place[axis] = ends[k]));
  return place;
}

/** Whether cell j lies in the closure of cell i: j has the ends that i has. */
const inClosure = (j: number, i: number): boolean => PLACES[i].every((end, axis) => end === 0 || PLACES[j][axis] === end);

/** The cells that the neighbour at the place of cell i shares with the cube. */
export const SHARED: Int32Array = Int32Array.from(PLACES, (_, i) =>
  PLACES.reduce((mask, _place, j) => mask | (inClosure(j, i) ? 1 << j : 0), 0),
);

const range = (first: number, count: number): readonly number[] => Array.from({ length: count }, (_, k) => first + k);
/** The two faces at each edge, the two corners of each edge, the four edges of each face. */
const FACES_OF_EDGE = range(FIRST_EDGE, EDGES).map((edge) => range(0, FACES).filter((face) => inClosure(edge, face)));
const CORNERS_OF_EDGE = range(FIRST_EDGE, EDGES).map((edge) => range(FIRST_CORNER, 8).filter((corner) => inClosure(corner, edge)));
export const EDGES_OF_FACE: readonly (readonly number[])[] = range(0, FACES).map((face) =>
  range(0, EDGES).filter((edge) => inClosure(FIRST_EDGE + edge, face)),
);

const CORNER_OF_CELL = range(0, CELLS).map((cell) => range(0, 8).find((corner) => inClosure(FIRST_CORNER + corner, cell)) ?? 0);

/** What an edge of the star is matched with: a face (0-5), a corner, nothing (critical), or it belongs to an earlier star. */
export const WITH_CORNER = 6;
const CRITICAL = 7;
const EARLIER = 8;

/** Layout of a star in the table: bytes from its start. */
export const PARTS = 0;
export const GAPS = 1;
/** one cell of each part of B: the neighbour at its place came before */
export const PART_CELL = 2;
/** the part that the critical edge of part k leads to, and that edge; k >= 1 */
export const PART_JOINS = 10;
export const PART_EDGE = 18;
/** one face of each gap of B; from the second on it is critical */
export const GAP_FACE = 26;
export const MATCH = 32;
export const STAR_BYTES = 44;

/** The stars met so far. */
export class StarTable {
  /** STAR_BYTES for each star */
  stars = new Uint8Array(1024 * STAR_BYTES);
  private count = 0;
  private slots = new Int32Array(1 << 15).fill(-1);
  private ids = new Int32Array(1 << 15);

  /** Where the star of a boundary part starts in `stars`. */
  find(boundary: number): number {
    const mask = this.slots.length - 1;
    let slot = (Math.imul(boundary, 0x9e3779b1) >>> 12) & mask;
    while (this.slots[slot] !== boundary) {
      if (this.slots[slot] === -1) return this.add(boundary, slot);
      slot = (slot + 1) & mask;
    }
    return this.ids[slot];
  }

  private add(boundary: number, slot: number): number {
    const at = this.count++ * STAR_BYTES;
    if (at + STAR_BYTES > this.stars.length) {
      const larger = new Uint8Array(2 * this.stars.length);
      larger.set(this.stars);
      this.stars = larger;
    }
    describeStar(boundary, this.stars.subarray(at, at + STAR_BYTES));
    this.slots[slot] = boundary;
    this.ids[slot] = at;
    if (2 * this.count > this.slots.length) this.grow();
    return at;
  }

  private grow(): void {
    const { slots, ids } = this;
    this.slots = new Int32Array(2 * slots.length).fill(-1);
    this.ids = new Int32Array(2 * slots.length);
    const mask = this.slots.length - 1;
    for (let k = 0; k < slots.length; k++) {
      if (slots[k] === -1) continue;
      let slot = (Math.imul(slots[k], 0x9e3779b1) >>> 12) & mask;
      while (this.slots[slot] !== -1) slot = (slot + 1) & mask;
      this.slots[slot] = slots[k];
      this.ids[slot] = ids[k];
    }
  }
}

const holds = (mask: number, cell: number): boolean => ((mask >>> cell) & 1) === 1;

function describeStar(boundary: number, star: Uint8Array): void {
  for (let edge = 0; edge < EDGES; edge++) star[MATCH + edge] = holds(boundary, FIRST_EDGE + edge) ? EARLIER : CRITICAL;
  matchFaces(boundary, star);
  const part = partsOf(boundary, star);
  matchCorners(part, star);
}

/** A tree over the faces of each gap: an edge is matched with the face that it leads to. */
function matchFaces(boundary: number, star: Uint8Array): void {
  let seen = boundary;
  let gaps = 0;
  for (let root = 0; root < FACES; root++) {
    if (holds(seen, root)) continue;
    star[GAP_FACE + gaps++] = root;
    const queue = [root];
    seen |= 1 << root;
    for (const face of queue)
      for (const edge of EDGES_OF_FACE[face]) {
        const [one, two] = FACES_OF_EDGE[edge];
        const other = one === face ? two : one;
        if (star[MATCH + edge] !== CRITICAL || holds(seen, other)) continue;
        star[MATCH + edge] = other;
        seen |= 1 << other;
        queue.push(other);
      }
  }
  star[GAPS] = gaps;
}

/** The part of B that each corner lies in, or -1 for a free corner. A part is named by a cell that no other cell of B holds. */
function partsOf(boundary: number, star: Uint8Array): Int8Array {
  const part = new Int8Array(8).fill(-1);
  let parts = 0;
  // larger cells first, so that the cell that names a part is shared with one neighbour alone
  for (let cell = 0; cell < CELLS; cell++) {
    if (!holds(boundary, cell)) continue;
    const first = CORNER_OF_CELL[cell];
    if (part[first] >= 0) continue;
    star[PART_CELL + parts] = cell;
    const queue = [first];
    part[first] = parts;
    for (const corner of queue)
      for (let edge = 0; edge < EDGES; edge++) {
        if (!holds(boundary, FIRST_EDGE + edge) || !CORNERS_OF_EDGE[edge].includes(FIRST_CORNER + corner)) continue;
        for (const end of CORNERS_OF_EDGE[edge]) {
          const other = end - FIRST_CORNER;
          if (part[other] >= 0) continue;
          part[other] = parts;
          queue.push(other);
        }
      }
    parts++;
  }
  star[PARTS] = parts;
  return part;
}

/** A tree over the parts of B and the free corners, from the first part (or a corner): an edge is matched with the corner it leads to. */
function matchCorners(part: Int8Array, star: Uint8Array): void {
  // nodes: parts 0-7, free corners 8-15; `from` is the part that a node hangs on
  const nodeOf = (corner: number): number => (part[corner] >= 0 ? part[corner] : 8 + corner);
  const from = new Map<number, number>([[star[PARTS] > 0 ? 0 : 8, 0]]);
  const queue = [...from.keys()];
  for (const node of queue)
    for (let edge = 0; edge < EDGES; edge++) {
      if (star[MATCH + edge] !== CRITICAL) continue;
      const [a, b] = CORNERS_OF_EDGE[edge].map((corner) => nodeOf(corner - FIRST_CORNER));
      if ((a === node) === (b === node)) continue;
      const other = a === node ? b : a;
      if (from.has(other)) continue;
      const on = from.get(node) ?? 0;
      queue.push(other);
      if (other >= 8) {
        from.set(other, on);
        star[MATCH + edge] = WITH_CORNER;
      } else {
        from.set(other, other);
        star[PART_JOINS + other] = on;
        star[PART_EDGE + other] = edge;
      }
    }
}
