/** Loops of the body while it grows: annotations of edges, worked out along the matching of the stars when somebody asks. */
import { EDGES_OF_FACE, MATCH, PLACES, WITH_CORNER } from './cube-stars.js';
import { CycleAnnotations, NOTHING } from './cycle-annotations.js';
import type { StarField } from './persistence-stars.js';

const FIRST_EDGE = 6;
const EDGES = 12;
/** the edges of each face, four after four */
const SIDES = Uint8Array.from(EDGES_OF_FACE.flat());
const FACE_BITS = 3;
const UNSEEN = -2;
const NO_FACE = -1;

export class LoopTracer {
  private readonly field: StarField;
  private readonly annotations = new CycleAnnotations();
  /** annotation of each edge of the grid, 0: not known yet. An edge is `axis * voxels of the padded grid + its lower corner` */
  private readonly known: Int32Array;
  /** rank of the voxel where each loop was opened */
  private readonly born: number[] = [];
  /** from a voxel to the number of each of its edges */
  private readonly edgeAt: Int32Array;
  /** edges whose annotation is asked for, and the face that each is matched with */
  private readonly waiting: number[] = [];
  private readonly faces: number[] = [];

  constructor(field: StarField) {
    this.field = field;
    const size = field.rank.length;
    this.known = new Int32Array(3 * size);
    this.edgeAt = Int32Array.from({ length: EDGES }, (_, edge) => {
      const place = PLACES[FIRST_EDGE + edge];
      const corner = field.strides.reduce((sum, stride, axis) => sum + (place[axis] > 0 ? stride : 0), 0);
      return (edge >> 2) * size + corner;
    });
  }

  /** An edge of the star of a voxel opens a loop. */
  open(voxel: number, edge: number, rank: number): void {
    this.known[voxel + this.edgeAt[edge]] = this.annotations.open();
    this.born.push(rank);
  }

  /** An edge joins two pieces, so it is in no loop yet. */
  skip(voxel: number, edge: number): void {
    this.known[voxel + this.edgeAt[edge]] = NOTHING;
  }

  /** A face arrives: the rank at which the loop that it fills was opened, or -1 when its border is filled already. */
  fill(voxel: number, face: number): number {
    const { annotations, edgeAt } = this;
    let sum = NOTHING;
    for (const edge of EDGES_OF_FACE[face]) sum = annotations.sum(sum, this.annotationOf(voxel + edgeAt[edge]));
    return sum === NOTHING ? -1 : this.born[annotations.fill(sum)];
  }

  /** Edges are matched with faces: the annotation is the sum over the other edges of that face, which are earlier ones. */
  private annotationOf(asked: number): number {
    const { known, waiting, faces, annotations } = this;
    if (known[asked] !== 0) return annotations.current(known[asked]);
    waiting.push(asked);
    faces.push(UNSEEN);
    while (waiting.length > 0) {
      const edge = waiting[waiting.length - 1];
      const last = waiting.length - 1;
      if (known[edge] === 0 && faces[last] === UNSEEN) faces[last] = this.faceOf(edge);
      if (known[edge] === 0) known[edge] = faces[last] === NO_FACE ? NOTHING : this.sumAround(edge, faces[last]);
      if (known[edge] === 0) continue;
      waiting.pop();
      faces.pop();
    }
    return known[asked];
  }

  /** Sum over the other edges of the face of an edge; 0 when some had to be put on the stack first. */
  private sumAround(edge: number, at: number): number {
    const { known, waiting, faces, annotations, edgeAt } = this;
    const voxel = at >> FACE_BITS;
    const first = (at & ((1 << FACE_BITS) - 1)) * 4;
    let sum = NOTHING;
    let complete = true;
    for (let k = first; k < first + 4; k++) {
      const side = voxel + edgeAt[SIDES[k]];
      if (side === edge) continue;
      const annotation = known[side];
      if (annotation === 0) {
        waiting.push(side);
        faces.push(UNSEEN);
        complete = false;
      } else if (complete && annotation !== NOTHING) sum = annotations.sum(sum, annotations.current(annotation));
    }
    return complete ? sum : 0;
  }

  /** Voxel and face that an edge is matched with, as one number; NO_FACE when it is matched with a corner or lies outside. */
  private faceOf(edge: number): number {
    const { rank, starOf, stars, strides, voxelAt } = this.field;
    const size = rank.length;
    const axis = edge >= 2 * size ? 2 : edge >= size ? 1 : 0;
    const corner = edge - axis * size;
    const b = strides[axis === 0 ? 1 : 0];
    const c = strides[axis === 2 ? 1 : 2];
    // the first of the four voxels around the edge, and the place of the edge in it
    let voxel = corner;
    let own = rank[corner];
    let local = 0;
    for (let around = 1; around < 4; around++) {
      const other = corner - ((around & 1) === 0 ? 0 : b) - (around < 2 ? 0 : c);
      if (rank[other] >= own) continue;
      voxel = other;
      own = rank[other];
      local = around;
    }
    if (own < 0 || own >= voxelAt.length) return NO_FACE;
    const match = stars[starOf[voxel] + MATCH + 4 * axis + local];
    return match === WITH_CORNER ? NO_FACE : (voxel << FACE_BITS) | match;
  }
}
