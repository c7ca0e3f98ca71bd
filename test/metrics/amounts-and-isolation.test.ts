/** Charge, profiles, contact, encapsulation and the rules of isolation on structures whose numbers are closed forms. */
import { describe, expect, test } from 'vitest';
import { bridgeTable } from '../../src/metrics/bridges.js';
import { METRICS } from '../../src/metrics/index.js';
import { labelVolume, NO_CALIBRATION } from '../../src/volume/index.js';
import type { Face, Shape3 } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';
import { ask, labelsFrom, valuesOf } from './ask.js';
import type { Structure } from './ask.js';

/** dense lithium of 4 layers, a free dead cube of 2 x 2 x 2, one cut by a side, and a layer of SEI somewhere else */
const BLOCKS: Structure = {
  shape: [12, 10, 10],
  spacing: [2, 1, 1],
  label: (z, y, x) => {
    if (z < 4) return 1;
    if (z >= 6 && z < 8 && y >= 4 && y < 6 && x >= 4 && x < 6) return 1;
    if (z >= 6 && z < 8 && y >= 4 && y < 6 && x < 2) return 1;
    return z === 11 ? 2 : 3;
  },
};

describe('inventory', () => {
  test('dense layers: thickness over 4.849 um per mAh/cm2, dead and unknown as their share, hydrogen by 18.656 umol per mAh', async () => {
    const [live, dead, unknown, charge, hydrogen, all] = await ask(
      BLOCKS,
      'inventory.live_lithium',
      'inventory.dead_lithium',
      'inventory.unknown_lithium',
      'inventory.charge',
      'inventory.titration_hydrogen',
      'deposit.areal_capacity',
    );
    expect(live).toMatchObject({ unit: 'mAh/cm2' });
    expect(live!.value).toBeCloseTo(8 / 4.849, 12);
    expect(dead!.value).toBeCloseTo(0.16 / 4.849, 12);
    expect(unknown!.value).toBeCloseTo(0.16 / 4.849, 12);
    expect(all!.value).toBeCloseTo(8.32 / 4.849, 12);
    // 100 um^2 of collector are 1e-6 cm^2
    const mah = (8 / 4.849) * 1e-6;
    expect(charge).toMatchObject({ unit: 'mAh' });
    expect((charge!.value as Record<string, number>)['live']! / mah).toBeCloseTo(1, 10);
    expect(hydrogen).toMatchObject({ unit: 'umol' });
    expect((hydrogen!.value as Record<string, number>)['live']! / (18.656 * mah)).toBeCloseTo(1, 4);
  });

  test('SEI: a layer of 2 um of LiF and of Li2O from density and formula; without a compound only the range', async () => {
    const [lif, oxide, none, range] = await ask(
      BLOCKS,
      ['inventory.sei_lithium', { sei_compound: 'LiF' }],
      ['inventory.sei_lithium', { sei_compound: 'Li2O' }],
      'inventory.sei_lithium',
      'inventory.sei_lithium_range',
    );
    // 2e-4 cm of LiF: 2.640 g/cm3, 25.94 g/mol; of Li2O: 2.014 g/cm3, 29.88 g/mol, two Li
    const perMol = 96485.33 / 3.6;
    expect((lif!.value as number) / (2e-4 * (2.64 / 25.94) * perMol)).toBeCloseTo(1, 2);
    expect((oxide!.value as number) / (2e-4 * 2 * (2.014 / 29.88) * perMol)).toBeCloseTo(1, 2);
    expect(none).toMatchObject({ value: null });
    expect(none!.reason).toContain('sei_compound');
    const [low, high] = range!.value as number[];
    expect(high).toBeCloseTo(oxide!.value as number, 12);
    expect(low).toBeLessThan(lif!.value as number);
  });

  test('no lithium, no collector, no spacing', async () => {
    const empty: Structure = { shape: [4, 4, 4], label: () => 3 };
    expect(valuesOf(await ask(empty, 'inventory.live_lithium', 'inventory.sei_lithium', 'inventory.sei_lithium_range'))).toEqual([
      0,
      0,
      [0, 0],
    ]);
    const [free] = await ask({ ...BLOCKS, faces: [] }, 'inventory.live_lithium');
    expect(free!.reason).toContain('collector');
    const [unknown] = await ask({ ...BLOCKS, spacing: null }, 'inventory.charge');
    expect(unknown!.reason).toContain('voxel size');
  });
});

describe('amounts', () => {
  test('profiles along every axis, from index 0, without a collector', async () => {
    const steps: Structure = { shape: [3, 4, 5], faces: [], label: (z, y, x) => (z < 2 && y === 1 && x < 3 ? 1 : 0) };
    const [alongZ, alongY, alongX] = await ask(
      steps,
      'profile.fraction_along_axis',
      ['profile.fraction_along_axis', { axis: 'y' }],
      ['profile.fraction_along_axis', { axis: 'x' }],
    );
    expect(alongZ!.value).toEqual([3 / 20, 3 / 20, 0]);
    expect(alongY!.value).toEqual([0, 6 / 15, 0, 0]);
    expect(alongX!.value).toEqual([2 / 12, 2 / 12, 2 / 12, 0, 0]);
  });

  test('expansion: dense lithium 1, half-filled layer 2, nothing without lithium', async () => {
    const layer = (share: number): Structure => ({ shape: [9, 6, 6], label: (z, y) => (z < 6 && (z >= 5 || y % share === 0) ? 1 : 3) });
    expect(valuesOf(await ask(layer(1), 'deposit.expansion_factor'))).toEqual([1]);
    expect(valuesOf(await ask(layer(2), 'deposit.expansion_factor'))).toEqual([6 / (5 / 2 + 1)]);
    expect(valuesOf(await ask({ shape: [4, 4, 4], label: () => 3 }, 'deposit.expansion_factor'))).toEqual([null]);
  });

  test.each(['z-', 'z+', 'y-', 'y+', 'x-', 'x+'] as const)(
    'heights above %s do not depend on how the stack is cut into slabs',
    async (face: Face) => {
      // planes large enough for several slabs
      const shape: Shape3 = [6, 1024, 1030];
      const axis = 'zyx'.indexOf(face[0]!);
      const label = (z: number, y: number, x: number): number => {
        const at = [z, y, x][axis]!;
        const from = face.endsWith('+') ? shape[axis]! - 1 - at : at;
        const other = axis === 0 ? y + x : axis === 1 ? z * 7 + x : z * 7 + y;
        return from < 1 + (other % 5) ? 1 : 3;
      };
      const [mean, most, covered] = await ask({ shape, label, faces: [face] }, 'height.mean', 'height.max', 'height.covered_fraction');
      expect([most!.value, covered!.value]).toEqual([5, 1]);
      expect(mean!.value).toBeCloseTo(3, 2);
    },
  );
});

/** a piece that hangs by an edge, one by a corner, and one behind a gap of two voxels */
const CONTACTS: Structure = {
  shape: [12, 12, 12],
  label: (z, y, x) => {
    const cube = (a: number, b: number, c: number): boolean => z >= a && z < a + 2 && y >= b && y < b + 2 && x >= c && x < c + 2;
    return z < 2 || cube(2, 4, 4) || cube(4, 6, 4) || cube(6, 8, 6) || cube(4, 1, 9) ? 1 : 3;
  },
};

describe('rules of isolation', () => {
  test('three neighbourhoods side by side agree with the dead share under each', async () => {
    const [table, six, eighteen, corner] = await ask(
      CONTACTS,
      'isolation.f_dead_by_rule',
      ['isolation.f_dead', { connectivity: 6 }],
      'isolation.f_dead',
      ['isolation.f_dead', { connectivity: 26 }],
    );
    expect(table!.value).toEqual({ 6: six!.value, 18: eighteen!.value, 26: corner!.value });
    const all = 288 + 4 * 8;
    expect(table!.value).toEqual({ 6: 24 / all, 18: 16 / all, 26: 8 / all });
  });

  test('gaps closed one by one: a cap two voxels away joins at two', async () => {
    const all = 288 + 4 * 8;
    const [curve, short] = await ask(CONTACTS, 'isolation.f_dead_gap_curve', ['isolation.f_dead_gap_curve', { largest_gap: 0 }]);
    // at two voxels the corner piece joins as well: the gap below it is four voxels and stays open
    expect((curve!.value as number[]).slice(0, 2)).toEqual([16 / all, 16 / all]);
    expect((curve!.value as number[])[2]).toBeLessThan(16 / all);
    expect(short!.value).toEqual([16 / all]);
  });

  test('probability thresholds: a neck of 0.5 makes the block above it live below and dead above', async () => {
    const shape: Shape3 = [9, 5, 5];
    const label = (z: number, y: number, x: number): number =>
      z < 3 || (y > 0 && y < 4 && x > 0 && x < 4 && (z > 5 || (y === 2 && x === 2)) && z < 8) ? 1 : 3;
    const map = labelsFrom(shape, (z, y, x) => (label(z, y, x) !== 1 ? 0 : z >= 3 && z <= 5 ? 128 : 255));
    const [interval] = await ask({ shape, label, probabilities: new Map([[1, map]]) }, 'isolation.f_dead_interval');
    expect(interval!.value).toEqual([0, 18 / (75 + 18)]);
    const [without, copper] = await ask({ shape, label }, 'isolation.f_dead_interval', [
      'isolation.f_dead_interval',
      { conductive_labels: [1, 5] },
    ]);
    expect(without!.reason).toContain('probabilities');
    expect(copper!.value).toBeNull();
  });

  test('two collectors: penetration from each side, gap between the fronts, and a short circuit', async () => {
    const fronts = (low: number, high: number): Structure => ({
      shape: [20, 6, 6],
      spacing: [0.5, 1, 1],
      faces: ['z-', 'z+'],
      label: (z, y, x) => ((y < 2 && x < 2 && z < low) || (y >= 4 && x >= 4 && z >= 20 - high) || z === 0 || z === 19 ? 1 : 3),
    });
    expect(valuesOf(await ask(fronts(6, 9), 'isolation.penetration_by_face', 'isolation.front_gap'))).toEqual([[0.3, 0.45], 2.5]);
    expect(valuesOf(await ask(fronts(12, 14), 'isolation.front_gap'))).toEqual([-3]);
    const [both, gap] = await ask(fronts(20, 3), 'isolation.penetration_by_face', 'isolation.front_gap');
    expect([both!.value, gap!.value]).toEqual([[1, 1], 0]);
    expect(gap!.note).toContain('short circuit');
    expect((await ask({ ...fronts(2, 2), faces: ['z-'] }, 'isolation.front_gap'))[0]!.reason).toContain('two collector faces');
    expect((await ask({ ...fronts(2, 2), faces: ['z-', 'y-'] }, 'isolation.front_gap'))[0]!.reason).toContain('opposite');
  });
});

describe('contact with the collector', () => {
  test('a face: voxels on it, and their share, at unequal spacing', async () => {
    const spots: Structure = { shape: [5, 6, 8], spacing: [2, 1, 0.5], label: (z, y, x) => (z < 3 && y < 2 && x < 4 ? 1 : 3) };
    expect(valuesOf(await ask(spots, 'isolation.collector_contact_area', 'isolation.collector_contact_share'))).toEqual([4, 8 / 48]);
    expect(valuesOf(await ask({ ...spots, faces: ['x-'] }, 'isolation.collector_contact_area'))).toEqual([2 * 1 * 3 * 2]);
    expect(valuesOf(await ask({ ...spots, faces: ['z-', 'z+'] }, 'isolation.collector_contact_share'))).toEqual([8 / 96]);
  });

  test('a body: only what hangs on the collector face counts, with the sides of its steps', async () => {
    const copper: Structure = {
      shape: [6, 4, 4],
      label: (z, y) => (z < 2 || (z === 2 && y < 2) ? 5 : z === 5 ? 5 : z === 3 && y < 2 ? 1 : z === 2 && y === 2 ? 1 : 3),
    };
    const params = { collector_body_label: 5 };
    // top of the step 8 faces of lithium; its side 4 faces of lithium; the lower top 4 of lithium and 4 bare
    expect(
      valuesOf(await ask(copper, ['isolation.collector_contact_area', params], ['isolation.collector_contact_share', params])),
    ).toEqual([16, 16 / 20]);
    const [none] = await ask({ ...copper, faces: ['y-'], label: () => 1 }, ['isolation.collector_contact_area', params]);
    expect(none!.reason).toContain('collector body');
  });
});

describe('SEI around dead fragments', () => {
  /** three dead cubes of 2^3: one in a shell, one with SEI on one side, one bare; and a dead bar of 2 x 2 x 4, half covered */
  const fragments: Structure = {
    shape: [24, 12, 12],
    spacing: [1, 1, 1],
    label: (z, y, x) => {
      if (z < 2) return 1;
      const cube = (a: number, length: number): boolean => z >= a && z < a + length && y >= 5 && y < 7 && x >= 5 && x < 7;
      if (cube(4, 2) || cube(9, 2) || cube(14, 2) || cube(18, 4)) return 1;
      if (z >= 3 && z < 7 && y >= 4 && y < 8 && x >= 4 && x < 8) return 2;
      if (cube(11, 1)) return 2;
      if (z >= 17 && z < 20 && y >= 4 && y < 8 && x >= 4 && x < 8) return 2;
      return 3;
    },
  };

  test('mean, weighted by volume, and bare fragments', async () => {
    const [mean, weighted, bare] = await ask(
      fragments,
      'isolation.dead_encapsulation_mean',
      'isolation.dead_encapsulation_by_volume',
      'isolation.bare_dead_fragments',
    );
    const bar = (4 + 16) / 40;
    expect(mean!.value).toBeCloseTo((1 + 4 / 24 + 0 + bar) / 4, 12);
    expect(weighted!.value).toBeCloseTo((8 + (8 * 4) / 24 + 16 * bar) / 40, 12);
    expect(bare!.value).toBe(1);
  });

  test('without dead lithium there is no share', async () => {
    const results = await ask(
      { shape: [4, 4, 4], label: (z) => (z < 2 ? 1 : 2) },
      'isolation.dead_encapsulation_mean',
      'isolation.bare_dead_fragments',
    );
    expect(results.map(({ reason }) => reason)).toEqual(['there is no dead lithium', 'there is no dead lithium']);
  });
});

describe('bridges', () => {
  test('count, volume and weakest bridge; none in a film', async () => {
    const neck: Structure = {
      shape: [16, 12, 12],
      spacing: [2, 0.5, 1],
      label: (z, y, x) => (z < 5 || z >= 8 || (y >= 4 && y < 6 && x >= 4 && x < 7) ? 1 : 3),
    };
    const names = ['isolation.bridges', 'isolation.bridged_volume', 'isolation.weakest_bridge_voxels'];
    expect(valuesOf(await ask(neck, ...names))).toEqual([1, 8 * 144 + 2 * 6, 6]);
    const [count, volume, weakest] = await ask({ ...neck, label: (z) => (z < 5 ? 1 : 3) }, ...names);
    expect([count!.value, volume!.value, weakest!.value]).toEqual([0, 0, null]);
    expect(weakest!.reason).toContain('9 voxels');
    expect((await ask({ ...neck, label: () => 3 }, ...names)).map(({ reason }) => reason)).toEqual(
      Array(3).fill('there is no live lithium'),
    );
  });

  test('the table names a voxel of each cut and what hangs on it', async () => {
    const shape: Shape3 = [16, 12, 12];
    const data = labelsFrom(shape, (z, y, x) => (z < 5 || z >= 8 || (y >= 4 && y < 7 && x === 5) ? 1 : 3));
    const labels = labelVolume(data, shape, { spacing: [2, 1, 1], source: 'test', unit: 'm' }, 'test');
    const table = await bridgeTable(labels, { collectorFaces: ['z-'] }, { workers: createInlineWorkers() });
    const stake = 8 * 144 + 2 * 3;
    expect(table.rows).toEqual([[1, 5, 5, 5, 3, stake, 2 * stake, stake / (13 * 144 + 9)]]);
    expect(table.rows[0]).toHaveLength(table.columns.length);
    const unknown = { ...labels, calibration: NO_CALIBRATION };
    expect((await bridgeTable(unknown, { collectorFaces: ['z-'] }, { workers: createInlineWorkers() })).rows[0]![6]).toBeNull();
  });
});

describe('bad input', () => {
  const mine = METRICS.filter(
    ({ id, family }) =>
      ['inventory', 'solid_state', 'sei', 'sei2d', 'height'].includes(family) ||
      /^(profile\.fraction_along_axis|deposit\.expansion|isolation\.(f_dead_|bridge|weakest|penetration|front|collector|dead_enc|bare))/.test(
        id,
      ),
  );
  const shapes: readonly Shape3[] = [
    [5, 6, 7],
    [1, 6, 7],
    [6, 1, 7],
    [6, 7, 1],
    [1, 1, 8],
    [8, 1, 1],
    [1, 1, 1],
    [2, 2, 2],
  ];
  const labels: Readonly<Record<string, Structure['label']>> = {
    'only electrolyte': () => 3,
    'only lithium': () => 1,
    'only SEI': () => 2,
    'only solid electrolyte': () => 6,
    'nothing assigned': () => 0,
    'unknown labels': (z, y, x) => ((z + y + x) % 2 === 0 ? 9 : 200),
    'one voxel': (z, y, x) => (z + y + x === 0 ? 1 : 3),
    'plates of one voxel': (z, y) => (z % 2 === 0 ? 1 : y % 2 === 0 ? 2 : 6),
    'checkerboard of everything': (z, y, x) => (z + 2 * y + 3 * x) % 7,
  };

  const inputs = shapes.flatMap((shape) =>
    (
      [
        [[1, 1, 10], ['z-']],
        [
          [1, 1, 10],
          ['x-', 'x+'],
        ],
        [null, []],
      ] as const
    ).map(([spacing, faces]) => ({ shape, spacing, faces })),
  );
  const params: Readonly<Record<string, unknown>> = { inner_thickness: '2um', sei_compound: 'LiF' };
  const requests = mine.map(({ id, params: known }): readonly [string, Readonly<Record<string, unknown>>] => [
    id,
    Object.fromEntries(known.flatMap(({ name }) => (name in params ? [[name, params[name]]] : []))),
  ]);

  test.each(Object.keys(labels))('%s, in boxes and images of all kinds: a finite number, or none with a reason', async (name) => {
    const results = await Promise.all(inputs.map((input) => ask({ ...input, label: labels[name]! }, ...requests)));
    for (const result of results.flat())
      if (result.value === null) expect(result.reason, result.metric).toMatch(/\w/);
      else expect(JSON.stringify(result.value), result.metric).not.toMatch(/null|NaN/);
  });
});
