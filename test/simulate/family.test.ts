import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { squaredDistance } from '../../src/kernels/edt.js';
import { FAMILIES, makeDeposit } from '../../src/simulate/index.js';
import { leaningFrame, planeIn, randomFrame, stampCapsule, stampPolyhedron, stampSolid } from '../../src/simulate/stamp-solid.js';
import { nearestCell, voronoiCells, voronoiGap } from '../../src/simulate/voronoi-field.js';

const shape = [24, 64, 48] as const;
const own = ['facets', 'fibres', 'filaments', 'porous', 'shapes'];
const family = (id: string) => FAMILIES.find((one) => one.id === id)!;
const make = (id: string, seed: number, given: Record<string, number> = {}) =>
  makeDeposit(family(id), { seed, shape, voxel: 500e-9, given });

/** Lithium and collector reached from the first row by steps through faces, edges and, for 26, corners. */
function reached(labels: Uint8Array, [nz, ny, nx]: readonly [number, number, number], corners: boolean): Uint8Array {
  const live = new Uint8Array(labels.length);
  const queue: number[] = [];
  const visit = (z: number, y: number, x: number): void => {
    const i = (z * ny + y) * nx + x;
    if (live[i] === 0 && (labels[i] === 1 || labels[i] === 5)) queue.push(((live[i] = 1), i));
  };
  for (let z = 0; z < nz; z++) for (let x = 0; x < nx; x++) visit(z, 0, x);
  for (let i = queue.pop(); i !== undefined; i = queue.pop()) {
    const [z, y, x] = [Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx];
    for (let c = Math.max(0, z - 1); c <= Math.min(nz - 1, z + 1); c++)
      for (let b = Math.max(0, y - 1); b <= Math.min(ny - 1, y + 1); b++)
        for (let a = Math.max(0, x - 1); a <= Math.min(nx - 1, x + 1); a++)
          if (corners || Math.abs(c - z) + Math.abs(b - y) + Math.abs(a - x) <= 2) visit(c, b, a);
  }
  return live;
}

const count = (labels: Uint8Array, phase: number): number => labels.reduce((sum, v) => sum + (v === phase ? 1 : 0), 0);

describe.each(FAMILIES.map(({ id }) => id))('every deposit of %s', (id) => {
  const made = [11, 12, 13].map((seed) => make(id, seed));
  it('has phases of the table only, never all of one', () => {
    for (const { labels } of made) {
      expect(labels.data.every((v) => v >= 1 && v <= 6)).toBe(true);
      expect(labels.data.every((v) => v === labels.data[0])).toBe(false);
    }
  });
  it('has the dead lithium that a plain search finds', () => {
    for (const { labels, truth } of made)
      for (const [name, corners] of [['18', false] as const, ['26', true] as const]) {
        const live = reached(labels.data, shape, corners);
        const lithium = count(labels.data, 1);
        const cut = labels.data.reduce((sum, v, i) => sum + (v === 1 && live[i] === 0 ? 1 : 0), 0);
        const { dead, unknown } = truth.isolation[name];
        if (lithium === 0) expect(dead).toBeNull();
        else expect(dead! + unknown!).toBeCloseTo(cut / lithium, 12);
      }
  });
});

describe.each(own)('family %s', (id) => {
  it('plates a sane share of the box, without and with a collector', () => {
    for (const collectorRows of [0, 8])
      for (const seed of [21, 22, 23]) {
        const { truth } = make(id, seed, { fate: 0, filmRows: 0, collectorRows, cuts: 0, severed: 0, stripped: 0 });
        expect(truth.plated).toBeGreaterThan(0.001);
        expect(truth.plated).toBeLessThan(0.95);
      }
  });
  it('has SEI near lithium only, when no husks, lumps or collector carry it', () => {
    const bare = { husks: 0, saltLumps: 0, seiOnCollector: 0, fate: 0, seiSlope: 0, seiSpread: 0, seiThickness: 2.5 };
    for (const seiTexture of [0, 1, 2]) {
      const { data } = make(id, 31, { ...bare, seiTexture }).labels;
      const far = squaredDistance(
        data.map((v) => (v === 1 ? 0 : 1)),
        shape,
        [1, 1, 1],
      );
      expect(count(data, 2)).toBeGreaterThan(0);
      expect(data.every((v, i) => v !== 2 || far[i]! <= (1.4 * 2.5) ** 2)).toBe(true);
    }
  });
});

describe('fate and fragments', () => {
  it('leaves no lithium where none was plated, and husks where all was stripped', () => {
    const never = make('fibres', 5, { fate: 1, filmRows: 0, seiThickness: 2, husks: 1, seiOnCollector: 0 }).truth;
    expect([never.fractions['1'], never.fractions['2'], never.plated]).toEqual([undefined, undefined, 0]);
    const gone = make('fibres', 5, { fate: 2, filmRows: 0, seiThickness: 2, seiCoverage: 1, husks: 1 }).truth;
    expect(gone.fractions['1']).toBeUndefined();
    expect(gone.fractions['2']).toBeGreaterThan(0.001);
    expect(gone.isolation['18'].dead).toBeNull();
  });
  it('lets only cut-off pieces float away', () => {
    const given = {
      fate: 0,
      stripped: 0,
      cuts: 4,
      severed: 0.5,
      seiThickness: 0,
      saltLumps: 0,
      bubbles: 0,
      cell: 0,
      cover: 0,
      collectorRows: 6,
    };
    const still = make('fibres', 8, { ...given, afloat: 0 });
    const adrift = make('fibres', 8, { ...given, afloat: 9 });
    expect(adrift.labels.data.some((v, i) => v !== still.labels.data[i])).toBe(true);
    const live = reached(still.labels.data, shape, true);
    expect(adrift.labels.data.every((v, i) => live[i] === 0 || v === still.labels.data[i])).toBe(true);
  });
  it('fills the box with solid electrolyte and keeps lithium, voids and collector apart', () => {
    const { fractions } = make('filaments', 3, { fate: 0, cell: 1, stripped: 0, collectorRows: 6, seiThickness: 0 }).truth;
    expect(fractions['6']).toBeGreaterThan(0.1);
    expect(fractions['4']).toBeGreaterThan(0);
    expect(fractions['3']).toBeUndefined();
  });
});

describe('solids', () => {
  const size = [72, 72, 72] as const;
  const centre = [35.3, 36.1, 35.8] as const;
  const rng = createRng(4);
  const volume = (draw: (mask: Uint8Array) => void): number => {
    const mask = new Uint8Array(72 ** 3);
    draw(mask);
    return count(mask, 1);
  };
  it('have the volume of their closed form', () => {
    const frame = randomFrame(rng);
    const at = (u: number, v: number, w: number, reach: number) => planeIn(frame, u, v, w, reach);
    const cube = [at(1, 0, 0, 15), at(-1, 0, 0, 15), at(0, 1, 0, 15), at(0, -1, 0, 15), at(0, 0, 1, 15), at(0, 0, -1, 15)];
    expect(volume((mask) => stampPolyhedron(mask, size, centre, cube, 30)) / 30 ** 3).toBeCloseTo(1, 1.5);
    const signs = [-1, 1];
    // |u| + |v| + |w| <= 20 has 4/3 of the cube of 20
    const octahedron = signs.flatMap((p) => signs.flatMap((q) => signs.map((r) => at(p, q, r, 20 / Math.sqrt(3)))));
    expect(volume((mask) => stampPolyhedron(mask, size, centre, octahedron, 30)) / ((4 / 3) * 20 ** 3)).toBeCloseTo(1, 1.5);
    const a = [20, 22, 25] as const;
    const b = [50, 40, 44] as const;
    const long = Math.hypot(30, 18, 19);
    const capsule = volume((mask) => stampCapsule(mask, size, a, b, 7, 7));
    expect(capsule / (Math.PI * 49 * long + (4 / 3) * Math.PI * 343)).toBeCloseTo(1, 1.5);
    const ring = volume((mask) => stampSolid(mask, size, centre, frame, 30, (u, v, w) => (Math.hypot(u, w) - 18) ** 2 + v * v <= 36));
    expect(ring / (2 * Math.PI ** 2 * 18 * 36)).toBeCloseTo(1, 1.5);
  });
  it('stand in frames of three unit vectors at right angles, the second leaning as told', () => {
    for (const lean of [0, 0.4, 1.5]) {
      const frame = leaningFrame(lean, rng);
      const dot = (p: number, q: number): number => frame[p]!.reduce((sum, v, i) => sum + v * frame[q]![i]!, 0);
      for (const p of [0, 1, 2]) for (const q of [0, 1, 2]) expect(dot(p, q)).toBeCloseTo(p === q ? 1 : 0, 12);
      expect(frame[1][1]).toBeCloseTo(Math.cos(lean), 12);
    }
  });
});

describe('Voronoi fields', () => {
  it('agree with a search over all points of the lattice, but for rare far ones', () => {
    const size = [12, 14, 13] as const;
    const cells = voronoiCells(size, [4, 4, 4], createRng(2));
    const gap = voronoiGap(size, cells, 2);
    const [, my, mx] = cells.counts;
    const points = Array.from({ length: cells.points.length / 3 }, (_, i) =>
      [Math.floor(i / (my * mx)), Math.floor(i / mx) % my, i % mx].map((c, axis) => (c + cells.points[3 * i + axis]! - 2) * 4),
    );
    let wrong = 0;
    for (let i = 0, z = 0; z < 12; z++)
      for (let y = 0; y < 14; y++)
        for (let x = 0; x < 13; x++, i++) {
          const d = points.map((p) => Math.hypot(p[0]! - z, p[1]! - y, p[2]! - x) / 4);
          const [first = 0, second = 0] = d.toSorted((a, b) => a - b);
          if (Math.abs(second - first - gap[i]!) > 1e-5 || Math.abs(d[nearestCell(cells, z, y, x)]! - first) > 1e-5) wrong++;
        }
    expect(wrong / (12 * 14 * 13)).toBeLessThan(0.03);
  });
});
