/** Grids of VASP and Gaussian: order of values, data sets, units, and what is refused. */
import { describe, expect, test } from 'vitest';
import { inspectPath, listDatasets, openSource } from '../../src/formats/index.js';
import type { VolumeEntry } from '../../src/formats/index.js';
import { host } from '../support/format-host.js';
import { fileFixture } from './file-fixture.js';
import { CHGCAR_LINES, CUBE_LINES, gridValue, POSCAR_LINES } from './samples/particles.js';

const { put, refused } = fileFixture('grids');
const BOHR = 0.529177210903;

async function values(path: string, dataset?: string): Promise<number[]> {
  const source = await openSource(host, path, dataset);
  const size = source.info.axes.map((axis) => axis.size);
  const data = Array.from(await source.read({ start: size.map(() => 0), size }));
  await source.close();
  return data;
}

describe('CHGCAR', () => {
  test('two data sets, x fastest, occupancies between them passed over', async () => {
    const path = put('CHGCAR', CHGCAR_LINES.join('\n'));
    expect((await listDatasets(host, path)).map(({ id }) => id)).toEqual(['total', 'magnetisation']);
    expect(await values(path)).toEqual(Array.from({ length: 24 }, (_, i) => gridValue(i)));
    expect(await values(path, 'magnetisation')).toEqual(Array.from({ length: 24 }, (_, i) => gridValue(100 + i)));
    const [entry] = (await inspectPath(host, path)) as VolumeEntry[];
    expect(entry).toMatchObject({ format: 'chgcar', kind: 'volume', axes: 'zyx', shape: [4, 3, 2], dtype: 'float64' });
    expect(entry!.spacing).toMatchObject({ value: [0.5, 2, 1], unit: 'A' });
  });

  test('one data set, version 4 head, and the same head without a grid is a structure', async () => {
    const lines = CHGCAR_LINES.filter((line) => line !== 'Li');
    const path = put('LOCPOT', lines.slice(0, lines.indexOf('augmentation occupancies   1   3')).join('\n'));
    expect((await listDatasets(host, path)).map(({ id }) => id)).toEqual(['']);
    expect((await values(path))[23]).toBe(gridValue(23));
    const [entry] = await inspectPath(host, put('structure.vasp', [...POSCAR_LINES, '', '0.0 0.0 0.0'].join('\n')));
    expect(entry).toMatchObject({ format: 'poscar' });
  });

  test('refuses skewed cells, missing values, sizes beyond the file', async () => {
    expect(await refused('CHGCAR', CHGCAR_LINES.with(3, '1 6 0').join('\n'))).toMatch(/^skewed-grid: .*resample/);
    expect(await refused('CHGCAR', CHGCAR_LINES.slice(0, 14).join('\n'))).toContain('ends after 15 of 24');
    expect(await refused('CHGCAR', CHGCAR_LINES.with(10, '2000 3000 4000').join('\n'))).toMatch(/^too-large/);
    expect(await refused('CHGCAR', CHGCAR_LINES.with(11, ' ***** 1 2 3 4').join('\n'))).toContain('value 1 of 24 is "*****"');
    const turned = put('CHGCAR_turned', CHGCAR_LINES.with(2, '0 2 0').with(3, '6 0 0').join('\n'));
    expect((await openSource(host, turned)).info.warnings[0]).toContain('turned');
  });
});

describe('cube', () => {
  test('orbitals become channels; the file is x slowest, z fastest, orbitals inside', async () => {
    const path = put('o.cube', CUBE_LINES.join('\n'));
    const [entry] = (await inspectPath(host, path)) as VolumeEntry[];
    expect(entry).toMatchObject({ format: 'cube', kind: 'volume', axes: 'czyx', shape: [2, 4, 3, 2] });
    expect(entry!.channels).toEqual([{ name: 'orbital 7' }, { name: 'orbital 9' }]);
    expect(entry!.spacing?.value.map((v) => v / BOHR)).toEqual([0.5, 1, 2].map((v) => expect.closeTo(v, 9)));
    const data = await values(path);
    for (const [c, z, y, x] of [
      [0, 0, 0, 0],
      [1, 3, 2, 1],
      [1, 2, 0, 1],
      [0, 1, 2, 0],
    ] as const)
      // prettier-ignore
      expect(data[((c * 4 + z) * 3 + y) * 2 + x]).toBe(gridValue(((x * 3 + y) * 4 + z) * 2 + c));
  });

  test('negative counts of nodes are in angstrom; one value a node', async () => {
    const lines = [...CUBE_LINES.slice(0, 2), '1 0 0 0', '-2 2 0 0', '-3 0 1 0', '-4 0 0 0.5', '3 3.0 0 0 0', ...CUBE_LINES.slice(8, 12)];
    const [entry] = (await inspectPath(host, put('a.cube', lines.join('\n')))) as VolumeEntry[];
    expect(entry).toMatchObject({ axes: 'zyx', shape: [4, 3, 2], spacing: { value: [0.5, 1, 2], unit: 'A' } });
  });

  test('refusals', async () => {
    expect(await refused('a.cube', CUBE_LINES.with(4, '3 1 1 0').join('\n'))).toMatch(/^skewed-grid/);
    expect(await refused('a.cube', CUBE_LINES.with(4, '-3 0 1 0').join('\n'))).toContain('sign of their counts');
    expect(await refused('a.cube', CUBE_LINES.with(4, '30000 0 1 0').join('\n'))).toContain('cannot hold');
    expect(await refused('a.cube', CUBE_LINES.with(3, '0 2 0 0').join('\n'))).toContain('impossible size');
    expect(await refused('a.cube', CUBE_LINES.slice(0, -1).join('\n'))).toMatch(/^corrupt-file/);
    expect(await refused('a.cube', CUBE_LINES.with(7, '3 7 9').join('\n'))).toMatch(/^corrupt-file/);
  });
});
