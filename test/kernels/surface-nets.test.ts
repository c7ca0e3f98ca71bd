/** Surfaces of bodies whose volume, area and Euler number are known; slabs, axes and spacing; hexahedra and blocks of the same labels. */
import { describe, expect, test } from 'vitest';
import { coarsenBlocks, coarseShape, hexCounts, hexLabels, hexNodes, hexPoints, surfaceNet } from '../../src/kernels/index.js';
import type { NetPart } from '../../src/kernels/index.js';
import { createRng } from '../../src/base/index.js';
import type { Shape3, Vec3 } from '../../src/volume/index.js';

type Inside = (z: number, y: number, x: number) => boolean;

function body(shape: Shape3, inside: Inside, value = 1): Uint8Array {
  const [nz, ny, nx] = shape;
  const out = new Uint8Array(nz * ny * nx);
  for (let z = 0, o = 0; z < nz; z++) for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++, o++) out[o] = inside(z, y, x) ? value : 0;
  return out;
}

const CUBIC: Vec3 = [1, 1, 1];

/** Parts of slabs of `step` layers, each with no more planes than it needs. */
function slabs(data: Uint8Array, shape: Shape3, step: number, spacing: Vec3 = CUBIC, value = 1): NetPart[] {
  const [nz, ny, nx] = shape;
  const parts: NetPart[] = [];
  for (let first = 0; first <= nz; first += step) {
    const end = Math.min(nz + 1, first + step);
    const from = Math.max(0, first - 1);
    const planes = { data: data.slice(from * ny * nx, Math.min(nz, end + 1) * ny * nx), first: from };
    parts.push(surfaceNet({ planes, shape, spacing, value, first, end }));
  }
  return parts;
}

interface Whole {
  readonly vertices: number[];
  readonly triangles: number[];
  readonly area: number;
  readonly volume: number;
  readonly edges: number;
  readonly contacts: number;
}

function join(parts: readonly NetPart[]): Whole {
  const vertices: number[] = [];
  const triangles: number[] = [];
  for (const part of parts) {
    const base = vertices.length / 3;
    vertices.push(...part.vertices);
    triangles.push(...Array.from(part.triangles, (node) => node + base));
  }
  const sum = (of: (part: NetPart) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    vertices,
    triangles,
    area: sum(({ area }) => area),
    volume: sum(({ volume }) => volume),
    edges: sum(({ contactEdges }) => contactEdges),
    contacts: sum(({ contactVertices }) => contactVertices),
  };
}

const whole = (data: Uint8Array, shape: Shape3, spacing: Vec3 = CUBIC): Whole => join(slabs(data, shape, shape[0] + 1, spacing));

/** How often each directed edge occurs. */
function directed(triangles: readonly number[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (let t = 0; t < triangles.length; t += 3)
    for (let c = 0; c < 3; c++) {
      const key = `${triangles[t + c]} ${triangles[t + ((c + 1) % 3)]}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  return counts;
}

/** Edges that more than two triangles share; every other one must be passed once in each sense. */
function crowdedEdges(triangles: readonly number[]): number {
  const counts = directed(triangles);
  let crowded = 0;
  for (const [key, count] of counts) {
    const [a, b] = key.split(' ');
    expect(counts.get(`${b} ${a}`)).toBe(count);
    if (count > 1) crowded++;
  }
  return crowded / 2;
}

const euler = ({ vertices, triangles }: Whole): number => vertices.length / 3 - directed(triangles).size / 2 + triangles.length / 3;

function ball(r: number, [cz, cy, cx]: Vec3 = [0, 0, 0]): { data: Uint8Array; shape: Shape3; voxels: number } {
  const n = 2 * r + 4;
  const m = n / 2;
  const data = body([n, n, n], (z, y, x) => (z - m - cz) ** 2 + (y - m - cy) ** 2 + (x - m - cx) ** 2 < r * r);
  return { data, shape: [n, n, n], voxels: data.reduce((sum, v) => sum + v, 0) };
}

describe('surface nets', () => {
  test.each([
    [5, 0.042, 0.06],
    [10, 0.011, 0.032],
    [20, 0.0026, 0.032],
  ])('a ball of radius %i', (r, ofVolume, ofArea) => {
    for (const centre of [
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.21, 0.37, 0.12],
    ] as const) {
      const { data, shape, voxels } = ball(r, centre);
      const net = whole(data, shape);
      expect(net.volume / voxels).toBeGreaterThan(1 - ofVolume);
      expect(net.volume / voxels).toBeLessThan(1);
      expect(Math.abs(net.area / (4 * Math.PI * r * r) - 1)).toBeLessThan(ofArea);
      expect([euler(net), crowdedEdges(net.triangles), net.edges, net.contacts]).toEqual([2, 0, 0, 0]);
    }
  });

  test('a cylinder, closed at the faces of the box', () => {
    const [r, h] = [8, 12];
    const shape: Shape3 = [h, 24, 24];
    const net = whole(
      body(shape, (_z, y, x) => (y - 11.7) ** 2 + (x - 11.6) ** 2 < r * r),
      shape,
    );
    expect(Math.abs(net.volume / (Math.PI * r * r * h) - 1)).toBeLessThan(0.03);
    expect(Math.abs(net.area / (2 * Math.PI * r * (r + h)) - 1)).toBeLessThan(0.05);
    expect([euler(net), crowdedEdges(net.triangles)]).toEqual([2, 0]);
  });

  test('a cube that fills the box: faces in place, edges and corners cut', () => {
    const n = 6;
    const net = whole(new Uint8Array(n ** 3).fill(1), [n, n, n]);
    expect([Math.min(...net.vertices), Math.max(...net.vertices)]).toEqual([-0.5, n - 0.5]);
    // an edge loses a prism with legs of 1/4 and 1/4 beside the slopes down to the faces
    expect(net.volume).toBeLessThan(n ** 3);
    expect(net.volume).toBeGreaterThan(n ** 3 - 12 * n * 0.3);
    expect(euler(net)).toBe(2);
  });

  test('one voxel is an octagon-like bead with eight vertices', () => {
    const net = whole(Uint8Array.of(1), [1, 1, 1]);
    expect([net.vertices.length, net.triangles.length, euler(net)]).toEqual([24, 36, 2]);
    expect(net.volume).toBeCloseTo(1 / 27, 6);
  });

  test('a torus has Euler number 0', () => {
    const shape: Shape3 = [10, 26, 26];
    const net = whole(
      body(shape, (z, y, x) => (Math.hypot(y - 12.5, x - 12.5) - 8) ** 2 + (z - 4.5) ** 2 < 9),
      shape,
    );
    expect([euler(net), crowdedEdges(net.triangles), net.edges]).toEqual([0, 0, 0]);
    expect(Math.abs(net.volume / (2 * Math.PI ** 2 * 8 * 9) - 1)).toBeLessThan(0.06);
  });

  test('bodies that touch along edges and at corners: counted, and closed all the same', () => {
    const edge = whole(
      body([1, 2, 2], (_z, y, x) => y === x),
      [1, 2, 2],
    );
    expect([edge.edges, crowdedEdges(edge.triangles), edge.contacts]).toEqual([1, 1, 2]);
    const corner = whole(
      body([2, 2, 2], (z, y, x) => z === y && y === x),
      [2, 2, 2],
    );
    expect([corner.edges, crowdedEdges(corner.triangles), corner.contacts]).toEqual([0, 0, 1]);
    const rng = createRng(7);
    const shape: Shape3 = [7, 9, 8];
    const noise = Uint8Array.from({ length: 7 * 9 * 8 }, () => (rng.next() < 0.4 ? 1 : 0));
    const net = whole(noise, shape);
    expect(net.edges).toBeGreaterThan(10);
    expect(crowdedEdges(net.triangles)).toBe(net.edges);
  });

  test('slabs of any thickness join to the same surface', () => {
    const { data, shape } = ball(6, [0.2, 0.1, 0.4]);
    const one = whole(data, shape);
    for (const step of [1, 2, 5]) {
      const joined = join(slabs(data, shape, step));
      expect(joined.vertices).toEqual(one.vertices);
      expect(joined.triangles.length).toBe(one.triangles.length);
      expect(crowdedEdges(joined.triangles)).toBe(0);
      expect(joined.volume).toBeCloseTo(one.volume, 8);
      expect(joined.area).toBeCloseTo(one.area, 8);
    }
  });

  test('spacing scales volume and area', () => {
    const { data, shape, voxels } = ball(8);
    const wide = whole(data, shape, [2, 2, 2]);
    const one = whole(data, shape);
    expect([wide.volume / one.volume, wide.area / one.area]).toEqual([expect.closeTo(8, 6), expect.closeTo(4, 6)]);
    // a ball of 8 um seen with planes twice as far apart as pixels
    const flat = body([12, 20, 20], (z, y, x) => (2 * (z - 5.7)) ** 2 + (y - 9.8) ** 2 + (x - 9.9) ** 2 < 64);
    const net = whole(flat, [12, 20, 20], [2, 1, 1]);
    expect(Math.abs(net.volume / ((4 / 3) * Math.PI * 512) - 1)).toBeLessThan(0.06);
    expect(voxels).toBeGreaterThan(0);
  });

  test('turned axes give the same surface', () => {
    const shape: Shape3 = [9, 11, 13];
    const inside: Inside = (z, y, x) => ((z - 4.2) / 3) ** 2 + ((y - 5.1) / 4) ** 2 + ((x - 6.3) / 5) ** 2 < 1;
    const net = whole(body(shape, inside), shape, [1.5, 1, 0.7]);
    const turned = whole(
      body([13, 9, 11], (x, z, y) => inside(z, y, x)),
      [13, 9, 11],
      [0.7, 1.5, 1],
    );
    expect(turned.vertices.length).toBe(net.vertices.length);
    expect(Math.abs(turned.volume / net.volume - 1)).toBeLessThan(1e-3);
    expect(Math.abs(turned.area / net.area - 1)).toBeLessThan(1e-3);
  });

  test('other labels are background, and voxels are counted', () => {
    const data = body([4, 4, 4], (z, y, x) => z > 0 && y > 0 && x > 0, 2);
    data[0] = 1;
    const parts = slabs(data, [4, 4, 4], 2, CUBIC, 2);
    expect(parts.reduce((sum, { voxels }) => sum + voxels, 0)).toBe(27);
    expect(join(slabs(data, [4, 4, 4], 5, CUBIC, 3)).vertices).toEqual([]);
  });

  test('planes that are missing are named', () => {
    expect(() =>
      surfaceNet({ planes: { data: new Uint8Array(8), first: 2 }, shape: [6, 2, 2], spacing: CUBIC, value: 1, first: 2, end: 4 }),
    ).toThrow(/need the planes 1 to 5; the slab holds 2 to 4/);
  });
});

describe('hexahedra', () => {
  const shape: Shape3 = [5, 4, 6];
  const rng = createRng(3);
  const data = Uint8Array.from({ length: 120 }, () => Math.floor(rng.next() * 4));
  const chosen = new Uint8Array(256);
  chosen[1] = 1;
  chosen[3] = 1;
  const spacing: Vec3 = [3, 2, 0.5];

  test.each([1, 2, 6])('shared nodes are the corners of voxels, in slabs of %i layers', (step) => {
    const points: number[] = [];
    const nodes: number[] = [];
    const labels: number[] = [];
    for (let first = 0; first < 6; first += step) {
      const slab = { planes: { data, first: 0 }, shape, chosen, first, end: Math.min(6, first + step) };
      const counts = hexCounts(slab);
      const cells = counts.cells.reduce((sum, n) => sum + n, 0);
      nodes.push(...hexNodes(slab, points.length / 3, cells));
      points.push(...hexPoints(slab, spacing, [0, 0, 0], counts.nodes));
      labels.push(...hexLabels(slab, cells));
    }
    expect(labels).toEqual([...data].filter((label) => chosen[label] === 1));
    const places = Array.from({ length: points.length / 3 }, (_, i) => points.slice(3 * i, 3 * i + 3).join(' '));
    // no node twice, none unused
    expect(new Set(places).size).toBe(places.length);
    expect(new Set(nodes).size).toBe(places.length);
    let cell = 0;
    for (let z = 0, o = 0; z < 5; z++)
      for (let y = 0; y < 4; y++)
        for (let x = 0; x < 6; x++, o++) {
          if (chosen[data[o] ?? 0] === 0) continue;
          const corners = [
            [0, 0, 0],
            [1, 0, 0],
            [1, 1, 0],
            [0, 1, 0],
            [0, 0, 1],
            [1, 0, 1],
            [1, 1, 1],
            [0, 1, 1],
          ].map(([i = 0, j = 0, k = 0]) => `${(x + i - 0.5) * 0.5} ${(y + j - 0.5) * 2} ${(z + k - 0.5) * 3}`);
          expect(nodes.slice(8 * cell, 8 * cell + 8).map((node) => places[node])).toEqual(corners);
          cell++;
        }
    expect(cell).toBe(labels.length);
  });
});

describe('blocks', () => {
  test('the commonest label, of what there is of a block; ties go to the smallest, then to the largest', () => {
    const data = Uint8Array.of(1, 1, 2, 3, 1, 2, 2, 3, 5, 5, 5, 4);
    expect([...coarsenBlocks(data, [1, 3, 4], [1, 2, 2], 0)]).toEqual([1, 3, 5, 4]);
    expect(coarseShape([1, 3, 4], [1, 2, 2])).toEqual([1, 2, 2]);
  });

  test('ties go by turns, also across slabs', () => {
    const data = body([8, 8, 8], (z) => z % 2 === 0);
    const all = coarsenBlocks(data, [8, 8, 8], [2, 2, 2], 0);
    expect(all.reduce((sum, v) => sum + v, 0)).toBe(32);
    const second = coarsenBlocks(data.slice(2 * 64), [6, 8, 8], [2, 2, 2], 1);
    expect(second).toEqual(all.slice(16));
  });
});
