/** Every way of making voxels, on geometries with a closed-form answer. */
import { describe, expect, test } from 'vitest';
import type { Geometry, GeometryBox, GeometryField, GeometryInfo } from '../../src/volume/index.js';
import { kindsOf, VOXELIZERS, voxelizedLabels, voxelizeValues } from '../../src/voxelize/index.js';
import type { VoxelizeRequest } from '../../src/voxelize/index.js';

const MICRONS = { metres: 1e-6, shown: 'um' } as const;
const LITHIUM = { threshold: 0.5, solid: 1, rest: 3 };

function infoOf(geometry: Geometry, more: Partial<GeometryInfo> = {}): GeometryInfo {
  return {
    format: 'xyz',
    kind: geometry.cells.length > 0 ? 'mesh' : 'particles',
    path: 'made.xyz',
    points: geometry.points.length / 3,
    dimensions: geometry.points.every((value, i) => i % 3 !== 2 || value === 0) ? 2 : 3,
    unit: null,
    frames: [{ step: 0 }],
    fields: geometry.fields.map(({ name, on, components }) => ({ name, on, components })),
    warnings: [],
    ...more,
  };
}

function particles(points: readonly number[], fields: Record<string, readonly number[]> = {}, more: Partial<Geometry> = {}): Geometry {
  const list: GeometryField[] = Object.entries(fields).map(([name, values]) => ({
    name,
    on: 'points',
    components: 1,
    values: Float64Array.from(values),
  }));
  return { points: Float64Array.from(points), fields: list, cells: [], ...more };
}

function lattice(nx: number, ny: number, nz: number, step: number): number[] {
  const points: number[] = [];
  for (let z = 0; z < nz; z++) for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++) points.push(x * step, y * step, z * step);
  return points;
}

function made(geometry: Geometry, request: VoxelizeRequest, more: Partial<GeometryInfo> = {}) {
  return voxelizeValues(geometry, infoOf(geometry, more), MICRONS, request);
}

const sum = (data: Float32Array): number => data.reduce((total, value) => total + value, 0);

test('every method is a record with an id of its own and a text', () => {
  expect(new Set(VOXELIZERS.map(({ id }) => id)).size).toBe(VOXELIZERS.length);
  for (const { title, text } of VOXELIZERS) expect(`${title} ${text}`.length).toBeGreaterThan(60);
});

describe('spheres', () => {
  test('volume in physical units, voxel size in the unit that was given', () => {
    const got = made(particles([0, 0, 0, 10, 0, 0, 0, 10, 10], { radius: [2, 3, 2.5] }), { step: 0.25 });
    expect(got.method).toBe('spheres');
    expect(got.calibration).toMatchObject({
      unit: 'um',
      spacing: [expect.closeTo(0.25e-6, 15), expect.closeTo(0.25e-6, 15), expect.closeTo(0.25e-6, 15)],
    });
    const volume = sum(got.values) * 0.25 ** 3;
    expect(volume / ((4 / 3) * Math.PI * (8 + 27 + 15.625))).toBeCloseTo(1, 3);
  });

  test('without a radius touching balls are assumed, and said', () => {
    const got = made(particles(lattice(3, 3, 3, 2)), {});
    expect(got.chosen).toMatchObject({ radius: 1, 'radius from': 'half the median distance of nearest neighbours' });
  });

  test('a ball over a periodic border goes on at the other side', () => {
    const box = {
      origin: [0, 0, 0],
      edges: [
        [20, 0, 0],
        [0, 20, 0],
        [0, 0, 20],
      ],
      periodic: [true, true, true],
    } as const;
    const corner = made(particles([0, 0, 0], { radius: [5] }, { box }), { step: 0.5 }, { dimensions: 3 });
    expect(corner.shape).toEqual([40, 40, 40]);
    const inside = made(particles([10, 10, 10], { radius: [5] }, { box }), { step: 0.5 });
    expect(sum(corner.values)).toBeCloseTo(sum(inside.values), 3);
    // the other corner holds its eighth
    expect(corner.values[40 ** 3 - 1]).toBe(1);
  });

  test('only what is selected is solid; several kinds without a choice are told', () => {
    const geometry = particles([0, 0, 0, 10, 0, 1], { type: [1, 2], radius: [2, 2] });
    expect(made(geometry, { step: 0.5 }).warnings[0]).toContain('type 1, 2');
    const one = made(geometry, { step: 0.5, select: { field: 'type', values: [2] } });
    expect(one.warnings).toEqual([]);
    expect(Math.abs((sum(one.values) * 0.125) / ((4 / 3) * Math.PI * 8) - 1)).toBeLessThan(0.01);
    expect(() => made(geometry, { select: { field: 'type', values: [7] } })).toThrow('the values are 1, 2');
    expect(() => made(geometry, { select: { field: 'kind', values: [7] } })).toThrow('it has type, radius');
  });

  test('discs in two dimensions give one plane', () => {
    const got = made(particles([0, 0, 0, 9, 0, 0], { radius: [3, 3] }), { step: 0.1 });
    expect(got.shape[0]).toBe(1);
    expect((sum(got.values) * 0.01) / (2 * Math.PI * 9)).toBeCloseTo(1, 3);
  });

  test('a grid beyond the limit is refused before it is made', () => {
    expect(() => made(particles([0, 0, 0, 1000, 1000, 1000], { radius: [1, 1] }), { step: 0.01 })).toThrow('choose a longer edge');
    expect(() => made(particles([0, 0, 0]), {})).toThrow('give one');
  });
});

describe('sites of a lattice', () => {
  const occupied = (p: number): number => (p % 3 === 0 ? 2 : 1);
  const points = lattice(6, 5, 4, 2.5);
  const types = Array.from({ length: 120 }, (_, p) => occupied(p));

  test('one site is one voxel, exactly', () => {
    const got = made(particles(points, { type: types }), { select: { field: 'type', values: [2] } }, { format: 'spparks-dump' });
    expect(got.method).toBe('sites');
    expect(got.shape).toEqual([4, 5, 6]);
    expect(Array.from(got.values)).toEqual(types.map((type) => (type === 2 ? 1 : 0)));
    expect(got.calibration.spacing![0]).toBeCloseTo(2.5e-6, 12);
  });

  test('a dump that lists only what is occupied gives the same within its bounds', () => {
    const kept = types.flatMap((type, p) => (type === 2 ? points.slice(3 * p, 3 * p + 3) : []));
    const box = {
      origin: [0, 0, 0],
      edges: [
        [15, 0, 0],
        [0, 12.5, 0],
        [0, 0, 10],
      ],
      periodic: [true, true, true],
    } as const;
    const got = made(particles(kept, {}, { box }), { method: 'sites', step: 2.5 });
    expect(got.shape).toEqual([4, 5, 6]);
    expect(sum(got.values)).toBe(40);
  });

  test('which kind is solid must be said', () => {
    expect(() => made(particles(points, { type: types }), {}, { format: 'spparks-dump' })).toThrow(
      'say which of them are solid, like type=2',
    );
  });
});

describe('sph, grid and mesh', () => {
  test('two half spaces of particles meet half way', () => {
    const points = lattice(12, 12, 1, 1);
    const array = points.flatMap((x, i) => (i % 3 === 0 ? [x < 6 ? 0 : 1] : []));
    const got = made(particles(points, { h: points.map(() => 1.3).slice(0, 144), array }), {
      step: 0.5,
      select: { field: 'array', values: [1] },
    });
    expect(got.method).toBe('sph');
    const labels = voxelizedLabels(got, LITHIUM, 'test');
    expect(labels.data.filter((id) => id === 1).length / labels.data.length).toBeCloseTo(0.5, 2);
  });

  test('an uneven grid is resampled to its smallest step', () => {
    const x = Float64Array.of(0, 1, 2, 4, 8);
    const y = Float64Array.of(0, 1, 2);
    const values = Array.from({ length: 15 }, (_, i) => x[i % 5]!);
    const points = Array.from({ length: 15 }, (_, i) => [x[i % 5]!, y[Math.floor(i / 5)]!, 0]).flat();
    const got = made(particles(points, { xi: values }, { grid: { x, y, z: Float64Array.of(0) } }), {});
    expect(got.method).toBe('grid');
    expect(got.shape).toEqual([1, 3, 9]);
    expect(Array.from(got.values.slice(0, 9))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('a mesh with a field is thresholded; outside nothing is known', () => {
    const geometry: Geometry = {
      points: Float64Array.of(0, 0, 0, 10, 0, 0, 0, 10, 0),
      fields: [{ name: 'xi', on: 'points', components: 1, values: Float64Array.of(0, 1, 0) }],
      cells: [{ shape: 'triangle', nodes: Int32Array.of(0, 1, 2) }],
    };
    const got = made(geometry, { step: 0.1 });
    const labels = voxelizedLabels(got, LITHIUM, 'test');
    const share = (id: number): number => (labels.data.filter((label) => label === id).length * 0.01) / 100;
    // centres on the slanted side belong to the triangle: half a per cent
    expect(Math.abs(share(0) - 0.5)).toBeLessThan(0.006);
    // the corner beyond x = 5 of a right triangle is a quarter of it
    expect(share(1)).toBeCloseTo(0.125, 2);
    expect(() => made(geometry, { method: 'spheres' })).toThrow('there are mesh');
  });

  test('surfaces have no inside', () => {
    const geometry: Geometry = {
      points: Float64Array.of(0, 0, 0, 10, 0, 0, 0, 10, 5),
      fields: [],
      cells: [{ shape: 'triangle', nodes: Int32Array.of(0, 1, 2) }],
    };
    expect(() => made(geometry, { step: 1 })).toThrow('only surfaces');
  });
});

describe('what a file leaves out or puts elsewhere', () => {
  const box = (edges: GeometryBox['edges']): GeometryBox => ({
    origin: [0, 0, 0],
    edges,
    periodic: [true, true, true],
  });
  const CUBE = [
    [10, 0, 0],
    [0, 10, 0],
    [0, 0, 10],
  ] as const;

  test('particles without a radius above zero have no body, and that is said', () => {
    const points = [5, 5, 5, 1, 1, 1, 2, 2, 2, 9, 9, 9];
    const got = made(particles(points, { radius: [2, NaN, 0, -0.3] }), { step: 0.25 });
    expect(sum(got.values) * 0.25 ** 3).toBeCloseTo((4 / 3) * Math.PI * 8, 0);
    expect(got.chosen).toMatchObject({ radius: 2 });
    expect(got.warnings).toEqual(['3 particles have no radius above zero and were left out.']);
    expect(() => made(particles(points, { radius: [0, NaN, 0, -1] }), { step: 0.25 })).toThrow('No particle has a radius above zero');
  });

  test('balls in a tilted periodic box are whole', () => {
    const tilted = box([
      [10, 0, 0],
      [5, 10, 0],
      [0, 0, 10],
    ]);
    const got = made(particles([5, 5, 5, 0, 0, 0], { radius: [2, 1] }, { box: tilted }), { step: 0.125 });
    expect((sum(got.values) * 0.125 ** 3) / ((4 / 3) * Math.PI * 9)).toBeCloseTo(1, 2);
  });

  test('unwrapped coordinates come back into an upright periodic box', () => {
    const volume = (x: number): number => sum(made(particles([x, 5, 5], { radius: [2] }, { box: box(CUBE) }), { step: 0.25 }).values);
    expect(volume(34)).toBe(volume(4));
    expect(volume(-26)).toBe(volume(4));
    expect(volume(4)).toBeGreaterThan(0);
  });

  test('a field is never left aside: balls give way to the method that shows it', () => {
    const holed = lattice(6, 6, 1, 1).flatMap((_, i, all) => (i % 3 === 0 && i !== 42 ? all.slice(i, i + 3) : []));
    const xi = holed.flatMap((x, i) => (i % 3 === 0 ? [x < 3 ? 0.9 : 0.1] : []));
    const got = made(particles(holed, { xi }), { field: 'xi', step: 1 });
    expect(got.method).toBe('sites');
    expect(got.shape).toEqual([1, 6, 6]);
    expect(got.values.filter((value) => value > 0.5).length).toBe(17);
    expect(Array.from(got.values.keys()).filter((i) => Number.isNaN(got.values[i]))).toEqual([14]);
    expect(() => made(particles(holed, { xi }), { field: 'xi', method: 'spheres' })).toThrow('and the field "xi"');
  });

  test('a missing value of a grid is missing at its own crossing only', () => {
    const axis = Float64Array.of(0, 1, 2, 3);
    const points = lattice(4, 4, 4, 1);
    const values = points.flatMap((x, i) => (i % 3 === 0 ? [x] : []));
    values[21] = NaN;
    const got = made(particles(points, { xi: values }, { grid: { x: axis, y: axis, z: axis } }), {});
    expect(Array.from(got.values)).toEqual(values);
  });

  test('a particle without a value says nothing about its neighbours', () => {
    const points = lattice(6, 6, 1, 1);
    const xi = Array.from({ length: 36 }, (_, i) => (i === 14 ? NaN : 0.75));
    const got = made(particles(points, { xi }), { field: 'xi', method: 'sph', step: 0.5 });
    expect(got.values.every((value) => Math.abs(value - 0.75) < 1e-6)).toBe(true);
  });

  test('a missing value is no kind', () => {
    expect(kindsOf({ name: 'type', on: 'cells', components: 1, values: Float64Array.of(2, NaN, 1, NaN) })).toEqual([1, 2]);
  });
});
