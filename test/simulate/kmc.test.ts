import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import type { Rng } from '../../src/base/index.js';
import { labelComponents } from '../../src/kernels/components.js';
import { createClassLists, pickClass, totalRate } from '../../src/simulate/kmc-classes.js';
import { createCrystal, localGroups } from '../../src/simulate/kmc-crystal.js';
import type { Crystal } from '../../src/simulate/kmc-crystal.js';
import { createFlux } from '../../src/simulate/kmc-flux.js';
import { createPlating } from '../../src/simulate/kmc-plate.js';
import { createSos } from '../../src/simulate/kmc-sos.js';
import { createStripping } from '../../src/simulate/kmc-strip.js';

describe('class lists', () => {
  it('hold each item in one class and pick by rate', () => {
    const rng = createRng(1);
    const lists = createClassLists(50, 4);
    const plain = new Map<number, number>();
    for (let i = 0; i < 2000; i++) {
      const item = rng.int(50);
      const to = rng.int(5) - 1;
      lists.move(item, to);
      plain.set(item, to);
    }
    for (const [item, to] of plain) expect(lists.classOf(item)).toBe(to);
    for (let k = 0; k < 4; k++) {
      const members = [...plain].filter(([, to]) => to === k).map(([item]) => item);
      expect(lists.count(k)).toBe(members.length);
      for (let i = 0; i < 20; i++) expect(members).toContain(lists.pick(k, rng));
    }
    const rates = Float64Array.of(1, 0, 3, 0.1);
    const total = totalRate(lists, rates);
    expect(total).toBeCloseTo(lists.count(0) + 3 * lists.count(2) + 0.1 * lists.count(3), 9);
    let hits = 0;
    for (let i = 0; i < 20000; i++) if (pickClass(lists, rates, total, rng) === 2) hits++;
    expect(hits / 20000).toBeCloseTo((3 * lists.count(2)) / total, 1.7);
  });
});

/** Number of clusters of columns with atoms, periodic. */
function islands(height: Int32Array, n: number): number {
  const seen = new Uint8Array(height.length);
  let count = 0;
  for (let start = 0; start < height.length; start++) {
    if (height[start] === 0 || seen[start] === 1) continue;
    count++;
    const open = [start];
    seen[start] = 1;
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const [y, x] = [Math.floor(at / n), at % n];
      for (const other of [y * n + ((x + 1) % n), y * n + ((x + n - 1) % n), ((y + 1) % n) * n + x, ((y + n - 1) % n) * n + x])
        if (height[other] !== 0 && seen[other] === 0) {
          seen[other] = 1;
          open.push(other);
        }
    }
  }
  return count;
}

describe('solid-on-solid', () => {
  it('nucleates islands with a density that falls as (D/F)^(-1/3)', () => {
    const n = 160;
    const density = (diffusion: number): number => {
      const sos = createSos({ columns: [n, n], bond: Infinity, diffusion }, createRng(7));
      while (sos.arrivals() < 0.1 * n * n) sos.step();
      return islands(sos.height, n) / (n * n);
    };
    const points = [1e5, 1e6, 1e7].map((d) => [Math.log(d), Math.log(density(d))] as const);
    const slope = (points[2]![1] - points[0]![1]) / (points[2]![0] - points[0]![0]);
    expect(Math.abs(slope + 1 / 3)).toBeLessThan(0.04);
  });
  it('moves a single atom by 4 D t', () => {
    // one way of counting: the rate of an atom is 1, so D = 1/4 and the mean square is the time
    const rng = createRng(3);
    const n = 64;
    const hops = 40;
    const walkers = 10000;
    let squares = 0;
    let time = 0;
    const sos = createSos({ columns: [n, n], bond: 2, diffusion: Infinity }, rng);
    let at = 0;
    sos.set(at, 1);
    for (let walker = 0; walker < walkers; walker++) {
      let [dz, dx] = [0, 0];
      for (let hop = 0; hop < hops; hop++) {
        const before = at;
        time += sos.step();
        at = [1, -1, n, -n].map((d) => neighbour(before, d, n)).find((other) => sos.height[other] === 1)!;
        const [z, x] = [wrapped(Math.floor(at / n) - Math.floor(before / n), n), wrapped((at % n) - (before % n), n)];
        dz += z;
        dx += x;
      }
      squares += dz * dz + dx * dx;
    }
    expect(squares / time).toBeGreaterThan(0.97);
    expect(squares / time).toBeLessThan(1.03);
  });
  it('comes to the variance 2q/(1-q)^2 of steps on a line without arrivals', () => {
    const columns = 24;
    const bond = 2 * Math.log(1 / 0.4); // q = 0.4 per step, a bond is worth two steps
    const sos = createSos({ columns: [1, columns], bond, diffusion: Infinity }, createRng(5));
    for (let i = 0; i < columns; i++) sos.set(i, 1000);
    let elapsed = 0;
    let next = 500;
    let [sum, samples] = [0, 0];
    while (samples < 6000) {
      const taken = sos.step();
      elapsed += taken;
      for (; elapsed > next; next += 15) {
        for (let i = 0; i < columns; i++) sum += (sos.height[i]! - sos.height[(i + 1) % columns]!) ** 2 / columns;
        samples++;
      }
    }
    const q = 0.4;
    const exact = (2 * q) / (1 - q) ** 2;
    // steps around a closed line sum to zero, which narrows them a little: by this much for so many columns
    const closed = closedVariance(q, columns);
    expect(closed).toBeLessThan(exact);
    expect(closedVariance(q, 4000) / exact).toBeCloseTo(1, 2);
    expect(sum / samples / closed).toBeGreaterThan(0.97);
    expect(sum / samples / closed).toBeLessThan(1.03);
  });
});

const wrapped = (d: number, n: number): number => (d > n / 2 ? d - n : d < -n / 2 ? d + n : d);
function neighbour(at: number, d: number, n: number): number {
  const [z, x] = [Math.floor(at / n), at % n];
  return Math.abs(d) === 1 ? z * n + ((x + d + n) % n) : ((z + Math.sign(d) + n) % n) * n + x;
}

/** Variance of one of `n` steps with P(k) ~ q^|k| that sum to zero, by powers of the characteristic function. */
function closedVariance(q: number, n: number): number {
  // P(S_{n-1} = -k) by the inverse Fourier sum over the characteristic function (1-q)^2 / (1 - 2 q cos t + q^2)
  const points = 4096;
  const rest = (k: number): number => {
    let s = 0;
    for (let j = 0; j < points; j++) {
      const t = (2 * Math.PI * j) / points;
      s += ((1 - q) ** 2 / (1 - 2 * q * Math.cos(t) + q * q)) ** (n - 1) * Math.cos(k * t);
    }
    return s;
  };
  let [norm, squares] = [0, 0];
  for (let k = -40; k <= 40; k++) {
    const p = q ** Math.abs(k) * rest(k);
    norm += p;
    squares += k * k * p;
  }
  return squares / norm;
}

/** Whether every atom hangs together with the collector through faces, by brute force on a periodic lattice. */
function liveAtoms({ next, solid, sites, faces }: Crystal): Uint8Array {
  const live = new Uint8Array(sites);
  const open: number[] = [];
  for (let i = 0; i < sites; i++) if (solid[i] === 1 && next[i * faces] === sites) open.push(i);
  for (const i of open) live[i] = 1;
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (let d = 0; d < faces; d++) {
      const other = next[at * faces + d]!;
      if (other < sites && solid[other] === 1 && live[other] === 0) {
        live[other] = 1;
        open.push(other);
      }
    }
  return live;
}

function scatter(crystal: Crystal, share: number, rng: Rng): void {
  for (let i = 0; i < crystal.sites; i++) if (rng.chance(share)) crystal.put(i);
}

describe.each([
  ['2D', [1, 12, 11]],
  ['3D', [6, 8, 7]],
] as const)('crystal %s', (_, size) => {
  it('counts bonds and rows', () => {
    const crystal = createCrystal(size);
    const rng = createRng(2);
    scatter(crystal, 0.4, rng);
    for (let i = 0; i < crystal.sites; i += 2) if (crystal.solid[i] === 1) crystal.take(i);
    let [atoms, top] = [0, -1];
    for (let i = 0; i < crystal.sites; i++) {
      let bonds = 0;
      for (let d = 0; d < crystal.faces; d++) {
        const other = crystal.next[i * crystal.faces + d]!;
        bonds += crystal.solid[other]!;
        if (other < crystal.sites) expect(crystal.next[other * crystal.faces + (d ^ 1)]).toBe(i);
      }
      expect(crystal.bonds[i]).toBe(bonds);
      if (crystal.solid[i] === 1) {
        atoms++;
        top = Math.max(top, crystal.row(i));
      }
    }
    expect(crystal.atoms()).toBe(atoms);
    expect(crystal.top()).toBe(top);
  });
  it('knows sites whose loss cannot cut it', () => {
    const crystal = createCrystal(size);
    const rng = createRng(9);
    scatter(crystal, 0.55, rng);
    let safe = 0;
    for (let i = 0; i < crystal.sites; i++) {
      if (crystal.solid[i] === 0 || localGroups(crystal, i).length > 1) continue;
      safe++;
      const before = liveAtoms(crystal).reduce((s, v) => s + v, 0);
      const was = liveAtoms(crystal)[i]!;
      crystal.take(i);
      expect(liveAtoms(crystal).reduce((s, v) => s + v, 0)).toBe(before - was);
      crystal.put(i);
    }
    expect(safe).toBeGreaterThan(20);
  });
  it('hangs together while it grows, and every atom that arrived is there', () => {
    const crystal = createCrystal(size);
    const plating = createPlating(crystal, { focusing: 0.7, wetting: 0.2, bond: 1, diffusion: { perArrival: 20 } }, createRng(4));
    while (crystal.atoms() < 0.4 * crystal.sites && plating.step());
    expect(plating.hops()).toBeGreaterThan(50);
    expect(crystal.atoms()).toBe(plating.arrivals());
    expect(crystal.solid.slice(0, crystal.sites).reduce((s, v) => s + v, 0)).toBe(plating.arrivals());
    expect(liveAtoms(crystal).reduce((s, v) => s + v, 0)).toBe(plating.arrivals());
  });
  it('calls dead exactly what no path joins to the collector', () => {
    for (let seed = 1; seed <= 8; seed++) {
      const crystal = createCrystal(size);
      const plating = createPlating(crystal, { focusing: 0.3, wetting: 1, bond: 1, diffusion: { perArrival: 1 } }, createRng(seed));
      while (crystal.atoms() < 0.5 * crystal.sites && plating.step());
      const stripping = createStripping(crystal, { bond: 0.2, atFoot: seed % 2 }, createRng(seed));
      let atoms = crystal.atoms();
      let wrong = 0;
      while (stripping.step()) {
        if (crystal.atoms() !== --atoms) wrong++;
        const live = liveAtoms(crystal);
        if (!live.every((v, i) => stripping.dead[i] === (crystal.solid[i] === 1 && v === 0 ? 1 : 0))) wrong++;
      }
      expect(wrong).toBe(0);
      // everything that could go has gone
      expect(crystal.atoms()).toBe(stripping.deadAtoms());
    }
  });
});

describe('flux', () => {
  it('lands anywhere on the surface when it is not focused, on tips when it is', () => {
    const share = (focusing: number): number => {
      const crystal = createCrystal([1, 40, 24]);
      for (let y = 0; y < 20; y++) crystal.put(y * 24 + 12);
      const flux = createFlux(crystal, { focusing, wetting: 1 });
      for (let y = 0; y < 20; y++) flux.touch(y * 24 + 12);
      flux.relax(400);
      const rng = createRng(1);
      let tip = 0;
      for (let i = 0; i < 4000; i++) if (crystal.row(flux.draw(rng)) >= 18) tip++;
      return tip / 4000;
    };
    // 20 sites on either side, one on top, 21 or so on the bare collector
    expect(share(0)).toBeGreaterThan(0.04);
    expect(share(0)).toBeLessThan(0.12);
    expect(share(1)).toBeGreaterThan(0.4);
    expect(share(2)).toBeGreaterThan(share(1));
  });
  it('is even, and lands on bare collector by its wetting, before anything has grown', () => {
    const crystal = createCrystal([4, 10, 5]);
    crystal.put(2);
    const flux = createFlux(crystal, { focusing: 0, wetting: 0.1 });
    const rng = createRng(6);
    const hits = new Map<number, number>();
    for (let i = 0; i < 30000; i++) {
      const site = flux.draw(rng);
      hits.set(site, (hits.get(site) ?? 0) + 1);
    }
    // five free faces of the first atom against fifteen bare places
    const onAtom = [1, 3, 2 + 5, 2 + 50, 2 + 150].reduce((s, site) => s + (hits.get(site) ?? 0), 0);
    expect(onAtom / 30000).toBeCloseTo(5 / 6.5, 1.7);
    expect(hits.size).toBe(20);
  });
});

it('labels of the lattice rule agree with components of a box cut from it', () => {
  const crystal = createCrystal([5, 9, 6]);
  scatter(crystal, 0.5, createRng(12));
  const live = liveAtoms(crystal);
  // a periodic lattice joins at least what the same sites in an open box do
  const { labels } = labelComponents(crystal.solid.slice(0, crystal.sites), [5, 9, 6], 6);
  const onFloor = new Set<number>();
  for (let i = 0; i < crystal.sites; i++) if (crystal.solid[i] === 1 && crystal.row(i) === 0) onFloor.add(labels[i]!);
  for (let i = 0; i < crystal.sites; i++) if (crystal.solid[i] === 1 && onFloor.has(labels[i]!)) expect(live[i]).toBe(1);
});
