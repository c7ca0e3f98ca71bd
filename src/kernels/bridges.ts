/**
 * Bridges: the few voxels whose label decides whether a large piece of lithium is live or dead. A bridge is the smallest set of voxels
 * without which the piece has no path to the collector any more; of all smallest sets the one nearest to the collector.
 *
 *      # # # # # #      at stake: all above the neck
 *      # # # # # #
 *      . . # . . .      bridge of one voxel
 *      # # # # # #
 *      ===========      collector
 *
 * 1. The live voxels are layered by their steps from the collector (live-graph.ts), and the tree of fronts says where they are narrow
 *    (front-tree.ts). 2. Along every branch, from the collector outward, the narrowest front of each four steps is looked at more
 *    closely: in the voxels within six steps of it the smallest vertex cut is found by maximum flow (vertex-cut.ts). 3. A cut is a
 *    bridge when it is smaller than all bridges below it and a flood shows that it isolates the share asked for.
 *
 * Every bridge given is one: taking its voxels away isolates what is said to be at stake. A single voxel that decides is always found;
 * of larger bridges one may be missed when its front is more than six times as large, so the number is a lower bound and the weakest
 * an upper one. Time: linear in the live voxels, plus the floods. Memory: 6 bytes per voxel, and 25 per live voxel.
 */
import type { Shape3 } from '../volume/index.js';
import { closeGaps } from './close-gaps.js';
import { collectorSeeds } from './collector-seeds.js';
import { frontTree } from './front-tree.js';
import type { Front } from './front-tree.js';
import { selectMask } from './isolation.js';
import type { IsolationOptions } from './isolation.js';
import { liveGraph } from './live-graph.js';
import type { LiveGraph } from './live-graph.js';
import { checkVoxels } from './planes.js';
import { smallestVertexCut } from './vertex-cut.js';

export interface BridgeOptions extends IsolationOptions {
  /** voxels of the largest cut that is called a bridge */
  readonly largestCut: number;
  /** share of the live voxels of the phase that a bridge must decide on */
  readonly leastShare: number;
}

export interface Bridge {
  /** indices of the voxels, ascending */
  readonly voxels: readonly number[];
  /** voxels of the phase that are isolated without it */
  readonly atStake: number;
}

export interface Bridges {
  /** those with most at stake first */
  readonly bridges: readonly Bridge[];
  /** voxels of the phase that hang on at least one bridge */
  readonly bridged: number;
  /** live voxels of the phase */
  readonly live: number;
}

/** fronts along a branch of which the narrowest is looked at */
const BLOCK = 4;
/** steps around a front in which the cut is sought; more than a block, so that no place is left out */
const REACH = 6;
/** a front this much larger than the largest bridge is not looked at */
const SLANT = 6;

/** Every bridge that isolates the share asked for. */
export function findBridges(labels: Uint8Array, shape: Shape3, options: BridgeOptions): Bridges {
  const { phase = 1, connectivity = 18, gapVoxels = 0, largestCut, leastShare } = options;
  checkVoxels(labels, shape);
  const selected = selectMask(labels, [phase, ...(options.conductiveLabels ?? [])]);
  const conducting = gapVoxels > 0 ? closeGaps(selected, shape, gapVoxels) : selected;
  const graph = liveGraph(conducting, collectorSeeds(labels, conducting, shape, options), shape, connectivity);
  const weight = selectMask(labels, [phase]);
  let live = 0;
  for (let node = 0; node < graph.voxel.length; node++) live += weight[graph.voxel[node]];
  if (live === 0) return { bridges: [], bridged: 0, live };

  const least = Math.max(1, Math.ceil(leastShare * live));
  const bridges = new Map<string, Bridge>();
  const isolated = new Flood(graph, weight);
  const todo = frontTree(graph, weight, least, Math.max(26, SLANT * largestCut)).map((front) => ({ front, most: largestCut }));
  for (let task = todo.pop(); task !== undefined; task = todo.pop()) {
    let { most } = task;
    const block = blockFrom(task.front);
    const last = block[block.length - 1];
    const narrow = block.reduce((a, b) => (b.size < a.size ? b : a));
    for (const front of last.children.length === 0 && narrow !== last ? [narrow, last] : [narrow]) {
      const cut = most === 0 || front.nodes.length === 0 ? undefined : cutAt(graph, front, most);
      if (cut === undefined) continue;
      const atStake = isolated.beyond(cut.voxels, cut.goals);
      if (atStake < least) continue;
      most = cut.voxels.length - 1;
      const voxels = cut.voxels.map((node) => graph.voxel[node]).sort((a, b) => a - b);
      bridges.set(voxels.join(), { voxels, atStake });
      isolated.keep();
    }
    if (most > 0) for (const front of last.children) todo.push({ front, most });
  }
  const sorted = [...bridges.values()].sort(
    (a, b) => b.atStake - a.atStake || a.voxels.length - b.voxels.length || a.voxels[0] - b.voxels[0],
  );
  return { bridges: sorted, bridged: isolated.kept(), live };
}

/** The fronts from one outward as long as the branch does not split, up to a block. */
function blockFrom(front: Front): Front[] {
  const block = [front];
  for (let next = front; next.children.length === 1 && block.length < BLOCK;) {
    next = next.children[0];
    block.push(next);
  }
  return block;
}

interface LocalCut {
  /** nodes of the cut */
  readonly voxels: number[];
  /** nodes beyond it, from which its piece is flooded */
  readonly goals: number[];
}

/** Smallest cut near a front between its piece and the collector. */
function cutAt(graph: LiveGraph, front: Front, most: number): LocalCut | undefined {
  // at the end of a branch the front itself is the goal, and the cut is sought below it
  const goalStep = Math.min(front.step + REACH, front.deepest);
  if (goalStep === 0) return undefined;
  const startStep = front.step - REACH;
  const { steps } = graph;
  const local = new Map<number, number>(front.nodes.map((node, k) => [node, k]));
  const nodes = [...front.nodes];
  const found = new Uint32Array(26);
  // the piece beyond the front; what lies at the goal step stands for all that follows
  for (let k = 0; k < nodes.length; k++) {
    if (steps[nodes[k]] === goalStep) continue;
    const n = graph.neighbours(nodes[k], found);
    for (let m = 0; m < n; m++) {
      if (steps[found[m]] < front.step || local.has(found[m])) continue;
      local.set(found[m], nodes.length);
      nodes.push(found[m]);
    }
  }
  // towards the collector, and around the front through it; far nodes stand for the collector
  const hops = new Map<number, number>(front.nodes.map((node) => [node, 0]));
  const inPiece = nodes.length;
  const isStart = (node: number): boolean => steps[node] <= startStep || (hops.get(node) ?? 0) >= 2 * REACH;
  const queue = [...front.nodes];
  for (let head = 0; head < queue.length; head++) {
    const node = queue[head];
    const hop = hops.get(node) ?? 0;
    if (hop > 0 && isStart(node)) continue;
    const n = graph.neighbours(node, found);
    for (let m = 0; m < n; m++) {
      if (local.has(found[m])) continue;
      hops.set(found[m], hop + 1);
      local.set(found[m], nodes.length);
      nodes.push(found[m]);
      queue.push(found[m]);
    }
  }
  // the two ends are no vertices: their neighbours are marked instead
  const isGoal = (k: number): boolean => k < inPiece && steps[nodes[k]] === goalStep;
  const isEnd = (k: number): boolean => isGoal(k) || (k >= inPiece && isStart(nodes[k]));
  const atStart = new Uint8Array(nodes.length);
  const atGoal = new Uint8Array(nodes.length);
  const from = new Uint32Array(nodes.length + 1);
  const links: number[] = [];
  for (let k = 0; k < nodes.length; k++) {
    from[k] = links.length;
    if (isEnd(k)) continue;
    if (steps[nodes[k]] === 0) atStart[k] = 1;
    const n = graph.neighbours(nodes[k], found);
    for (let m = 0; m < n; m++) {
      const other = local.get(found[m]);
      if (other === undefined) continue;
      if (!isEnd(other)) links.push(other);
      else if (isGoal(other)) atGoal[k] = 1;
      else atStart[k] = 1;
    }
  }
  from[nodes.length] = links.length;
  const cut = smallestVertexCut({ from, links: Uint32Array.from(links), atStart, atGoal }, most);
  if (cut === undefined) return undefined;
  return { voxels: cut.map((k) => nodes[k]), goals: nodes.filter((_, k) => isGoal(k)) };
}

/** What is cut off, counted by flooding it. */
class Flood {
  private readonly graph: LiveGraph;
  private readonly weight: Uint8Array;
  /** the number of the last flood that met a node; kept nodes also in `stake` */
  private readonly seen: Uint32Array;
  private readonly stake: Uint8Array;
  private flooded: number[] = [];
  private round = 0;

  constructor(graph: LiveGraph, weight: Uint8Array) {
    this.graph = graph;
    this.weight = weight;
    this.seen = new Uint32Array(graph.voxel.length);
    this.stake = new Uint8Array(graph.voxel.length);
  }

  /** Voxels of the phase that `goals` reach without the cut; 0 when they reach the collector. */
  beyond(cut: readonly number[], goals: readonly number[]): number {
    const round = ++this.round;
    for (const node of cut) this.seen[node] = round;
    this.flooded = goals.filter((node) => this.seen[node] !== round);
    for (const node of this.flooded) this.seen[node] = round;
    const found = new Uint32Array(26);
    let voxels = 0;
    for (let k = 0; k < this.flooded.length; k++) {
      const node = this.flooded[k];
      if (this.graph.steps[node] === 0) return 0;
      voxels += this.weight[this.graph.voxel[node]];
      const n = this.graph.neighbours(node, found);
      for (let m = 0; m < n; m++) {
        if (this.seen[found[m]] === round) continue;
        this.seen[found[m]] = round;
        this.flooded.push(found[m]);
      }
    }
    return voxels;
  }

  /** Counts the last flood among what is at stake. */
  keep(): void {
    for (const node of this.flooded) this.stake[node] = this.weight[this.graph.voxel[node]];
  }

  kept(): number {
    return this.stake.reduce((sum, mark) => sum + mark, 0);
  }
}
