import { describe, expect, it } from 'vitest';
import { completeParams, createRng } from '../../src/base/index.js';
import { FAMILIES, GENERATORS, isolationTruth, makeDeposit } from '../../src/simulate/index.js';

const model = GENERATORS.find(({ id }) => id === 'kmc-lattice')!;
const small = { width: 31e-6, height: 26e-6, depth: 13e-6, thickness: 4e-6 };
const run = (given: Record<string, number>, seed = 1) => model.run(completeParams(model.params, { ...small, ...given }), createRng(seed));

describe('generator kmc-lattice', () => {
  it.each([
    [2, 0],
    [3, 0],
    [2, 1],
    [3, 1],
  ])('deposits the stated amount (%sD, surface %s), joined to the collector', async (dimension, surface) => {
    const { labels, truth } = await run({ dimension, surface, focusing: 0.2 });
    expect(labels.shape).toEqual([dimension === 2 ? 1 : 20, 40, 48]);
    const lithium = labels.data.filter((v) => v === 1).length;
    expect(truth['lithiumVoxels']).toBe(lithium);
    expect(lithium / (truth['wantedVoxels'] as number)).toBeCloseTo(1, 1.7);
    expect(truth['deadFraction']).toBe(0);
    expect(truth['deadFractionFaceNeighbours']).toBe(0);
  });
  it('gives the same bytes for the same seed', async () => {
    const bytes = async (seed: number): Promise<Uint8Array> => (await run({ stripped: 0.3 }, seed)).labels.data;
    expect(await bytes(4)).toEqual(await bytes(4));
    expect(await bytes(4)).not.toEqual(await bytes(5));
  });
  it('leaves dead lithium when stripped, and the wanted amount', async () => {
    const { labels, truth } = await run({ stripped: 0.3, stripBond: 1.5, focusing: 0.3, diffusion: 3 });
    const [eighteen, six] = ([18, 6] as const).map((n) => isolationTruth(labels.data, labels.shape, 'y-', n));
    expect(truth['deadFraction']).toBe(eighteen!.dead);
    expect(truth['unknownFraction']).toBe(eighteen!.unknown);
    expect(truth['deadFractionFaceNeighbours']).toBe(six!.dead);
    expect(truth['deadFraction'] as number).toBeGreaterThan(0);
    // the lattice closes on itself at the sides, so it cuts off no more than an open box does
    expect(truth['deadFractionOfLattice'] as number).toBeLessThanOrEqual(six!.dead! + six!.unknown!);
    expect(truth['deadFractionOfLattice'] as number).toBeGreaterThanOrEqual(six!.dead!);
    expect(truth['platedParticles']).toBe((truth['particles'] as number) + (truth['strippedParticles'] as number));
    expect((truth['lithiumVoxels'] as number) / (truth['wantedVoxels'] as number)).toBeCloseTo(1, 1.7);
  });
  it('says when the foot has gone and nothing is left to strip', async () => {
    const { truth } = await run({ thickness: 2e-6, stripped: 0.6, stripBond: 0, stripAtFoot: 100, focusing: 0.4, diffusion: 1 });
    expect(truth['deadFractionOfLattice']).toBe(1);
    expect(truth['stopped']).toMatch(/lost its way/);
  });
  it('has less surface where atoms move more, and grows higher where the flux is focused', async () => {
    const surface = async (given: Record<string, number>): Promise<number> => {
      const { data, shape } = (await run({ dimension: 2, voxel: 1.3e-6, width: 130e-6, thickness: 10e-6, height: 65e-6, ...given }, 3))
        .labels;
      const nx = shape[2];
      return data.filter((v, i) => i >= nx && (v === 1) !== (data[i - nx] === 1)).length;
    };
    expect(await surface({ focusing: 0, diffusion: 300, bond: 3 })).toBeLessThan(0.7 * (await surface({ focusing: 0, diffusion: 1e-3 })));
    const height = async (given: Record<string, number>): Promise<number> =>
      (await run({ dimension: 2, ...given }, 3)).truth['topRow'] as number;
    expect(await height({ focusing: 1, diffusion: 1e-3 })).toBeGreaterThan(await height({ focusing: 0, diffusion: 1e-3 }));
  });
  it('says when the box is full, and stops when asked', async () => {
    expect((await run({ focusing: 2, dimension: 2 })).truth['stopped']).toMatch(/top of the box/);
    expect((await run({ surface: 1, thickness: 40e-6 })).truth['stopped']).toMatch(/cut off/);
    const params = completeParams(model.params, small);
    await expect(model.run(params, createRng(1), { signal: AbortSignal.abort() })).rejects.toThrow(/Cancelled/);
  });
});

describe('families of lattice growth', () => {
  const shape = [20, 56, 40] as const;
  const plain = { fate: 0, cuts: 0, afloat: 0, severed: 0, filmRows: 0, collectorTilt: 0, cover: 0 };
  const family = (id: string) => FAMILIES.find((one) => one.id === id)!;

  it('keep what is left of kinetic stripping within what was plated', () => {
    const make = (stripped: number) => makeDeposit(family('kmc'), { seed: 5, shape, voxel: 650e-9, given: { ...plain, stripped } }).truth;
    const [whole, stripped] = [make(0), make(0.5)];
    expect(stripped.plated).toBeCloseTo(whole.plated, 12);
    // but for specks
    expect(whole.fractions['1']! / whole.plated).toBeCloseTo(1, 2);
    const left = stripped.fractions['1']! / stripped.plated;
    expect(left).toBeGreaterThan(0.3);
    expect(left).toBeLessThan(0.65);
  });
  it.each([0, 1, 2, 3, 4])('grow films by rule %s to about the stated height', (rule) => {
    const given = { ...plain, stripped: 0, rule, thickness: 0.4, bumps: 0, collectorRows: 6, collectorRoughness: 0, seiThickness: 0 };
    const { labels } = makeDeposit(family('film'), { seed: 2, shape, voxel: 650e-9, given });
    const [nz, ny, nx] = shape;
    let sum = 0;
    for (let z = 0; z < nz; z++)
      for (let x = 0; x < nx; x++) {
        let top = 5;
        for (let y = 6; y < ny; y++) if (labels.data[(z * ny + y) * nx + x] === 1) top = y;
        sum += top - 5;
      }
    const mean = sum / (nz * nx) / 50;
    expect(mean).toBeGreaterThan(0.3);
    expect(mean).toBeLessThan(0.6);
  });
});
