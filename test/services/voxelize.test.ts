/** Simulation files as voxels through the contract, with the values that stand beside them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { VoxelizeChoice } from '../../src/contract/index.js';
import { createNodeHdf5 } from '../../src/node/hdf5.js';
import { describeShared, sharedPath } from '../support/shared.js';
import { startCore, temporaryFolder } from './core-harness.js';

const home = temporaryFolder();
let made = 0;

async function voxelize(path: string, choice: Omit<VoxelizeChoice, 'file'>) {
  const { client, read, write } = startCore(home, { ports: { hdf5: createNodeHdf5() }, options: { memoryBytes: 4 * 2 ** 30 } });
  const output = join(home, `made-${made++}.tif`);
  return client['structure.voxelize']({ file: read(path), output: write(output), ...choice });
}

const NM = { value: 1, unit: 'nm' } as const;

describeShared('sim', 'simulation files', () => {
  const sim = (...parts: string[]): string => sharedPath('sim', ...parts);

  test.each([
    [0, 400],
    [1, 1157],
    [2, 1977],
  ])('a lattice of SPPARKS: frame %d has %d occupied voxels', async (frame, occupied) => {
    const got = await voxelize(sim('spparks-film/film3d.dump'), { unit: NM, frame, select: { field: 'type', values: [2] } });
    expect(got).toMatchObject({ method: 'sites', shape: [24, 20, 20], phases: { 1: occupied, 3: 9600 - occupied } });
    expect(got.spacing).toMatchObject({ value: [1, 1, 1], unit: 'nm' });
  });

  test('SPH particles of two arrays: the solid takes its share of the area', async () => {
    const got = await voxelize(sim('pysph-particles/li_dendrite_0.hdf5'), {
      unit: NM,
      step: { value: 0.25, unit: 'nm' },
      select: { field: 'array', values: [2] },
    });
    expect(got.method).toBe('sph');
    const { 1: solid = 0, 3: rest = 0 } = got.phases!;
    expect(solid / (solid + rest)).toBeCloseTo(128 / 576, 1);
  });

  test('a phase field on duplicated quads, on an uneven grid and as points keeps its fraction', async () => {
    // the uneven grid stretches the same samples: 0.4005 of its area, by numpy's interpolation
    for (const [file, field, fraction] of [
      ['li_dendrite_duplicated_quads_base64_zlib.vtu', 'n', 0.445859],
      ['li_dendrite_nonuniform_x.vtr', 'xi', 0.400508],
      ['xi_points_40x40.csv', 'xi', 0.445859],
    ] as const) {
      const got = await voxelize(sim('phase-field-vtk', file), { unit: { value: 1, unit: 'um' }, step: { value: 1, unit: 'um' }, field });
      const { 1: solid = 0, 3: rest = 0 } = got.phases!;
      expect(Math.abs(solid / (solid + rest) - fraction), file).toBeLessThan(0.02);
      expect(got.shape[0]).toBe(1);
    }
  });

  test('a linear solution on quadrilaterals: half of it is above one half', async () => {
    const got = await voxelize(sim('moose-exodus/electrodep_simple_diffusion_out.e'), {
      unit: { value: 1, unit: 'um' },
      step: { value: 0.01, unit: 'um' },
      field: 'u',
    });
    expect(got).toMatchObject({ method: 'mesh', shape: [1, 100, 100], input: { frame: 1, frames: 2 } });
    expect(got.phases![1]! / 10_000).toBeCloseTo(0.5, 2);
  });

  test('touching balls of a deposit keep their volume within the bias of labels', async () => {
    const got = await voxelize(sim('brownian-dla-xyz/dla3d_n20000.xyz'), {
      unit: { value: 1, unit: 'um' },
      radius: { value: 1, unit: 'um' },
      step: { value: 0.5, unit: 'um' },
    });
    const volume = got.phases![1]! * 0.125;
    const bias = volume / (20_000 * (4 / 3) * Math.PI) - 1;
    expect(bias).toBeLessThan(0);
    expect(bias).toBeGreaterThan(-0.06);
  });

  test('the unit must be said, and is remembered for the next file of the kind', async () => {
    const path = sim('lammps-dump/deposit.lammpstrj');
    await expect(voxelize(path, {})).rejects.toMatchObject({ code: 'unit-needed' });
    const { client, read } = startCore(home);
    expect((await client['structure.describe']({ file: read(path) })).remembered).toBeNull();
    const got = await voxelize(path, { unit: { value: 3.5, unit: 'A' }, select: { field: 'type', values: [2] } });
    expect(got.unit).toEqual({ metres: 3.5e-10, source: 'given by the user' });
    const described = await client['structure.describe']({ file: read(sim('lammps-dump/li_bcc_triclinic.dump')) });
    expect(described).toMatchObject({ points: 432, remembered: { value: 3.5, unit: 'A' } });
    expect(described.methods.map(({ id }) => id)).toContain('spheres');
    const sidecar = got.output.replace('.tif', '.voxelized.json');
    expect(existsSync(sidecar)).toBe(true);
    expect(JSON.parse(readFileSync(sidecar, 'utf8'))).toMatchObject({ method: 'spheres', input: { frames: 4, frame: 3, points: 868 } });
  });

  test('what cannot be is refused by name', async () => {
    const path = sim('lammps-dump/deposit.lammpstrj');
    const unit = { value: 1, unit: 'nm' } as const;
    await expect(voxelize(path, { unit, frame: 9 })).rejects.toMatchObject({ code: 'unknown-frame' });
    await expect(voxelize(path, { unit, method: 'mesh' })).rejects.toMatchObject({ code: 'unknown-method' });
    await expect(voxelize(path, { unit, solid: 'cheese' })).rejects.toMatchObject({ code: 'unknown-phase' });
    await expect(voxelize(path, { unit, step: { value: 0.001, unit: 'nm' } })).rejects.toMatchObject({ code: 'too-large' });
    await expect(voxelize(sim('phase-field-vtk/xi_f32_C.npy'), { unit })).rejects.toMatchObject({ code: 'not-geometry' });
  });
});

describe('particles are no stack', () => {
  test('a study and a measurement refuse them with the way to voxels', async () => {
    const { writeFileSync } = await import('node:fs');
    const path = join(home, 'three.xyz');
    writeFileSync(path, '3\n\nLi 0 0 0\nLi 1 0 0\nLi 0 1 0\n');
    const { client, read } = startCore(home);
    await expect(client['study.create']({ files: [read(path)] })).rejects.toMatchObject({ code: 'not-voxels' });
    await expect(client['measure.file']({ labels: read(path) })).rejects.toMatchObject({ code: 'not-voxels' });
  });
});
