/** AmiraMesh lattices written by hand: byte orders, codings, several fields, box and unit, and what is refused. */
import { zlibSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { inspectPath, listDatasets, openSource } from '../../src/formats/index.js';
import type { VolumeEntry } from '../../src/formats/index.js';
import { host } from '../support/format-host.js';
import { fileFixture, joined } from './file-fixture.js';

const { put, refused } = fileFixture('amira');

interface Spec {
  magic?: string;
  sizes?: string;
  parameters?: string;
  fields?: string;
}

function header({ magic = '# AmiraMesh BINARY-LITTLE-ENDIAN 2.1', sizes = '4 3 2', parameters = '', fields = '' }: Spec): string {
  const lattice = fields === '' ? 'Lattice { byte Data } @1' : fields;
  return `${magic}\n\ndefine Lattice ${sizes}\n\nParameters {\n    ${parameters}\n    CoordType "uniform"\n}\n\n${lattice}\n\n# Data section follows\n`;
}

const bytes24 = Uint8Array.from({ length: 24 }, (_, i) => i);
const box = 'BoundingBox 0 6 1 2 -1 4,';

/** 5 times the value 7, three bytes as they are, 16 times 9 */
const runs = Uint8Array.from([5, 7, 0x83, 1, 2, 3, 16, 9]);
const unrolled = [7, 7, 7, 7, 7, 1, 2, 3, ...Array.from({ length: 16 }, () => 9)];

async function values(bytes: Uint8Array, dataset?: string): Promise<number[]> {
  const source = await openSource(host, put('a.am', bytes), dataset);
  const size = source.info.axes.map((axis) => axis.size);
  const data = await source.read({ start: size.map(() => 0), size });
  await source.close();
  return [...data];
}

describe('AmiraMesh', () => {
  test('axes, box without a unit, regions', async () => {
    const source = await openSource(host, put('a.am', joined(header({ parameters: box }), '@1\n', bytes24, '\n')));
    expect(source.info.axes.map(({ name, size }) => name + size).join(' ')).toBe('z2 y3 x4');
    expect(source.info.calibration.spacing).toBeNull();
    expect(source.info.unitlessSpacing).toEqual([5, 0.5, 2]);
    expect([...(await source.read({ start: [1, 1, 1], size: [1, 2, 2] }))]).toEqual([17, 18, 21, 22]);
    await source.close();
  });

  test('the unit of the coordinates is kept', async () => {
    const parameters = `Units {\n        Coordinates "nm"\n    }\n    ${box}`;
    const [entry] = (await inspectPath(host, put('u.am', joined(header({ parameters }), '@1\n', bytes24)))) as VolumeEntry[];
    expect(entry!.spacing).toEqual({ value: [5, 0.5, 2], unit: 'nm', source: 'AmiraMesh BoundingBox and Units' });
  });

  test('big-endian by default', async () => {
    const spec = { magic: '# AmiraMesh 3D BINARY 2.0', sizes: '2 1 1', fields: 'Lattice { short Data } = @1' };
    expect(await values(joined(header(spec), '@1\n', Uint8Array.from([1, 2, 255, 255])))).toEqual([258, -1]);
  });

  test('runs of bytes', async () => {
    expect(await values(joined(header({ fields: `Lattice { byte Labels } @1(HxByteRLE,${runs.length})` }), '@1\n', runs))).toEqual(
      unrolled,
    );
  });

  test('zlib', async () => {
    const packed = zlibSync(bytes24);
    expect(await values(joined(header({ fields: `Lattice { byte Data } @1(HxZip,${packed.length})` }), '@1\n', packed))).toEqual([
      ...bytes24,
    ]);
  });

  test('text', async () => {
    const spec = { magic: '# Avizo ASCII 2.0', sizes: '2 2 1', fields: 'Lattice { float Data } @1' };
    expect(await values(joined(header(spec), '@1\n0.5 1\n2 -3\n'))).toEqual([0.5, 1, 2, -3]);
  });

  test('several fields of different coding are data sets', async () => {
    const fields = `Lattice { byte Labels } @1(HxByteRLE,${runs.length})\nLattice { byte[2] Pair } @2\nLattice { byte Data } @3`;
    const file = joined(header({ fields }), '@1\n', runs, '\n@2\n', bytes24, bytes24, '\n@3\n', bytes24);
    expect((await listDatasets(host, put('m.am', file))).map(({ id, title }) => `${id} ${title}`)).toEqual([
      '@1 Labels',
      '@2 Pair',
      '@3 Data',
    ]);
    expect(await values(file)).toEqual(unrolled);
    expect(await values(file, '@2')).toEqual([...bytes24, ...bytes24]);
    expect(await values(file, '@3')).toEqual([...bytes24]);
    await expect(values(file, '@4')).rejects.toThrow(/no field "@4"/);
  });

  test.each([
    ['a missing section', joined(header({})), /corrupt-file.*missing/],
    ['a cut section', joined(header({}), '@1\n', bytes24.subarray(1)), /corrupt-file.*24 bytes/],
    ['another section', joined(header({}), '@2\n', bytes24), /corrupt-file.*@1 is missing/],
    ['runs that end early', joined(header({ fields: 'Lattice { byte L } @1(HxByteRLE,4)' }), '@1\n', runs), /corrupt-file.*6 of the 24/],
    ['runs beyond the file', joined(header({ fields: 'Lattice { byte L } @1(HxByteRLE,400)' }), '@1\n', runs), /corrupt-file.*400/],
    ['a claim', joined(header({ sizes: '90000 90000 900', fields: 'Lattice { byte L } @1(HxByteRLE,8)' }), '@1\n', runs), /too-large/],
    ['an impossible claim', joined(header({ sizes: '9000000 9000000 9000000' }), '@1\n', runs), /corrupt-file.*impossible/],
    ['a bomb', joined(header({ sizes: '900 900 9', fields: 'Lattice { byte L } @1(HxZip,8)' }), '@1\n', runs), /corrupt-file.*cannot hold/],
    ['another coding', joined(header({ fields: 'Lattice { byte L } @1(HxFoo,8)' }), '@1\n', runs), /unsupported-compression.*HxFoo/],
    ['complex numbers', joined(header({ fields: 'Lattice { complex L } @1' }), '@1\n', bytes24), /unsupported-format.*complex/],
    ['a surface', joined('# AmiraMesh ASCII 1.0\n\ndefine Vertices 3\n'), /unsupported-format.*no lattice/],
    [
      'coordinates that differ',
      joined(header({}).replace('"uniform"', '"rectilinear"'), '@1\n', bytes24),
      /unsupported-format.*rectilinear/,
    ],
  ])('%s: refused', async (_title, bytes, message) => {
    expect(await refused('bad.am', bytes)).toMatch(message);
  });
});
