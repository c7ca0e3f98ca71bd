/**
 * Which piece a voxel belongs to, in the body or in what is not there yet. A voxel hangs on one neighbour that came earlier (or comes
 * later); pieces are joined by hanging the younger root on the elder (union-find, Tarjan 1975, doi 10.1145/321879.321884). Links
 * are looked up only when somebody asks, and shortened on the way.
 */
import { GAP_FACE, GAPS, PART_CELL, PARTS } from './cube-stars.js';
import type { StarField } from './persistence-stars.js';

export class VoxelForest {
  private readonly field: StarField;
  /** 1 + the voxel that each voxel hangs on; 0: not looked up yet */
  private readonly link: Int32Array;
  private readonly first: number;
  private readonly count: number;
  private readonly sign: 1 | -1;

  constructor(field: StarField, towards: 'earlier' | 'later') {
    this.field = field;
    this.link = new Int32Array(field.rank.length);
    this.first = towards === 'earlier' ? PART_CELL : GAP_FACE;
    this.count = towards === 'earlier' ? PARTS : GAPS;
    this.sign = towards === 'earlier' ? 1 : -1;
  }

  /** Joins the pieces of two voxels. The root that ends, or -1 when they were one piece. */
  join(a: number, b: number): number {
    const p = this.root(a);
    const q = this.root(b);
    if (p === q) return -1;
    const { rank } = this.field;
    const [elder, younger] = (rank[p] - rank[q]) * this.sign < 0 ? [p, q] : [q, p];
    this.link[younger] = elder + 1;
    return younger;
  }

  /** The first voxel of the piece; 0 for the outside. */
  private root(voxel: number): number {
    const { link } = this;
    let last = voxel;
    for (;;) {
      if (link[last] === 0) link[last] = this.start(last) + 1;
      const next = link[last] - 1;
      if (next === last) break;
      last = next;
    }
    while (link[voxel] !== last + 1) {
      const next = link[voxel] - 1;
      link[voxel] = last + 1;
      voxel = next;
    }
    return last;
  }

  /** The neighbour that a voxel hangs on at first, itself when there is none, 0 from the outside. */
  private start(voxel: number): number {
    const { rank, stars, starOf, steps, voxelAt } = this.field;
    const own = rank[voxel];
    if (own < 0 || own >= voxelAt.length) return 0;
    const star = starOf[voxel];
    return stars[star + this.count] === 0 ? voxel : voxel + steps[stars[star + this.first]];
  }
}
