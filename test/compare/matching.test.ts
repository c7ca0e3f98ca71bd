import { describe, expect, test } from 'vitest';
import { cutWindows, depositFrame, matchBox, matchSpacing, resampleLabels, tilePlane } from '../../src/compare/index.js';
import { FACES, faceGeometry, labelVolume, NO_CALIBRATION } from '../../src/volume/index.js';
import type { Calibration, Face, LabelVolume, Shape3, Vec3 } from '../../src/volume/index.js';
import { film, MICRON } from './structures.js';

function micron(spacing: Vec3): Calibration {
  return { ...MICRON, spacing: [spacing[0] * 1e-6, spacing[1] * 1e-6, spacing[2] * 1e-6] };
}

/** a distinct value in every voxel */
function numbered(shape: Shape3, calibration: Calibration): LabelVolume {
  const data = Uint8Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, i) => i);
  return labelVolume(data, shape, calibration, 'numbered');
}

const valueAt = ({ data, shape }: LabelVolume, p: readonly number[]): number => data[(p[0]! * shape[1] + p[1]!) * shape[2] + p[2]!]!;

describe('the deposit frame', () => {
  const original = numbered([3, 4, 5], micron([3, 4, 5]));

  test.each(FACES.map((face) => [face]))('layer 0 is the layer at %s, and growth is away from it', (face: Face) => {
    const { axis, atEnd } = faceGeometry(face);
    const turned = depositFrame({ name: 'n', labels: original, collectorFaces: [face] });
    const rest = [0, 1, 2].filter((a) => a !== axis);
    expect(turned.shape).toEqual([original.shape[axis], original.shape[rest[0]!], original.shape[rest[1]!]]);
    expect(turned.calibration.spacing).toEqual([axis, ...rest].map((a) => original.calibration.spacing![a]));
    for (let z = 0; z < turned.shape[0]; z++)
      for (let u = 0; u < turned.shape[1]; u++)
        for (let v = 0; v < turned.shape[2]; v++) {
          const from = [0, 0, 0];
          from[axis] = atEnd ? original.shape[axis]! - 1 - z : z;
          from[rest[0]!] = u;
          from[rest[1]!] = v;
          expect(valueAt(turned, [z, u, v])).toBe(valueAt(original, from));
        }
  });

  test('without a collector nothing moves', () => {
    expect(depositFrame({ name: 'n', labels: original, collectorFaces: [] })).toBe(original);
  });
});

describe('one voxel size', () => {
  test('twice the voxel: the majority of eight, ties to the lower id', () => {
    const data = new Uint8Array(2 * 2 * 4);
    const set = (x: number, values: number[]): void => values.forEach((value, i) => (data[(i >> 1) * 4 + (i & 1) + 2 * x] = value));
    set(0, [1, 1, 1, 1, 1, 3, 3, 3]);
    set(1, [3, 3, 3, 3, 1, 1, 1, 1]);
    const coarse = resampleLabels(labelVolume(data, [2, 2, 4], micron([1, 1, 1]), 'fine'), [2e-6, 2e-6, 2e-6]);
    expect(coarse.shape).toEqual([1, 1, 2]);
    expect([...coarse.data]).toEqual([1, 1]);
    expect(coarse.calibration.spacing).toEqual([2e-6, 2e-6, 2e-6]);
  });

  test('one and a half times: every fine voxel votes once', () => {
    const coarse = resampleLabels(labelVolume(Uint8Array.of(1, 1, 1, 3, 3, 3), [1, 1, 6], micron([1, 1, 1]), 'fine'), [1e-6, 1e-6, 1.5e-6]);
    expect(coarse.shape).toEqual([1, 1, 4]);
    expect([...coarse.data]).toEqual([1, 1, 3, 3]);
  });

  test('a block of one phase stays, at its size', () => {
    const coarse = resampleLabels(film([12, 12, 12], 6), [3e-6, 2e-6, 4e-6]);
    expect(coarse.shape).toEqual([4, 6, 3]);
    expect(coarse.data.filter((id) => id === 1).length).toBe(2 * 6 * 3);
  });

  test('the finer one goes to the coarser, in the unit of the first, and it is said', () => {
    const fine = film([8, 8, 8], 4, { ...micron([1, 1, 1]), unit: 'nm' });
    const coarse = film([4, 4, 4], 2, micron([2, 2, 2]));
    const { volumes, warnings } = matchSpacing([coarse, fine]);
    expect(volumes.map((volume) => volume.shape)).toEqual([
      [4, 4, 4],
      [4, 4, 4],
    ]);
    expect([...volumes[1]!.data]).toEqual([...volumes[0]!.data]);
    expect(volumes.map((volume) => volume.calibration.unit)).toEqual(['um', 'um']);
    expect(warnings).toHaveLength(1);
  });

  test('equal sizes are left alone, and only one known size is refused', () => {
    const a = film([4, 4, 4], 2);
    expect(matchSpacing([a, a])).toMatchObject({ warnings: [] });
    expect(matchSpacing([a, a]).volumes[0]!.data).toBe(a.data);
    const unknown = film([4, 4, 4], 2, NO_CALIBRATION);
    expect(matchSpacing([unknown, unknown]).warnings[0]).toContain('voxel by voxel');
    expect(() => matchSpacing([a, unknown])).toThrow(/no voxel size/);
    expect(() => matchSpacing([unknown, a])).toThrow(/--voxel/);
  });

  test('a structure below one coarse voxel is refused by name', () => {
    expect(() => resampleLabels(film([2, 2, 2], 1), [9e-6, 9e-6, 9e-6])).toThrow(/film is smaller than one voxel/);
  });
});

describe('one box, cut into windows', () => {
  test('the box is the least extent along each axis', () => {
    const [a, b] = matchBox([numbered([2, 5, 3], MICRON), numbered([4, 2, 3], MICRON)]);
    expect(a!.shape).toEqual([2, 2, 3]);
    expect(b!.shape).toEqual([2, 2, 3]);
    expect([...a!.data]).toEqual([0, 1, 2, 3, 4, 5, 15, 16, 17, 18, 19, 20]);
  });

  test.each([
    [160, 160, [3, 3]],
    [48, 96, [2, 4]],
    [96, 48, [4, 2]],
    [1, 400, [1, 15]],
    [40, 40, [3, 3]],
  ] as const)('a plane of %i x %i gives %j windows', (ny, nx, count) => {
    const tiling = tilePlane(ny, nx)!;
    expect(tiling.count).toEqual(count);
    expect(tiling.size[0] * tiling.count[0]).toBeLessThanOrEqual(ny);
    expect(tiling.size[1] * tiling.count[1]).toBeLessThanOrEqual(nx);
  });

  test.each([
    [20, 20],
    [1, 90],
    [12, 95],
    [1, 1],
  ])('a plane of %i x %i is too small for 8 windows', (ny, nx) => {
    expect(tilePlane(ny, nx)).toBeNull();
  });

  test('windows do not overlap and keep the height', () => {
    const shape: Shape3 = [2, 26, 50];
    const data = new Uint8Array(2 * 26 * 50);
    for (let y = 0; y < 26; y++) for (let x = 0; x < 50; x++) data[y * 50 + x] = Math.floor(y / 13) * 4 + Math.floor(x / 12.5);
    const windows = cutWindows(labelVolume(data, shape, MICRON, 'plane'), tilePlane(26, 50)!);
    expect(windows).toHaveLength(8);
    expect(windows.every((window) => window.shape[0] === 2)).toBe(true);
    expect(windows.map((window) => window.data[0])).toEqual([0, 0, 1, 2, 4, 4, 5, 6]);
  });
});
