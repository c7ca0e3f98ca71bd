/**
 * Joins the components of slabs into those of the volume. Slabs come in order along z; of each only the runs of its first and last
 * plane are needed, and of the slab before only the last plane is kept. Since components of a slab are numbered in raster
 * order of their first voxel and the smaller number is the root, the components of the volume are in that order as well,
 * whatever the cuts. Union-find as in component-runs.ts. Memory: 4 bytes per component of a slab.
 */
import { InvalidInputError } from '../base/index.js';
import type { PlaneRuns } from './component-runs.js';
import { rootOf } from './union-find.js';

export interface ComponentPart {
  /** components of the slab, numbered from 1 */
  readonly components: number;
  readonly first: PlaneRuns;
  readonly last: PlaneRuns;
}

export interface ComponentMerge {
  readonly connectivity: 6 | 18 | 26;
  /** union-find over the components of all slabs */
  parent: Uint32Array;
  /** components of all slabs so far, and where those of each slab begin */
  nodes: number;
  readonly offsets: number[];
  last: PlaneRuns | undefined;
}

export interface MergedComponents {
  readonly count: number;
  /** per slab the component of the volume (1..count) of its component k at k - 1 */
  readonly labels: readonly Uint32Array[];
}

/** No slab yet. */
export function startMerge(connectivity: 6 | 18 | 26): ComponentMerge {
  return { connectivity, parent: new Uint32Array(1024), nodes: 0, offsets: [], last: undefined };
}

/** Adds the next slab. */
export function addPart(merge: ComponentMerge, part: ComponentPart): void {
  const offset = merge.nodes;
  if (offset + part.components >= 2 ** 32)
    throw new InvalidInputError(
      `The volume has more than ${2 ** 32 - 1} components or parts of them in slabs, more than 32-bit labels can name; measure a smaller region.`,
    );
  merge.offsets.push(offset);
  merge.nodes += part.components;
  if (merge.nodes > merge.parent.length) {
    const grown = new Uint32Array(Math.min(2 ** 32 - 1, Math.max(merge.nodes, 2 * merge.parent.length)));
    grown.set(merge.parent);
    merge.parent = grown;
  }
  for (let node = offset; node < merge.nodes; node++) merge.parent[node] = node;
  if (merge.last !== undefined) {
    const before = merge.offsets[merge.offsets.length - 2];
    joinPlanes(merge.parent, part.first, offset - 1, merge.last, before - 1, merge.connectivity);
  }
  merge.last = part.last;
}

/** Numbers the components of the volume. */
export function finishMerge({ parent, nodes, offsets }: ComponentMerge): MergedComponents {
  let count = 0;
  const labels = offsets.map((offset, slab) => new Uint32Array((offsets[slab + 1] ?? nodes) - offset));
  for (let slab = 0; slab < offsets.length; slab++) {
    const own = labels[slab];
    for (let k = 0, node = offsets[slab]; k < own.length; k++, node++) {
      // parents come before children and turn into labels in place
      const label = parent[node] === node ? ++count : parent[parent[node]];
      parent[node] = label;
      own[k] = label;
    }
  }
  return { count, labels };
}

/** Joins the runs of plane `a` with those of the plane before it; run numbers plus an offset are nodes. */
function joinPlanes(parent: Uint32Array, a: PlaneRuns, offsetA: number, b: PlaneRuns, offsetB: number, connectivity: 6 | 18 | 26): void {
  const ny = a.rows.length - 1;
  const face = connectivity === 6 ? 0 : 1;
  const edge = connectivity === 26 ? 1 : 0;
  for (let y = 0; y < ny; y++) {
    if (a.rows[y] === a.rows[y + 1]) continue;
    joinRows(parent, a, y, offsetA, b, y, offsetB, face);
    if (connectivity === 6) continue;
    if (y > 0) joinRows(parent, a, y, offsetA, b, y - 1, offsetB, edge);
    if (y + 1 < ny) joinRows(parent, a, y, offsetA, b, y + 1, offsetB, edge);
  }
}

/** Joins each run of row `ya` with the runs of row `yb` that come within `reach` of it. */
function joinRows(
  parent: Uint32Array,
  { rows: rowsA, runs: runsA }: PlaneRuns,
  ya: number,
  offsetA: number,
  { rows: rowsB, runs: runsB }: PlaneRuns,
  yb: number,
  offsetB: number,
  reach: number,
): void {
  const lastA = 3 * rowsA[ya + 1];
  const lastB = 3 * rowsB[yb + 1];
  let i = 3 * rowsA[ya];
  let j = 3 * rowsB[yb];
  while (i < lastA && j < lastB) {
    if (runsB[j] < runsA[i + 1] + reach && runsA[i] < runsB[j + 1] + reach) join(parent, runsA[i + 2] + offsetA, runsB[j + 2] + offsetB);
    // the run that ends first can meet nothing further
    if (runsA[i + 1] < runsB[j + 1]) i += 3;
    else j += 3;
  }
}

function join(parent: Uint32Array, a: number, b: number): void {
  const ra = rootOf(parent, a);
  const rb = rootOf(parent, b);
  if (ra < rb) parent[rb] = ra;
  else parent[ra] = rb;
}
