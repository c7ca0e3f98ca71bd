/**
 * The conducting voxels that current reaches, as a graph: numbered in the order in which a flood from the collector meets them, with the
 * number of steps from the collector. Neighbours differ by at most one step.
 * Time: voxels times neighbours. Memory: 4 bytes per voxel, and 8 per live voxel.
 */
import type { Shape3 } from '../volume/index.js';
import type { Connectivity } from './components.js';
import { neighbourSteps } from './neighbourhood.js';

/** Nodes are live voxels, by their order in the flood. */
export interface LiveGraph {
  /** node of each voxel plus 1; 0: not live */
  readonly nodeOf: Uint32Array;
  /** voxel of each node, ascending in steps from the collector */
  readonly voxel: Uint32Array;
  /** steps from the collector; 0 for seeds */
  readonly steps: Uint32Array;
  /** first node of each number of steps, and the number of nodes at the end */
  readonly layerStart: readonly number[];
  /** writes the neighbours of a node into `out` and gives their number */
  neighbours(node: number, out: Uint32Array): number;
}

/** The conducting voxels that the seeds reach; both masks hold 0 or 1 per voxel. */
export function liveGraph(conducting: Uint8Array, seeds: Uint8Array, shape: Shape3, connectivity: Connectivity): LiveGraph {
  const [nz, ny, nx] = shape;
  const plane = ny * nx;
  const offsets = neighbourSteps(connectivity);
  let count = 0;
  for (let i = 0; i < conducting.length; i++) if (conducting[i] !== 0) count++;
  const nodeOf = new Uint32Array(conducting.length);
  const voxel = new Uint32Array(count);
  const steps = new Uint32Array(count);
  const layerStart = [0];
  let nodes = 0;
  for (let i = 0; i < seeds.length; i++)
    if (seeds[i] !== 0) {
      voxel[nodes] = i;
      nodeOf[i] = ++nodes;
    }
  for (let step = 0, first = 0; first < nodes; step++) {
    const end = nodes;
    layerStart.push(end);
    for (let node = first; node < end; node++) {
      const i = voxel[node];
      const z = Math.floor(i / plane);
      const y = Math.floor((i - z * plane) / nx);
      const x = i - z * plane - y * nx;
      for (let s = 0; s < offsets.length; s += 3) {
        const a = z + offsets[s];
        const b = y + offsets[s + 1];
        const c = x + offsets[s + 2];
        if (a < 0 || b < 0 || c < 0 || a >= nz || b >= ny || c >= nx) continue;
        const j = a * plane + b * nx + c;
        if (conducting[j] === 0 || nodeOf[j] !== 0) continue;
        voxel[nodes] = j;
        steps[nodes] = step + 1;
        nodeOf[j] = ++nodes;
      }
    }
    first = end;
  }
  const neighbours = (node: number, out: Uint32Array): number => {
    const i = voxel[node];
    const z = Math.floor(i / plane);
    const y = Math.floor((i - z * plane) / nx);
    const x = i - z * plane - y * nx;
    let found = 0;
    for (let s = 0; s < offsets.length; s += 3) {
      const a = z + offsets[s];
      const b = y + offsets[s + 1];
      const c = x + offsets[s + 2];
      if (a < 0 || b < 0 || c < 0 || a >= nz || b >= ny || c >= nx) continue;
      const other = nodeOf[a * plane + b * nx + c];
      if (other !== 0) out[found++] = other - 1;
    }
    return found;
  };
  return { nodeOf, voxel: voxel.subarray(0, nodes), steps: steps.subarray(0, nodes), layerStart, neighbours };
}
