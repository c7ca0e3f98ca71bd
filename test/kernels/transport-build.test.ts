/** What the solver reads from the bits of a phase, against counts voxel by voxel; and how much memory it lays out. */
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { kernelMemory, MAX_KERNEL_BYTES, packPhase, planTransport, prepareTransport } from '../../src/kernels/index.js';
import type { TransportTask } from '../../src/kernels/index.js';
import { chunksOf, STEP, transportSteps } from '../../src/kernels/transport-steps.js';
import type { Shape3, Vec3 } from '../../src/volume/index.js';

type Inside = (z: number, y: number, x: number) => 0 | 1;

/** the phase with the sides wrapped or closed; nothing beyond the ends */
function insideOf(labels: Uint8Array, [nz, ny, nx]: Shape3, periodic: boolean): Inside {
  return (z, y, x) => {
    if (z < 0 || z >= nz) return 0;
    if (!periodic && (y < 0 || y >= ny || x < 0 || x >= nx)) return 0;
    return labels[(z * ny + ((y + ny) % ny)) * nx + ((x + nx) % nx)] === 1 ? 1 : 0;
  };
}

function built(labels: Uint8Array, shape: Shape3, spacing: Vec3, periodic: boolean): TransportTask {
  const phase = packPhase(labels, shape, 1, [0, 1, 2]);
  const plan = planTransport(shape, phase.rowWords, spacing, periodic, 1);
  const task = prepareTransport(kernelMemory(plan.bytes), plan, phase, 'through');
  const run = transportSteps(task.memory, plan, 0);
  const all = (operation: number, level: number): void => {
    const chunks = chunksOf(plan, level);
    for (let chunk = 0; chunk < chunks; chunk++) run(operation, level, chunk, chunks);
  };
  all(STEP.build, 0);
  for (let level = 1; level <= plan.levels.length; level++) all(STEP.counts, level);
  return task;
}

function randomLabels(shape: Shape3, share: number): Uint8Array {
  const rng = createRng(17);
  return Uint8Array.from({ length: shape[0] * shape[1] * shape[2] }, () => (rng.chance(share) ? 1 : 0));
}

const BOXES: readonly (readonly [Shape3, Vec3, boolean])[] = [
  [[7, 9, 11], [1, 1, 1], false],
  [[6, 8, 70], [1, 1, 1], true],
  [[5, 6, 10], [2, 1, 1], false],
  [[9, 4, 6], [1, 3, 1], true],
  [[1, 5, 130], [1, 1, 1], false],
  [[8, 1, 3], [1, 1, 1], false],
  [[8, 3, 1], [1, 1, 1], false],
];

describe.each(BOXES)('box %j, spacing %j, periodic %s', (shape, spacing, periodic) => {
  test.each([0, 0.5, 1])('codes, sources and coarse faces at a share of %d', (share) => {
    const labels = randomLabels(shape, share);
    const inside = insideOf(labels, shape, periodic);
    const { memory, plan } = built(labels, shape, spacing, periodic);
    const bytes = new Uint8Array(memory.buffer);
    const floats = new Float32Array(memory.buffer);
    const [nz, ny, nx] = shape;
    const wrong: string[] = [];
    for (let z = 0; z < nz; z++)
      for (let y = 0; y < ny; y++)
        for (let x = 0; x < nx; x++) {
          const here = inside(z, y, x);
          const below = z === 0 ? 1 : inside(z - 1, y, x);
          const above = z === nz - 1 ? 1 : inside(z + 1, y, x);
          const along = (z === 0 ? 2 : below) + (z === nz - 1 ? 2 : above);
          const sides = inside(z, y - 1, x) + inside(z, y + 1, x);
          const rows = inside(z, y, x - 1) + inside(z, y, x + 1);
          const code = here * (plan.even ? along + sides + rows : rows + 4 * sides + 16 * along);
          const source = here * plan.weights[0] * (below - above);
          const black = (x + y + z) % 2 === 0;
          const k = x >> 1;
          const found = bytes[(black ? plan.black : plan.red) + z * plan.codePlane + y * plan.codeRow + k];
          const start = floats[((black ? plan.residual : plan.direction) + z * plan.plane + y * plan.row) / 4 + k]!;
          if (found !== code || start !== Math.fround(source)) wrong.push(`${z} ${y} ${x}: ${found} ${start}, expected ${code} ${source}`);
        }
    expect(wrong).toEqual([]);
    plan.levels.forEach((level, l) => expect(countsOf(bytes, level), `level ${l + 1}`).toEqual(expectedFaces(inside, plan, shape, l)));
  });
});

type Level = TransportTask['plan']['levels'][number];

function countsOf(bytes: Uint8Array, { counts, shape, plane, row }: Level): number[] {
  const out: number[] = [];
  for (let axis = 0; axis < 3; axis++)
    for (let z = axis === 0 ? -1 : 0; z < shape[0]; z++)
      for (let y = 0; y < shape[1]; y++) for (let x = 0; x < shape[2]; x++) out.push(bytes[counts[axis]! + z * plane + y * row + x]!);
  return out;
}

/** faces of voxels between different cells; an electrode face counts twice */
function expectedFaces(inside: Inside, plan: TransportTask['plan'], [nz, ny, nx]: Shape3, level: number): number[] {
  const { shape } = plan.levels[level]!;
  expect(plan.levels.slice(0, level + 1).every(({ drop }) => drop === 0)).toBe(true);
  const shift = (axis: number): number => plan.levels.slice(0, level + 1).reduce((sum, { shifts }) => sum + shifts[axis]!, 0);
  const [sz, sy, sx] = [shift(0), shift(1), shift(2)];
  const [cz, cy, cx] = shape;
  const faces = [(cz + 1) * cy * cx, cz * cy * cx, cz * cy * cx].map((length) => Array.from({ length }, () => 0));
  const cell = (z: number, y: number, x: number): number => ((z >> sz) * cy + (y >> sy)) * cx + (x >> sx);
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++) {
        if (inside(z, y, x) === 0) continue;
        const at = cell(z, y, x);
        if (z === 0) faces[0]![at] = faces[0]![at]! + 2;
        if (z === nz - 1) faces[0]![at + cy * cx] = faces[0]![at + cy * cx]! + 2;
        else if (z >> sz !== (z + 1) >> sz) faces[0]![at + cy * cx] = faces[0]![at + cy * cx]! + inside(z + 1, y, x);
        if (y === ny - 1 || y >> sy !== (y + 1) >> sy) faces[1]![at] = faces[1]![at]! + inside(z, y + 1, x);
        if (x === nx - 1 || x >> sx !== (x + 1) >> sx) faces[2]![at] = faces[2]![at]! + inside(z, y, x + 1);
      }
  return faces.flat();
}

test.each([128, 256, 500, 640])('%d^3 takes less than 8 bytes per voxel', (n) => {
  expect(planTransport([n, n, n], 2 * Math.ceil(n / 64), [1, 1, 1], false, 2).bytes / n ** 3).toBeLessThan(8);
});

test('more than two billion voxels are more than a kernel can address', () => {
  expect(planTransport([1300, 1300, 1300], 42, [1, 1, 1], false, 2).bytes).toBeGreaterThan(MAX_KERNEL_BYTES);
});
