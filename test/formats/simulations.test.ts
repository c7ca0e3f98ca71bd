/** Files of simulation codes as they come, with the values that stand beside them; and the limits of the text readers. */
import { expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { inspectPath, openGeometry } from '../../src/formats/index.js';
import { checkedPoints, MAX_POINTS } from '../../src/formats/particles/frames.js';
import { numberAt } from '../../src/formats/particles/number-text.js';
import type { Geometry } from '../../src/volume/index.js';
import { host } from '../support/format-host.js';
import { describeShared, sharedPath } from '../support/shared.js';
import { fileFixture } from './file-fixture.js';

const { put } = fileFixture('simulations');

function column(geometry: Geometry, axis: number): number[] {
  return Array.from({ length: geometry.points.length / 3 }, (_, i) => geometry.points[i * 3 + axis]!);
}

function values(geometry: Geometry, name: string): Float64Array {
  return geometry.fields.find((field) => field.name === name)!.values;
}

function extent(list: readonly number[]): number {
  return list.reduce((a, b) => Math.max(a, b)) - list.reduce((a, b) => Math.min(a, b));
}

/** Radius of gyration of the first n points. */
function gyration({ points }: Geometry, n: number): number {
  const sums = [0, 0, 0];
  let squares = 0;
  for (let i = 0; i < n * 3; i++) {
    sums[i % 3]! += points[i]!;
    squares += points[i]! ** 2;
  }
  return Math.sqrt(squares / n - sums.reduce((sum, s) => sum + (s / n) ** 2, 0));
}

describeShared('sim', 'files of simulation codes', () => {
  test.each([
    ['dla2d_n20000.xyz', 2, 303.376, [1038.15, 975.65]],
    ['compact_to_dendritic_2d_n20000.xyz', 2, 158.971, [482.18, 518.71]],
    ['dla3d_n20000.xyz', 3, 69.616, [194.28, 232.87, 179.7]],
  ] as const)('%s', async (file, dimensions, radius, extents) => {
    const source = await openGeometry(host, sharedPath('sim/brownian-dla-xyz', file));
    expect(source.info).toMatchObject({ points: 20_000, dimensions, unit: null, warnings: [] });
    const geometry = await source.frame(0);
    expect(gyration(geometry, 20_000)).toBeCloseTo(radius, 3);
    extents.forEach((length, axis) => expect(extent(column(geometry, axis))).toBeCloseTo(length, 1));
    // rows are in the order of deposition
    expect(values(geometry, 'column 5').every((index, i) => index === i)).toBe(true);
    await source.close();
  });

  test('a deposit that grows, and its last frame as a data file', async () => {
    const source = await openGeometry(host, sharedPath('sim/lammps-dump/deposit.lammpstrj'));
    expect(source.info.frames.map(({ step }) => step)).toEqual([0, 15_000, 30_000, 45_000]);
    const counts: number[] = [];
    for (let i = 0; i < 4; i++) counts.push((await source.frame(i)).points.length / 3);
    expect(counts).toEqual([768, 856, 866, 868]);
    const last = await source.frame(3);
    expect(last.box?.periodic).toEqual([true, true, false]);
    await source.close();
    const data = await openGeometry(host, sharedPath('sim/lammps-dump/deposit.data'));
    expect(data.info).toMatchObject({ points: 868, frames: [{ step: 45_000 }] });
    const written = await data.frame(0);
    expect(new Set(values(written, 'type'))).toEqual(new Set([1, 2]));
    const rowOf = new Map(Array.from(values(last, 'id'), (id, row) => [id, row]));
    // a data file has every atom inside the box, a dump just beyond its sides too
    const edges = written.box!.edges.map((edge, i) => edge[i]!);
    values(written, 'id').forEach((id, row) => {
      for (let axis = 0; axis < 3; axis++) {
        const apart = Math.abs(written.points[row * 3 + axis]! - last.points[rowOf.get(id)! * 3 + axis]!);
        expect(Math.min(apart, Math.abs(apart - edges[axis]!))).toBeLessThan(6e-5);
      }
    });
    await data.close();
  });

  test('a tilted box: dump and data file agree', async () => {
    const dump = await openGeometry(host, sharedPath('sim/lammps-dump/li_bcc_triclinic.dump'));
    const data = await openGeometry(host, sharedPath('sim/lammps-dump/li_bcc_triclinic.data'));
    const [scaled, written] = [await dump.frame(0), await data.frame(0)];
    for (const { box } of [scaled, written])
      box!.edges.flat().forEach((v, i) => expect(v).toBeCloseTo([21.06, 0, 0, 5.265, 21.06, 0, 1.755, 0.8775, 21.06][i]!, 9));
    const rowOf = new Map(Array.from(values(written, 'id'), (id, row) => [id, row]));
    values(scaled, 'id').forEach((id, row) => {
      const other = rowOf.get(id)!;
      for (let axis = 0; axis < 3; axis++)
        expect(Math.abs(scaled.points[row * 3 + axis]! - written.points[other * 3 + axis]!)).toBeLessThan(1e-4);
    });
    await dump.close();
    await data.close();
  });

  test.each([
    ['film2d.dump', 1, [4800, 4800, 4800, 4800], [180, 711, 1294, 1893], [4.192, 50.299, 77.544, 108.981], false],
    ['film2d_occupied_only.dump', 1, [180, 711, 1294, 1893], [180, 711, 1294, 1893], [4.192, 50.299, 77.544, 108.981], false],
    ['film3d.dump', 2, [9600, 9600, 9600], [400, 1157, 1977], [0, 9, 15], true],
  ] as const)('%s', async (file, axis, sites, occupied, highest, isGrid) => {
    const source = await openGeometry(host, sharedPath('sim/spparks-film', file));
    expect(source.info.format).toBe('spparks-dump');
    expect(source.info.frames).toHaveLength(sites.length);
    for (let i = 0; i < sites.length; i++) {
      const geometry = await source.frame(i);
      const type = values(geometry, 'type');
      const filled = column(geometry, axis).filter((_, site) => type[site] === 2);
      expect([type.length, filled.length]).toEqual([sites[i], occupied[i]]);
      expect(Math.max(...filled)).toBeCloseTo(highest[i]!, 2);
      expect(geometry.grid !== undefined).toBe(isGrid);
    }
    await source.close();
  });

  test('a table of a grid, as ParaView writes it', async () => {
    const source = await openGeometry(host, sharedPath('sim/phase-field-vtk/xi_points_40x40.csv'));
    const geometry = await source.frame(0);
    expect(source.info).toMatchObject({ points: 1600, dimensions: 2 });
    expect([geometry.grid!.x.length, geometry.grid!.y.length, geometry.grid!.z.length]).toEqual([40, 40, 1]);
    expect(geometry.grid!.x[39]).toBe(156.5);
    await source.close();
  });

  test('PySPH: arrays joined, and the pickled archive refused', async () => {
    const source = await openGeometry(host, sharedPath('sim/pysph-particles/li_dendrite_0.hdf5'));
    expect(source.info).toMatchObject({ format: 'pysph', points: 576, dimensions: 2, frames: [{ step: 0, time: 0 }] });
    expect(source.info.warnings).toEqual(['The array is numbered: 1 electrolyte, 2 lithium.']);
    const geometry = await source.frame(0);
    expect(values(geometry, 'array').filter((array) => array === 2)).toHaveLength(128);
    expect(new Set(values(geometry, 'h'))).toEqual(new Set([1.5]));
    // 24 x 24 places of a unit lattice, each taken once
    expect(new Set(column(geometry, 0).map((x, i) => `${x} ${column(geometry, 1)[i]!}`)).size).toBe(576);
    await source.close();
    const [entry] = await inspectPath(host, sharedPath('sim/pysph-particles/li_dendrite_0.npz'));
    expect(entry).toMatchObject({ error: { code: 'unsupported-format', message: expect.stringContaining('HDF5 file (.hdf5)') as string } });
  });
});

test('numbers from bytes are those of the language', () => {
  const rng = createRng(5);
  const texts = [
    '0',
    '-0',
    '+1.5',
    '.5',
    '5.',
    '1e5',
    '1E-07',
    '9007199254740993',
    '0.1',
    '1e23',
    '123456789012345e-30',
    '1e400',
    '4.9e-324',
  ];
  for (let i = 0; i < 3000; i++) {
    const v = (rng.next() - 0.5) * 10 ** (rng.int(60) - 30);
    texts.push(String(v), v.toExponential(rng.int(20)), v.toPrecision(1 + rng.int(20)));
  }
  for (const text of texts) expect(numberAt(Buffer.from(` ${text} `), 1, 1 + text.length), text).toBe(Number(text));
  for (const [text, value] of [
    ['1.5D+03', 1500],
    ['0.123-100', 0.123e-100],
    ['-inf', -Infinity],
    ['nan', NaN],
    ['-nan', NaN],
  ] as const)
    // prettier-ignore
    expect(numberAt(Buffer.from(text), 0, text.length)).toBe(value);
  for (const text of ['', '-', '1.2.3', '1e', 'e5', '0x10', '1,5', '*****', 'Li', '1e5x'])
    expect(numberAt(Buffer.from(text), 0, text.length) ?? NaN, text).toBeNaN();
});

test('counts are checked before anything is allocated', () => {
  expect(checkedPoints('f', MAX_POINTS, 5, 1e9)).toBe(50_000_000);
  expect(() => checkedPoints('f', MAX_POINTS + 1, 5, 1e12)).toThrow('more than the 50000000');
  expect(() => checkedPoints('f', 1000, 5, 9998)).toThrow('cannot hold');
  expect(() => checkedPoints('f', MAX_POINTS, 20, 1e12)).toThrow('write fewer columns');
});

test('frames larger than the buffer, cut anywhere', async () => {
  const rng = createRng(9);
  const count = 150_000;
  const points = Float64Array.from({ length: count * 3 }, () => Math.round(rng.next() * 1e6) / 1e3);
  const rows = Array.from({ length: count }, (_, i) => `${i + 1} ${points[3 * i]!} ${points[3 * i + 1]!} ${points[3 * i + 2]!}`);
  const head = (step: number): string =>
    `ITEM: TIMESTEP\n${step}\nITEM: NUMBER OF ATOMS\n${count}\nITEM: BOX BOUNDS ff ff ff\n0 1000\n0 1000\n0 1000\nITEM: ATOMS id x y z\n`;
  const source = await openGeometry(host, put('long.dump', `${head(0)}${rows.join('\n')}\n${head(1)}${rows.toReversed().join('\n')}`));
  expect(source.info.frames).toHaveLength(2);
  expect((await source.frame(0)).points).toEqual(points);
  const second = await source.frame(1);
  expect(second.points.subarray(0, 3)).toEqual(points.slice(-3));
  expect(second.points.subarray(-3)).toEqual(points.slice(0, 3));
  await source.close();
});
