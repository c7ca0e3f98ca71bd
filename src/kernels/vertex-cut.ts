/**
 * Smallest set of vertices that separates two ends of a small graph, of all smallest sets the one nearest to the start.
 *
 * By Menger's theorem it is as large as the number of paths between the ends that share no vertex. Paths are found one by one along
 * shortest augmenting paths (Ford & Fulkerson 1956, Edmonds & Karp 1972) in the graph in which every vertex is split into an entry and an
 * exit. The vertices whose entry can be reached from the start and whose exit cannot are the cut.
 * Exact. Time: (cut + 1) x edges. Stops early when the cut is larger than asked for.
 */

/** Links go both ways. */
export interface CutGraph {
  /** neighbours of vertex v: links[from[v]] .. links[from[v + 1] - 1] */
  readonly from: Uint32Array;
  readonly links: Uint32Array;
  /** vertices next to the start and to the goal */
  readonly atStart: Uint8Array;
  readonly atGoal: Uint8Array;
}

const NONE = -1;
const END = -2;

/** The vertices of the cut, or undefined when every cut has more than `most` vertices. */
export function smallestVertexCut(graph: CutGraph, most: number): number[] | undefined {
  const count = graph.atStart.length;
  // the flow: the vertex before each vertex on its path, END for the start, NONE off any path
  const before = new Int32Array(count).fill(NONE);
  const cameFrom = new Int32Array(2 * count);
  for (let flow = 0; ; flow++) {
    const last = search(graph, before, cameFrom);
    if (last === NONE) break;
    if (flow === most) return undefined;
    augment(last, before, cameFrom);
  }
  const cut: number[] = [];
  for (let v = 0; v < count; v++) if (cameFrom[2 * v] !== NONE && cameFrom[2 * v + 1] === NONE) cut.push(v);
  return cut;
}

/** States are 2 v for the entry of vertex v and 2 v + 1 for its exit. Gives the exit next to the goal that was reached, or NONE. */
function search({ from, links, atStart, atGoal }: CutGraph, before: Int32Array, cameFrom: Int32Array): number {
  const queue: number[] = [];
  cameFrom.fill(NONE);
  const visit = (state: number, source: number): void => {
    if (cameFrom[state] !== NONE) return;
    cameFrom[state] = source;
    queue.push(state);
  };
  for (let v = 0; v < atStart.length; v++) if (atStart[v] !== 0) visit(2 * v, END);
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head];
    const v = state >> 1;
    if ((state & 1) === 0) {
      // a vertex on a path is full: the only way on is to undo the step into it
      if (before[v] === NONE) visit(state + 1, state);
      else if (before[v] !== END) visit(2 * before[v] + 1, state);
      continue;
    }
    if (atGoal[v] !== 0) return state;
    if (before[v] !== NONE) visit(state - 1, state);
    for (let k = from[v]; k < from[v + 1]; k++) visit(2 * links[k], state);
  }
  return NONE;
}

/** Adds the path that ends at an exit to the flow. */
function augment(last: number, before: Int32Array, cameFrom: Int32Array): void {
  const path = [last];
  for (let state = cameFrom[last]; state !== END; state = cameFrom[state]) path.push(state);
  path.reverse();
  let outside = END; // the vertex that the path leaves before the next entry
  for (let k = 0; k < path.length; k++) {
    const v = path[k] >> 1;
    if ((path[k] & 1) === 1) outside = v;
    // from the exit to the entry of the same vertex: its path no longer runs through it
    else before[v] = k > 0 && path[k - 1] === path[k] + 1 ? NONE : outside;
  }
}
