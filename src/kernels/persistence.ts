/**
 * Persistent homology of a function on voxels: as a level rises, the voxels at or below it form a growing body, whose pieces
 * (dimension 0), loops (1) and voids (2) are born and die. Each diagram lists birth and death values of all that live for longer than
 * nothing. Exact, over the field of two elements.
 *
 * Foreground connectivity 26: voxels are closed cubes, the faces between them take the smaller value (top-dimensional cells).
 * Connectivity 6: voxels are points joined by edges, squares and cubes that take the largest value. It is worked out on the complement,
 * whose pieces are the voids and whose voids are the pieces (Alexander duality). The outside of the box never belongs to the body.
 *
 *   order voxels by value, then index          a total order: no two events at once
 *   star of each voxel                         cube-stars.ts: most arrivals change nothing
 *   voids, from the last voxel to the first    joining neighbours, the younger void ends (union-find)
 *   pieces, from the first to the last         the same on the body
 *   loops                                      an edge that joins nothing opens a loop; a face that closes no void fills one, found by
 *                                              adding the annotations of its edges (cycle-annotations.ts). Annotations follow the matching
 *                                              and are worked out only for the edges that such faces ask for.
 *
 * Time: about linear in voxels for images with few events, at most cubic in the number of events. Memory: 36 bytes per voxel.
 */
import { InvalidInputError } from '../base/index.js';
import type { Shape3 } from '../volume/index.js';
import { PART_CELL, PART_EDGE, PART_JOINS, PARTS, GAP_FACE, GAPS } from './cube-stars.js';
import { LoopTracer } from './persistence-loops.js';
import { buildStarField, imageIndex } from './persistence-stars.js';
import type { StarField } from './persistence-stars.js';
import { VoxelForest } from './voxel-forest.js';

export interface PersistenceDiagram {
  /** sorted by birth, then death */
  readonly births: Float32Array;
  readonly deaths: Float32Array;
}

export interface PersistenceDiagrams {
  /** pieces, loops and voids that die; the piece that never does is born at `lowest` */
  readonly pairs: readonly [PersistenceDiagram, PersistenceDiagram, PersistenceDiagram];
  readonly lowest: number;
}

/** Voxels and their faces are numbered by 32-bit integers. */
const MAX_VOXELS = 2 ** 28;

/** Diagrams of the sublevel sets of `values`. */
export function persistence(values: Float32Array, shape: Shape3, connectivity: 6 | 26): PersistenceDiagrams {
  const [nz, ny, nx] = shape;
  if ((nz + 2) * (ny + 2) * (nx + 2) > MAX_VOXELS)
    throw new InvalidInputError(
      `Persistence of ${shape.join(' x ')} voxels needs more memory than can be addressed; measure a smaller region or a coarser level.`,
      { code: 'over-memory-budget' },
    );
  if (values.length !== nz * ny * nx || values.length === 0)
    throw new InvalidInputError(
      `There are ${values.length} values; the shape ${shape.join(' x ')} needs ${nz * ny * nx}, and at least one.`,
    );
  const body = connectivity === 26 ? values : values.map((value) => -value);
  const field = buildStarField(body, shape, connectivity === 26 ? 'last' : 'first');
  const events: Events = [[], [], []];
  const closing = pairVoids(field, events);
  pairPiecesAndLoops(field, closing, events);
  const valueAt = (rank: number): number => values[imageIndex(field, shape, rank)];
  const lowest = valueAt(connectivity === 26 ? 0 : values.length - 1);
  const [first, loops, last] = events.map((ranks) => diagram(ranks, valueAt, connectivity === 6));
  return { pairs: connectivity === 26 ? [first, loops, last] : [last, loops, first], lowest };
}

/** Per dimension: ranks of the voxels of birth and death, one after another. */
type Events = readonly [number[], number[], number[]];

/** Voids of the body are pieces of what is not there yet. Gives, for each voxel with events, the number of faces that close a void. */
function pairVoids(field: StarField, events: Events): Uint8Array {
  const { eventful, voxelAt, rank, stars, starOf, steps } = field;
  const forest = new VoxelForest(field, 'later');
  const closing = new Uint8Array(eventful.length);
  for (let k = eventful.length - 1; k >= 0; k--) {
    const voxel = voxelAt[eventful[k]];
    const star = starOf[voxel];
    for (let gap = 1; gap < stars[star + GAPS]; gap++) {
      const loser = forest.join(voxel + steps[stars[star + GAP_FACE]], voxel + steps[stars[star + GAP_FACE + gap]]);
      if (loser < 0) continue;
      closing[k]++;
      events[2].push(eventful[k], rank[loser]);
    }
  }
  return closing;
}

function pairPiecesAndLoops(field: StarField, closing: Uint8Array, events: Events): void {
  const { eventful, voxelAt, rank, stars, starOf, steps } = field;
  const forest = new VoxelForest(field, 'earlier');
  const tracer = new LoopTracer(field);
  for (let k = 0; k < eventful.length; k++) {
    const voxel = voxelAt[eventful[k]];
    const star = starOf[voxel];
    for (let part = 1; part < stars[star + PARTS]; part++) {
      const joined = stars[star + PART_JOINS + part];
      const loser = forest.join(voxel + steps[stars[star + PART_CELL + part]], voxel + steps[stars[star + PART_CELL + joined]]);
      const edge = stars[star + PART_EDGE + part];
      if (loser < 0) tracer.open(voxel, edge, eventful[k]);
      else {
        tracer.skip(voxel, edge);
        events[0].push(rank[loser], eventful[k]);
      }
    }
    // all faces close voids: nothing to look for
    if (stars[star + GAPS] - 1 === closing[k]) continue;
    for (let gap = 1; gap < stars[star + GAPS]; gap++) {
      const born = tracer.fill(voxel, stars[star + GAP_FACE + gap]);
      if (born >= 0) events[1].push(born, eventful[k]);
    }
  }
}

/** Values of the pairs that live for a while; `turned`: of the complement, so births are deaths. */
function diagram(ranks: readonly number[], valueAt: (rank: number) => number, turned: boolean): PersistenceDiagram {
  const pairs: (readonly [number, number])[] = [];
  for (let k = 0; k < ranks.length; k += 2) {
    const a = valueAt(ranks[k]);
    const b = valueAt(ranks[k + 1]);
    if (a !== b) pairs.push(turned ? [b, a] : [a, b]);
  }
  pairs.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  return { births: Float32Array.from(pairs, ([birth]) => birth), deaths: Float32Array.from(pairs, ([, death]) => death) };
}
