/** Bridges: necks with known cuts, and every single voxel that decides against trying them all. */
import { describe, expect, test } from 'vitest';
import { findBridges } from '../../src/kernels/bridges.js';
import type { BridgeOptions } from '../../src/kernels/bridges.js';
import { isolationStates } from '../../src/kernels/isolation.js';
import { smallestVertexCut } from '../../src/kernels/vertex-cut.js';
import type { Shape3 } from '../../src/volume/index.js';
import { maskOf, noise } from './shapes.js';

const OPTIONS: BridgeOptions = { collectorFaces: ['z-'], connectivity: 18, largestCut: 9, leastShare: 0.01 };

/** live voxels of the phase */
function live(mask: Uint8Array, shape: Shape3, options: BridgeOptions): number {
  return isolationStates(mask, shape, options).reduce((sum, state) => sum + (state === 1 ? 1 : 0), 0);
}

/** what taking voxels away really isolates, those voxels left out */
function isolatedWithout(mask: Uint8Array, shape: Shape3, voxels: readonly number[], options: BridgeOptions): number {
  const changed = mask.slice();
  let taken = 0;
  for (const i of voxels) {
    taken += changed[i] === 1 ? 1 : 0;
    changed[i] = 0;
  }
  return live(mask, shape, options) - taken - live(changed, shape, options);
}

const inBox = (v: number, from: number, length: number): boolean => v >= from && v < from + length;

describe('bridges', () => {
  test.each([
    [1, 1, 1],
    [1, 1, 4],
    [2, 2, 1],
    [3, 3, 1],
    [1, 9, 2],
    [3, 2, 12],
  ])('two plates with a neck of %i x %i voxels, %i long: one bridge of the size of the neck', (wide, deep, long) => {
    const shape: Shape3 = [6 + long + 5, 20, 20];
    const mask = maskOf(shape, (z, y, x) => z < 6 || z >= 6 + long || (inBox(y, 5, wide) && inBox(x, 6, deep)));
    const { bridges, bridged, live: all } = findBridges(mask, shape, OPTIONS);
    expect(bridges.map(({ voxels }) => voxels.length)).toEqual([wide * deep]);
    // the smallest cut nearest to the collector: the first layer of the neck
    expect(bridges[0]!.voxels.every((i) => Math.floor(i / 400) === 6)).toBe(true);
    expect(bridges[0]!.atStake).toBe(5 * 400 + (long - 1) * wide * deep);
    expect([bridged, all]).toEqual([bridges[0]!.atStake, 11 * 400 + long * wide * deep]);
  });

  test('a neck larger than asked for is no bridge', () => {
    const shape: Shape3 = [14, 20, 20];
    const mask = maskOf(shape, (z, y, x) => z < 6 || z >= 8 || (inBox(y, 5, 4) && inBox(x, 6, 3)));
    expect(findBridges(mask, shape, OPTIONS)).toMatchObject({ bridges: [], bridged: 0 });
    expect(findBridges(mask, shape, { ...OPTIONS, largestCut: 12 }).bridges.map(({ voxels }) => voxels.length)).toEqual([12]);
  });

  test('the foot of a pillar on the collector is a bridge; what is no smaller further out is not', () => {
    const shape: Shape3 = [30, 12, 12];
    // foot of 4, a body, a neck of 4, a body, a neck of 2, a body
    const cross = (z: number): number => (z < 3 ? 2 : z < 10 ? 8 : z < 12 ? 2 : z < 19 ? 8 : z < 21 ? 1 : 8);
    const mask = maskOf(shape, (z, y, x) => inBox(y, 2, cross(z)) && inBox(x, 2, z >= 19 && z < 21 ? 2 : cross(z)));
    const { bridges } = findBridges(mask, shape, OPTIONS);
    expect(bridges.map(({ voxels }) => [Math.floor(voxels[0]! / 144), voxels.length])).toEqual([
      [0, 4],
      [19, 2],
    ]);
    expect(findBridges(mask, shape, { ...OPTIONS, haloVoxels: 3 }).bridges.map(({ voxels }) => voxels.length)).toEqual([4, 2]);
  });

  test('least share: a small piece on one voxel does not count until it is asked for', () => {
    const shape: Shape3 = [14, 20, 20];
    const mask = maskOf(
      shape,
      (z, y, x) => z < 6 || (z === 6 && y === 4 && x === 4) || (inBox(z, 7, 3) && inBox(y, 3, 3) && inBox(x, 3, 3)),
    );
    expect(findBridges(mask, shape, { ...OPTIONS, leastShare: 0.02 }).bridges).toEqual([]);
    expect(findBridges(mask, shape, OPTIONS).bridges).toMatchObject([{ voxels: [6 * 400 + 4 * 20 + 4], atStake: 27 }]);
  });

  test('a neck slanted against the grid is cut where it is thinnest', () => {
    const shape: Shape3 = [30, 24, 40];
    const mask = maskOf(shape, (z, y, x) => z < 8 || z >= 22 || Math.hypot(y - 12, (x - 8 - 1.2 * (z - 8)) / 1.56) < 1.5);
    const { bridges } = findBridges(mask, shape, OPTIONS);
    expect(bridges).toHaveLength(1);
    expect(isolatedWithout(mask, shape, bridges[0]!.voxels, OPTIONS)).toBe(bridges[0]!.atStake);
  });

  test('a collector body: its neighbours are the seeds, and copper that conducts may be the bridge', () => {
    const shape: Shape3 = [16, 12, 12];
    const labels = maskOf(shape, (z, y, x) => z >= 3 && (z < 7 || z >= 8 || (y === 5 && x === 5)));
    for (let i = 0; i < 3 * 144; i++) labels[i] = 5;
    const options = { ...OPTIONS, collectorBodyLabel: 5 };
    expect(findBridges(labels, shape, options).bridges.map(({ voxels }) => voxels)).toEqual([[7 * 144 + 5 * 12 + 5]]);
    labels[7 * 144 + 5 * 12 + 5] = 5;
    expect(findBridges(labels, shape, options).bridges).toEqual([]);
    expect(findBridges(labels, shape, { ...options, conductiveLabels: [1, 5] }).bridges).toHaveLength(1);
  });

  test.each([6, 18, 26] as const)(
    'random lithium, %i neighbours: single voxels that decide are all found, and every bridge is one',
    (connectivity) => {
      for (let seed = 1; seed <= 8; seed++) {
        const shape: Shape3 = [9, 8, 7];
        const mask = noise(shape, connectivity === 6 ? 0.45 : 0.25, seed + connectivity);
        const options = { ...OPTIONS, connectivity, leastShare: 0.08 };
        const { bridges, live: all } = findBridges(mask, shape, options);
        expect(all).toBe(live(mask, shape, options));
        for (const { voxels, atStake } of bridges) {
          const isolated = isolatedWithout(mask, shape, voxels, options);
          expect(atStake).toBeLessThanOrEqual(isolated);
          expect(atStake).toBeGreaterThanOrEqual(0.08 * all);
        }
        let single = false;
        for (let i = 0; i < mask.length && !single; i++)
          if (mask[i] === 1) single = isolatedWithout(mask, shape, [i], options) >= 0.08 * all;
        const weakest = Math.min(...bridges.map(({ voxels }) => voxels.length));
        // one voxel may isolate several small pieces that only together are large enough
        if (weakest === 1) expect(single).toBe(true);
        else if (single) expect(Math.max(...singlePieces(mask, shape, options))).toBeLessThan(0.08 * all);
      }
    },
  );

  test.each(['empty', 'full', 'one voxel', 'one slice', 'only seeds'])('%s', (kind) => {
    const shape: Shape3 = kind === 'one slice' ? [1, 6, 6] : [6, 6, 6];
    const mask = maskOf(shape, (z) => kind === 'full' || kind === 'one slice' || (kind === 'only seeds' && z === 0));
    if (kind === 'one voxel') mask[14] = 1;
    const { bridges, live: all } = findBridges(mask, shape, OPTIONS);
    expect(bridges).toEqual([]);
    expect(all).toBe(live(mask, shape, OPTIONS));
  });
});

/** the largest connected piece that each single voxel isolates */
function singlePieces(mask: Uint8Array, shape: Shape3, options: BridgeOptions): number[] {
  const before = isolationStates(mask, shape, options);
  return Array.from(mask.keys())
    .filter((i) => before[i] === 1)
    .map((i) => {
      const changed = mask.slice();
      changed[i] = 0;
      const after = isolationStates(changed, shape, options);
      const lost = changed.map((_, k) => (before[k] === 1 && after[k] !== 1 && k !== i ? 1 : 0));
      return largestPiece(lost, shape, options.connectivity ?? 18);
    });
}

function largestPiece(mask: Uint8Array, [nz, ny, nx]: Shape3, connectivity: number): number {
  const seen = new Set<number>();
  let largest = 0;
  const reach = connectivity === 6 ? 1 : connectivity === 18 ? 2 : 3;
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || seen.has(start)) continue;
    const stack = [start];
    seen.add(start);
    let size = 0;
    while (stack.length > 0) {
      const i = stack.pop()!;
      size++;
      const [z, y, x] = [Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx];
      for (let dz = -1; dz <= 1; dz++)
        for (let dy = -1; dy <= 1; dy++)
          for (let dx = -1; dx <= 1; dx++) {
            if (Math.abs(dz) + Math.abs(dy) + Math.abs(dx) > reach) continue;
            const [a, b, c] = [z + dz, y + dy, x + dx];
            if (a < 0 || b < 0 || c < 0 || a >= nz || b >= ny || c >= nx) continue;
            const j = (a * ny + b) * nx + c;
            if (mask[j] === 0 || seen.has(j)) continue;
            seen.add(j);
            stack.push(j);
          }
    }
    largest = Math.max(largest, size);
  }
  return largest;
}

describe('smallest vertex cut', () => {
  /** graph from pairs; vertices 0..n-1 */
  function graphOf(n: number, pairs: readonly (readonly [number, number])[], starts: readonly number[], goals: readonly number[]) {
    const lists: number[][] = Array.from({ length: n }, () => []);
    for (const [a, b] of pairs) {
      lists[a]!.push(b);
      lists[b]!.push(a);
    }
    const from = new Uint32Array(n + 1);
    lists.forEach((list, v) => (from[v + 1] = from[v]! + list.length));
    const atStart = Uint8Array.from({ length: n }, (_, v) => (starts.includes(v) ? 1 : 0));
    const atGoal = Uint8Array.from({ length: n }, (_, v) => (goals.includes(v) ? 1 : 0));
    return { from, links: Uint32Array.from(lists.flat()), atStart, atGoal };
  }

  test('random graphs: as small as the smallest set that separates, found by trying all sets', () => {
    let random = 7;
    const next = (n: number): number => (random = (random * 1103515245 + 12345) % 2147483648) % n;
    for (let round = 0; round < 60; round++) {
      const n = 8;
      const pairs = Array.from({ length: 5 + next(12) }, () => [next(n), next(n)] as const).filter(([a, b]) => a !== b);
      const graph = graphOf(n, pairs, [0, 1 + next(3)], [n - 1, n - 1 - next(3)]);
      const cut = smallestVertexCut(graph, n)!;
      let smallest = n;
      for (let set = 0; set < 1 << n; set++) {
        const size = bits(set);
        if (size < smallest && separated(graph, set)) smallest = size;
      }
      expect(cut.length).toBe(smallest);
      expect(
        separated(
          graph,
          cut.reduce((set, v) => set | (1 << v), 0),
        ),
      ).toBe(true);
      if (smallest > 0) expect(smallestVertexCut(graph, smallest - 1)).toBeUndefined();
    }
  });

  const bits = (set: number): number => set.toString(2).replaceAll('0', '').length;

  function separated({ from, links, atStart, atGoal }: ReturnType<typeof graphOf>, without: number): boolean {
    const stack = Array.from(atStart.keys()).filter((v) => atStart[v] === 1 && ((without >> v) & 1) === 0);
    const seen = new Set(stack);
    while (stack.length > 0) {
      const v = stack.pop()!;
      if (atGoal[v] === 1) return false;
      for (let k = from[v]!; k < from[v + 1]!; k++) {
        const u = links[k]!;
        if (seen.has(u) || ((without >> u) & 1) === 1) continue;
        seen.add(u);
        stack.push(u);
      }
    }
    return true;
  }
});
