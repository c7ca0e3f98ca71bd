/** Uniform grids of VTK written by hand: attributes, points and cells, text and binary, and what is refused. */
import { zlibSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { listDatasets, openSource } from '../../src/formats/index.js';
import type { VoxelArray } from '../../src/volume/index.js';
import { host } from '../support/format-host.js';
import { describeShared, sharedPath } from '../support/shared.js';
import { fileFixture, joined } from './file-fixture.js';
import { unpackLz4 } from '../../src/formats/vtk/xml/lz4.js';

const { put, refused } = fileFixture('vtk');

async function whole(path: string, dataset?: string): Promise<{ axes: string; spacing: unknown; stored: string; values: VoxelArray }> {
  const source = await openSource(host, path, dataset);
  const size = source.info.axes.map((axis) => axis.size);
  const values = await source.read({ start: size.map(() => 0), size });
  await source.close();
  const axes = source.info.axes.map((axis) => axis.name + axis.size).join(' ');
  return { axes, spacing: source.info.unitlessSpacing, stored: source.info.storedDtype, values };
}

const grid = 'DATASET STRUCTURED_POINTS\nDIMENSIONS 3 2 2\nORIGIN 0 0 0\nSPACING 1 2 3\n';
const binary = `# vtk DataFile Version 3.0\na title\nBINARY\n${grid}`;
const text = `# vtk DataFile Version 3.0\na title\nASCII\n${grid}`;
const bytes12 = Uint8Array.from({ length: 12 }, (_, i) => i);
/** big-endian 0, 1, ... */
const shorts12 = Uint8Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? 0 : (i - 1) / 2));

describe('legacy VTK', () => {
  test('binary scalars on points and on cells, vectors, a colour table and field arrays', async () => {
    const file = joined(
      binary,
      'POINT_DATA 12\nSCALARS height short 1\nLOOKUP_TABLE mine\n',
      shorts12,
      '\nLOOKUP_TABLE mine 2\n',
      bytes12.subarray(0, 8),
      '\nVECTORS v unsigned_char\n',
      Uint8Array.from([...bytes12, ...bytes12, ...bytes12]),
      '\nMETADATA\nINFORMATION 0\n\nCELL_DATA 2\nFIELD FieldData 2\nwhole 1 2 unsigned_char\n',
      Uint8Array.from([5, 6]),
      '\nother 1 7 unsigned_char\n',
      bytes12.subarray(0, 7),
      '\nCOLOR_SCALARS colour 2\n',
      Uint8Array.from([1, 2, 3, 4]),
      '\n',
    );
    const path = put('a.vtk', file);
    expect((await listDatasets(host, path)).map(({ id }) => id)).toEqual(['point:height', 'point:v', 'cell:whole', 'cell:colour']);
    expect(await whole(path)).toEqual({ axes: 'z2 y2 x3', spacing: [3, 2, 1], stored: 'int16', values: Int16Array.from(bytes12) });
    expect(await whole(path, 'v')).toMatchObject({ axes: 'z2 y2 x3 c3', stored: 'uint8' });
    expect(await whole(path, 'cell:whole')).toMatchObject({ axes: 'z1 y1 x2', values: Uint8Array.from([5, 6]) });
    expect(await whole(path, 'cell:colour')).toMatchObject({ axes: 'z1 y1 x2 c2', values: Uint8Array.from([1, 2, 3, 4]) });
    await expect(whole(path, 'none')).rejects.toThrow(/no array "none"/);
  });

  test('text, with colours as fractions of 1', async () => {
    const path = put(
      't.vtk',
      `${text}POINT_DATA 12\nSCALARS a float\nLOOKUP_TABLE default\n0 1 2 3\n4 5 6 -7e-1 8 9 10 11\n` +
        `COLOR_SCALARS b 1\n0 1 0.00392157 0.501961 0 0 0 0 0 0 0 1\nSCALARS c int 1\nLOOKUP_TABLE default\n0 1 2 3 4 5 6 7 8 9 10 11\n`,
    );
    expect(await whole(path)).toMatchObject({ stored: 'float32', values: Float32Array.from([0, 1, 2, 3, 4, 5, 6, -0.7, 8, 9, 10, 11]) });
    expect([...(await whole(path, 'b')).values].slice(0, 4)).toEqual([0, 255, 1, 128]);
    expect(await whole(path, 'c')).toMatchObject({ stored: 'int32', values: Int32Array.from(bytes12) });
  });

  test('a region is read in place', async () => {
    const source = await openSource(host, put('r.vtk', joined(binary, 'POINT_DATA 12\nSCALARS a short\nLOOKUP_TABLE default\n', shorts12)));
    expect(source.info.cost).toBe('contiguous');
    expect([...(await source.read({ start: [1, 0, 1], size: [1, 2, 2] }))]).toEqual([7, 8, 10, 11]);
    await source.close();
  });

  test.each([
    ['another grid', text.replace('STRUCTURED_POINTS', 'HYPER_OCTREE'), /unsupported-format.*HYPER_OCTREE/],
    ['no values', text, /unsupported-format.*no array/],
    ['too few values', joined(binary, 'POINT_DATA 12\nSCALARS a short\nLOOKUP_TABLE default\n', bytes12), /corrupt-file.*24 bytes/],
    ['a count that does not fit', `${text}POINT_DATA 13\n`, /corrupt-file.*13 values/],
    ['no dimensions', `${text.replace(/DIMENSIONS.*\n/, '')}POINT_DATA 12\n`, /corrupt-file.*DIMENSIONS/],
    ['absurd dimensions', text.replace('3 2 2', '9000000 9000000 9000000'), /corrupt-file.*impossible/],
    ['bits', `${binary}POINT_DATA 12\nSCALARS a bit\nLOOKUP_TABLE default\nxx`, /unsupported-format.*"bit"/],
    [
      'words among numbers',
      `${text}POINT_DATA 12\nSCALARS a int\nLOOKUP_TABLE default\n0 1 two 3 4 5 6 7 8 9 10 11`,
      /corrupt-file.*"two"/,
    ],
    ['an unknown attribute', `${text}POINT_DATA 12\nNOISE a int\n`, /corrupt-file.*NOISE/],
    ['a negative number of components', `${binary}POINT_DATA 12\nSCALARS a int -4\n`, /corrupt-file/],
    ['half a header', '# vtk DataFile Version 3.0\na title\n', /corrupt-file.*ASCII or BINARY/],
  ])('%s: refused', async (_title, bytes, message) => {
    expect(await refused('bad.vtk', bytes)).toMatch(message);
  });
});

interface VtiSpec {
  array: string;
  root?: string;
  appended?: readonly (string | Uint8Array)[];
  extent?: string;
}

function vti({ array, root = 'byte_order="LittleEndian"', appended, extent = '0 2 4 5 0 1' }: VtiSpec): Uint8Array {
  return joined(
    `<?xml version="1.0"?>\n<VTKFile type="ImageData" version="1.0" ${root}>\n<ImageData WholeExtent="${extent}" Origin="0 0 0" Spacing="1 2 3">\n`,
    `<FieldData><DataArray type="Float64" Name="time" format="ascii">7</DataArray></FieldData><Piece Extent="${extent}">\n`,
    `<PointData Scalars="a">${array}</PointData></Piece></ImageData>\n`,
    ...(appended === undefined ? [] : appended),
    '</VTKFile>\n',
  );
}

/** numbers before the samples */
function table(size: 4 | 8, values: readonly number[], little = true): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * size));
  values.forEach((v, i) => (size === 8 ? view.setBigUint64(i * 8, BigInt(v), little) : view.setUint32(i * 4, v, little)));
  return new Uint8Array(view.buffer);
}

const base64 = (...parts: Uint8Array[]): string => Buffer.concat(parts).toString('base64');
const raw = '<AppendedData encoding="raw">\n_';
const array = (format: string, body = '', type = 'UInt8'): string =>
  `<DataArray type="${type}" Name="a" format="${format}">${body}</DataArray>`;
const appendedArray = (offset: number, type = 'UInt8'): string =>
  `<DataArray type="${type}" Name="a" format="appended" offset="${offset}"/>`;
/** blocks of 5, 5 and 2 bytes */
const blocks = [bytes12.subarray(0, 5), bytes12.subarray(5, 10), bytes12.subarray(10)].map((part) => zlibSync(part));
const blockNumbers = [3, 5, 2, ...blocks.map((part) => part.length)];
const zlib = 'compressor="vtkZLibDataCompressor"';
const wide = 'header_type="UInt64"';
const lz4 = 'compressor="vtkLZ4DataCompressor"';
/** as LZ4 packs 0 to 11: one run of literals */
const lz4Block = Uint8Array.of(0xc0, ...bytes12);

/** An image of 4 x 2 x 2 points cut along x; values count from 0 with their places in the whole. */
function pieces(...extents: readonly string[]): string {
  const body = extents.map((extent) => {
    const [x0 = 0, x1 = 0] = extent.split(' ').map(Number);
    const values = [0, 1, 2, 3].flatMap((row) => Array.from({ length: x1 - x0 + 1 }, (_, i) => row * 4 + x0 + i));
    return `<Piece Extent="${extent}"><PointData><DataArray type="UInt8" Name="a" format="ascii">${values.join(' ')}</DataArray></PointData></Piece>`;
  });
  return `<VTKFile type="ImageData"><ImageData WholeExtent="0 3 0 1 0 1" Spacing="1 2 3">${body.join('')}</ImageData></VTKFile>`;
}

describe('VTI', () => {
  test.each<[string, Uint8Array, string]>([
    ['text', vti({ array: array('ascii', ' 0 1 2 3 4 5\n6 7 8 9 10 11 ') }), 'uint8'],
    [
      'text with notes around it',
      vti({ array: array('ascii', '<InformationKey name="N"><Value index="0">3</Value></InformationKey> 0 1 2 3 4 5 6 7 8 9 10 11') }),
      'uint8',
    ],
    ['inline base64', vti({ array: array('binary', `\n ${base64(table(4, [12]), bytes12)}\n`) }), 'uint8'],
    ['inline base64 in blocks', vti({ root: zlib, array: array('binary', base64(table(4, blockNumbers)) + base64(...blocks)) }), 'uint8'],
    ['appended raw', vti({ array: appendedArray(3), appended: [raw, 'xyz', table(4, [12]), bytes12, '</AppendedData>'] }), 'uint8'],
    [
      'appended raw, big-endian, wide numbers',
      vti({ root: `${wide} byte_order="BigEndian"`, array: appendedArray(0, 'Int16'), appended: [raw, table(8, [24], false), shorts12] }),
      'int16',
    ],
    ['appended raw in blocks', vti({ root: zlib, array: appendedArray(0), appended: [raw, table(4, blockNumbers), ...blocks] }), 'uint8'],
    [
      'appended base64 in blocks, wide numbers',
      vti({
        root: `${zlib} ${wide}`,
        array: appendedArray(4),
        appended: ['<AppendedData encoding="base64">\n _', 'AAAA', base64(table(8, blockNumbers)), base64(...blocks)],
      }),
      'uint8',
    ],
    ['LZ4 blocks', vti({ root: lz4, array: appendedArray(0), appended: [raw, table(4, [1, 12, 0, 13]), lz4Block] }), 'uint8'],
  ])('%s', async (_title, file, stored) => {
    const path = put('a.vti', file);
    expect((await listDatasets(host, path)).map(({ title }) => title)).toEqual(['a']);
    const read = await whole(path);
    expect([read.axes, read.spacing, read.stored, [...read.values]]).toEqual(['z2 y2 x3', [3, 2, 1], stored, [...bytes12]]);
    const source = await openSource(host, path);
    expect([...(await source.read({ start: [0, 1, 1], size: [2, 1, 2] }))]).toEqual([4, 5, 10, 11]);
    await source.close();
  });

  test('pieces that fill the image are one; directions and names of components are kept', async () => {
    const path = put('p.vti', pieces('0 1 0 1 0 1', '1 3 0 1 0 1'));
    expect(await whole(path)).toMatchObject({ axes: 'z2 y2 x4', values: Uint8Array.from({ length: 16 }, (_, i) => i) });
    const source = await openSource(host, path);
    expect([...(await source.read({ start: [0, 1, 1], size: [2, 1, 2] }))]).toEqual([5, 6, 13, 14]);
    await source.close();
    const turned = pieces('0 3 0 1 0 1').replace('Spacing', 'Direction="0 1 0 -1 0 0 0 0 1" Spacing');
    const named = turned
      .replace('Name="a"', 'Name="a" NumberOfComponents="2" ComponentName0="u" ComponentName1="v"')
      .replace('0 1 2 3', '0 1 2 3 '.repeat(5));
    const other = await openSource(host, put('d.vti', named));
    const { info } = other;
    await other.close();
    expect(info.channels).toEqual([{ name: 'u' }, { name: 'v' }]);
    expect(info.direction).toEqual([1, 0, 0, 0, 0, -1, 0, 1, 0]);
  });

  test.each([
    [
      'another grid',
      Buffer.from(vti({ array: '' }))
        .toString('latin1')
        .replaceAll('ImageData', 'HyperTreeGrid'),
      /unsupported-format.*VTK XML/,
    ],
    ['LZMA', vti({ root: 'compressor="vtkLZMADataCompressor"', array: array('binary') }), /unsupported-compression.*LZMA/],
    [
      'a damaged LZ4 block',
      vti({ root: lz4, array: array('binary', base64(table(4, [1, 12, 0, 3]), Uint8Array.of(0, 9, 9))) }),
      /corrupt-file/,
    ],
    ['a gap between pieces', pieces('0 1 0 1 0 1', '2 3 0 1 0 1'), /unsupported-format.*gaps/],
    ['pieces that overlap', pieces('0 2 0 1 0 1', '1 2 0 1 0 1'), /unsupported-format.*overlaps/],
    ['a piece outside', pieces('0 1 0 1 0 1', '3 5 0 1 0 1'), /unsupported-format.*gaps/],
    ['no arrays', vti({ array: '' }), /unsupported-format.*no array/],
    ['strings', vti({ array: array('ascii', 'x', 'String') }), /unsupported-format.*String/],
    ['a missing block', vti({ root: zlib, array: appendedArray(0), appended: [raw, table(4, blockNumbers)] }), /corrupt-file.*blocks end/],
    [
      'too few blocks',
      vti({ root: zlib, array: appendedArray(0), appended: [raw, table(4, [1, 5, 0, 9]), ...blocks] }),
      /corrupt-file.*5 of the 12/,
    ],
    ['countless blocks', vti({ root: zlib, array: appendedArray(0), appended: [raw, table(4, [4e9])] }), /corrupt-file.*blocks/],
    ['samples outside', vti({ array: appendedArray(1e6), appended: [raw, bytes12] }), /corrupt-file/],
    ['a negative offset', vti({ array: appendedArray(-900), appended: [raw, bytes12] }), /corrupt-file/],
    ['a wrong length', vti({ array: appendedArray(0), appended: [raw, table(4, [11]), bytes12, 'xx'] }), /corrupt-file/],
    ['damaged base64', vti({ array: array('binary', '*'.repeat(24)) }), /corrupt-file.*base64/],
    ['short base64', vti({ array: array('binary', 'AAAA') }), /corrupt-file.*base64/],
    ['no appended data', vti({ array: appendedArray(0) }), /corrupt-file.*missing/],
    ['absurd extents', vti({ array: array('ascii', '1 2'), extent: '0 90000000 0 90000000 0 90000000' }), /corrupt-file.*impossible/],
    ['extents upside down', vti({ array: array('ascii', '1 2'), extent: '0 -5 0 1 0 1' }), /corrupt-file.*impossible/],
  ])('%s: refused', async (_title, bytes, message) => {
    expect(await refused('bad.vti', bytes)).toMatch(message);
  });
});

describe('LZ4', () => {
  test('long literals, overlapping copies and long lengths', () => {
    const run = [...Array<number>(20).keys()];
    // 20 literals, 4 + 15 + 255 + 3 copies of the last, then two literals
    const block = Uint8Array.of(0xff, 5, ...run, 1, 0, 255, 3, 0x20, 8, 9);
    expect([...unpackLz4(block, 400)]).toEqual([...run, ...Array<number>(277).fill(19), 8, 9]);
  });

  test.each([
    ['more than was promised', [0x20, 1, 2], 1],
    ['literals that end early', [0x50, 1, 2], 9],
    ['a length that does not end', [0xf0, 255], 900],
    ['a copy from before the beginning', [0x10, 1, 2, 0], 90],
    ['a copy from nowhere', [0x10, 1, 0, 0], 90],
    ['half a distance', [0x10, 1, 1], 90],
    ['a copy beyond the end', [0x1f, 1, 1, 0, 255, 255, 0], 90],
  ])('%s: refused', (_title, bytes, length) => {
    expect(() => unpackLz4(Uint8Array.from(bytes), length)).toThrow(/damaged/);
  });
});

describeShared('sim/phase-field-vtk/li_dendrite_legacy_binary.vtk', 'grids written by VTK', () => {
  const sim = (name: string): string => sharedPath('sim/phase-field-vtk', name);

  test('legacy files', async () => {
    const { axes, spacing, values } = await whole(sim('li_dendrite_legacy_binary.vtk'));
    expect([axes, spacing]).toEqual(['z1 y160 x160', [1, 1, 1]]);
    expect(Float64Array.from(values).reduce((sum, v) => sum + v, 0)).toBeCloseTo(11423.73, 1);
    const coarse = await whole(sim('li_dendrite_40x40_legacy_ascii.vtk'), 'xi');
    expect([coarse.axes, coarse.spacing]).toEqual(['z1 y40 x40', [1, 4, 4]]);
    coarse.values.forEach((v, i) => expect(v).toBeCloseTo(values[(i % 40) * 4 + Math.floor(i / 40) * 640]!, 4));
  });

  test.each(['appended_raw_zlib_u32', 'appended_raw_none_u64', 'inline_base64_zlib', 'appended_base64_lz4'])('%s.vti', async (name) => {
    const { values } = await whole(sim('li_dendrite_legacy_binary.vtk'), 'xi');
    const image = await whole(sim(`li_dendrite_${name}.vti`), 'xi');
    expect([image.axes, image.spacing, image.stored]).toEqual(['z1 y160 x160', [1, 1, 1], 'float32']);
    expect(image.values).toEqual(values);
  });

  test('text samples, and what is no image', async () => {
    expect((await whole(sim('li_dendrite_40x40_ascii.vti'), 'xi')).spacing).toEqual([1, 4, 4]);
    await expect(whole(sim('li_dendrite_nonuniform_x.vtr'))).rejects.toThrow(/a mesh, not voxels/);
  });
});
