/** Meshes of VTK and Exodus: coordinates, cells, fields and times against what the builders put in, and what is refused. */
import { copyFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openGeometry } from '../../src/formats/index.js';
import { EXODUS } from '../../src/formats/meshes/exodus.js';
import type { Geometry, GeometryInfo } from '../../src/volume/index.js';
import { host } from '../support/format-host.js';
import { describeShared, sharedPath } from '../support/shared.js';
import { fileFixture, joined } from './file-fixture.js';
import {
  big,
  EXODUS_SPEC,
  legacyBinary,
  LEGACY_HEAD,
  MESH_SAMPLES,
  NODES,
  POINTS,
  textArray,
  vtkFile,
  VTR_TEXT,
  vtuPiece,
} from './samples/meshes.js';
import type { VtuText } from './samples/meshes.js';
import { hdf5Bytes } from './samples/hdf5.js';
import { buildNetcdf } from './samples/netcdf-builder.js';

const { put, refused } = fileFixture('meshes');

async function opened(path: string, frame = 0): Promise<Geometry & { info: GeometryInfo; stored: Float64Array }> {
  const source = await openGeometry(host, path);
  try {
    return { ...(await source.frame(frame)), info: source.info, stored: await source.storedCoordinates() };
  } finally {
    await source.close();
  }
}

const field = (mesh: Geometry, name: string): number[] => [...mesh.fields.find((one) => one.name === name)!.values];
const blocks = (mesh: Geometry): unknown[] => mesh.cells.map(({ shape, nodes }) => [shape, [...nodes]]);
const vtu = (text: VtuText = {}): string => vtkFile('UnstructuredGrid', vtuPiece(text));
const EXPECTED = [
  ['quad', [0, 1, 2, 3]],
  ['tetrahedron', [0, 1, 2, 4, 0, 1, 2, 5]],
];

describe('every sample', () => {
  test.each(MESH_SAMPLES.filter(({ name }) => name !== 'grid.vtr'))('$name holds the same points and cells', async ({ name, bytes }) => {
    const mesh = await opened(put(name, bytes));
    expect([...mesh.points]).toEqual(POINTS);
    // files of blocks keep their order
    expect(blocks(mesh)).toEqual(name.endsWith('.e') ? EXPECTED.toReversed() : EXPECTED);
    expect(mesh.info).toMatchObject({
      kind: 'mesh',
      points: 6,
      dimensions: 3,
      unit: null,
      warnings: name.endsWith('.e') ? [expect.stringMatching(/no value there: stress/)] : [],
    });
  });
});

describe('VTK XML', () => {
  test('values on cells follow the blocks; components and time are kept; text arrays are named', async () => {
    const data =
      `<CellData>${textArray('c', 'Int16', [7, 8, 9])}${textArray('v', 'Float64', [1, 2, 3, 4, 5, 6], 2)}</CellData>` +
      `<PointData><DataArray type="String" Name="names" format="ascii">65 0</DataArray></PointData>`;
    const time = `<FieldData>${textArray('TimeValue', 'Float64', [0.25])}</FieldData>`;
    const mesh = await opened(put('c.vtu', vtkFile('UnstructuredGrid', time + vtuPiece({ data }))));
    expect(field(mesh, 'c')).toEqual([9, 7, 8]);
    expect(field(mesh, 'v')).toEqual([5, 6, 1, 2, 3, 4]);
    expect(mesh.info.frames).toEqual([{ step: 0, time: 0.25 }]);
    expect(mesh.info.warnings).toEqual([expect.stringMatching(/left out: names/)]);
  });

  test('pixels and voxels are turned, cells of higher order lose their middle nodes with a warning', async () => {
    const points = Array.from({ length: 30 }, (_, i) => [i, i % 7, i % 5]).flat();
    const nodes = [0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
    const mesh = await opened(put('p.vtu', vtu({ points, nodes, ends: [4, 12, 22], types: [8, 11, 24] })));
    expect(blocks(mesh)).toEqual([
      ['quad', [0, 1, 3, 2]],
      ['tetrahedron', [9, 8, 7, 6]],
      ['hexahedron', [0, 1, 3, 2, 4, 5, 7, 6]],
    ]);
    expect(mesh.info.warnings).toEqual([expect.stringMatching(/tetrahedron, 10 nodes.*4 corners/)]);
  });

  test('pieces are joined, empty ones left out', async () => {
    const empty = vtuPiece({ points: [], nodes: [], ends: [], types: [] });
    const data = (a: number): string => `<PointData>${textArray('a', 'Int32', Array<number>(6).fill(a))}</PointData>`;
    const mesh = await opened(
      put('two.vtu', vtkFile('UnstructuredGrid', vtuPiece({ data: data(1) }) + empty + vtuPiece({ data: data(2) }))),
    );
    expect(mesh.info.points).toBe(12);
    expect(blocks(mesh).slice(2)).toEqual([
      ['quad', [6, 7, 8, 9]],
      ['tetrahedron', [6, 7, 8, 10, 6, 7, 8, 11]],
    ]);
    expect(field(mesh, 'a')).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]);
    expect([...mesh.stored]).toEqual([...POINTS, ...POINTS]);
  });

  test('surfaces: strips and polygons become triangles, values follow', async () => {
    const section = (name: string, nodes: number[], ends: number[]): string =>
      `<${name}>${textArray('connectivity', 'Int32', nodes)}${textArray('offsets', 'Int32', ends)}</${name}>`;
    const body =
      `<Piece NumberOfPoints="6" NumberOfVerts="1" NumberOfLines="1" NumberOfStrips="1" NumberOfPolys="2"><CellData>${textArray('c', 'Int32', [1, 2, 3, 4, 5])}</CellData>` +
      `<Points>${textArray('p', 'Float32', POINTS, 3)}</Points>${section('Verts', [5], [1])}${section('Lines', [0, 1, 2], [3])}` +
      `${section('Strips', [0, 1, 2, 3], [4])}${section('Polys', [0, 1, 2, 0, 1, 2, 3, 4], [3, 8])}</Piece>`;
    const mesh = await opened(put('s.vtp', vtkFile('PolyData', body)));
    expect(blocks(mesh)).toEqual([
      ['vertex', [5]],
      ['line', [0, 1, 1, 2]],
      ['triangle', [0, 1, 2, 0, 1, 2, 0, 2, 3, 0, 3, 4, 0, 1, 2, 1, 3, 2]],
    ]);
    expect(field(mesh, 'c')).toEqual([1, 2, 2, 3, 4, 4, 4, 5, 5]);
  });

  test('a rectilinear grid keeps its uneven steps', async () => {
    const mesh = await opened(put('g.vtr', VTR_TEXT));
    expect([...mesh.points]).toEqual([0, 0, 5, 1, 0, 5, 3, 0, 5, 0, 2, 5, 1, 2, 5, 3, 2, 5]);
    expect(mesh.grid).toEqual({ x: Float64Array.of(0, 1, 3), y: Float64Array.of(0, 2), z: Float64Array.of(5) });
    expect([...mesh.stored]).toEqual([0, 1, 3, 0, 2, 5]);
    expect(blocks(mesh)).toEqual([['quad', [0, 1, 4, 3, 1, 2, 5, 4]]]);
    expect(field(mesh, 'c')).toEqual([7, 8]);
    expect(mesh.info).toMatchObject({ dimensions: 2, warnings: [expect.stringMatching(/along x differ/)] });
    const even = await opened(put('e.vtr', VTR_TEXT.replace('0 1 3', '0 1 2.0000001')));
    expect(even.info.warnings).toEqual([]);
  });

  test('runs and sets of pieces name files beside them', async () => {
    put('a.vtu', vtu());
    put('b.vtu', vtu({ points: POINTS.map((v) => 2 * v) }));
    const parallel = put('p.pvtu', vtkFile('PUnstructuredGrid', '<Piece Source="a.vtu"/><Piece Source="b.vtu"/>'));
    expect((await opened(parallel)).points).toHaveLength(36);
    const run = put('r.pvd', vtkFile('Collection', '<DataSet timestep="0" file="a.vtu"/><DataSet timestep="1.5" file="p.pvtu"/>'));
    expect((await opened(run)).info.frames).toEqual([
      { step: 0, time: 0 },
      { step: 1, time: 1.5 },
    ]);
    expect((await opened(run, 1)).points).toHaveLength(36);
    expect(await refused('x.pvd', vtkFile('Collection', '<DataSet file="../a.vtu"/>'))).toMatch(/outside/);
    expect(await refused('y.pvd', vtkFile('Collection', '<DataSet file="y.pvd"/>'))).toMatch(/no mesh/);
    expect(await refused('z.pvd', vtkFile('Collection', ''))).toMatch(/names no files/);
  });

  test.each<[string, string, RegExp]>([
    ['polyhedra', vtu({ types: [10, 42, 9] }), /unsupported-format.*polyhedra/],
    ['a point that does not exist', vtu({ nodes: [...NODES.slice(0, 11), 6] }), /corrupt-file.*point 6 of 6/],
    ['a negative point', vtu({ nodes: [...NODES.slice(0, 11), -1] }), /corrupt-file.*point -1/],
    ['offsets that fall', vtu({ ends: [4, 2, 12] }), /corrupt-file.*cell 2/],
    ['a tetrahedron with three nodes', vtu({ ends: [3, 8, 12] }), /corrupt-file.*only 3 nodes/],
    ['more points than text', vtu({ counts: 'NumberOfPoints="4000000" NumberOfCells="3"' }), /corrupt-file.*too little text/],
    ['countless points', vtu({ counts: 'NumberOfPoints="60000000" NumberOfCells="3"' }), /too-large.*60000000 points/],
    ['no number of points', vtu({ counts: '' }), /corrupt-file.*impossible/],
    ['points that are no numbers', vtu({ points: [...POINTS.slice(0, 17), NaN] }), /corrupt-file.*point 6/],
    ['no cells', vtkFile('UnstructuredGrid', '<Piece NumberOfPoints="6" NumberOfCells="1"/>'), /corrupt-file.*6 points are missing/],
    ['no piece', vtkFile('UnstructuredGrid', ''), /no piece/],
    [
      'LZMA',
      vtkFile('UnstructuredGrid', vtuPiece().replaceAll('format="ascii"', 'format="binary"'), '', 'compressor="vtkLZMADataCompressor"'),
      /unsupported-compression.*LZMA/,
    ],
    ['coordinates that turn back', VTR_TEXT.replace('0 1 3', '0 1 1'), /corrupt-file.*along x/],
    ['an extent upside down', VTR_TEXT.replace('Piece Extent="0 2', 'Piece Extent="4 2'), /corrupt-file.*impossible/],
  ])('%s: refused', async (_title, text, message) => {
    expect(await refused('bad.vtu', text)).toMatch(message);
  });
});

describe('legacy VTK meshes', () => {
  const text = (type: string, body: string): string => `# vtk DataFile Version 3.0\nt\nASCII\nDATASET ${type}\n${body}`;
  const points = `POINTS 6 float\n${POINTS.join(' ')}\n`;

  test('binary cells of version 5.1 with values on points and cells', async () => {
    const mesh = await opened(put('b.vtk', legacyBinary()));
    expect(field(mesh, 'a')).toEqual([1, 2, 3, 4, 5, 6]);
    expect(field(mesh, 'c')).toEqual([9, 7, 8]);
    expect(mesh.info.format).toBe('vtk-legacy-mesh');
  });

  test('text, cells as before version 5, colours', async () => {
    const cells = `CELLS 3 15\n4 0 1 2 4\n4 0 1 2 5\n4 0 1 2 3\nCELL_TYPES 3\n10 10 9\n`;
    const mesh = await opened(
      put('t.vtk', text('UNSTRUCTURED_GRID', `${points}${cells}POINT_DATA 6\nCOLOR_SCALARS k 1\n0 1 0.501961 0 0 1\n`)),
    );
    expect(blocks(mesh)).toEqual(EXPECTED);
    expect(field(mesh, 'k')).toEqual([0, 255, 128, 0, 0, 255]);
  });

  test('grids and surfaces', async () => {
    const grid =
      'DIMENSIONS 3 2 1\nX_COORDINATES 3 float\n0 1 3\nY_COORDINATES 2 float\n0 2\nZ_COORDINATES 1 float\n5\nCELL_DATA 2\nSCALARS c int\nLOOKUP_TABLE default\n7 8\n';
    const mesh = await opened(put('r.vtk', text('RECTILINEAR_GRID', grid)));
    expect([blocks(mesh), field(mesh, 'c')]).toEqual([[['quad', [0, 1, 4, 3, 1, 2, 5, 4]]], [7, 8]]);
    const curved = await opened(put('s.vtk', text('STRUCTURED_GRID', `DIMENSIONS 3 2 1\n${points}`)));
    expect(blocks(curved)).toEqual([['quad', [0, 1, 4, 3, 1, 2, 5, 4]]]);
    const surface = await opened(
      put(
        'p.vtk',
        text(
          'POLYDATA',
          `${points}POLYGONS 2 8\n3 0 1 2\n3 0 2 3\nLINES 1 3\n2 4 5\nCELL_DATA 3\nSCALARS c int\nLOOKUP_TABLE default\n1 2 3\n`,
        ),
      ),
    );
    expect([blocks(surface), field(surface, 'c')]).toEqual([
      [
        ['line', [4, 5]],
        ['triangle', [0, 1, 2, 0, 2, 3]],
      ],
      [1, 2, 3],
    ]);
  });

  test.each<[string, string | Uint8Array, RegExp]>([
    ['no points', text('UNSTRUCTURED_GRID', 'CELLS 0 0\n'), /corrupt-file.*POINTS/],
    ['kinds for other cells', text('UNSTRUCTURED_GRID', `${points}CELLS 1 4\n3 0 1 2\nCELL_TYPES 2\n5 5\n`), /corrupt-file.*kinds of 2/],
    ['a list that is too short', text('POLYDATA', `${points}POLYGONS 2 4\n9 0 1 2\n`), /corrupt-file.*cell 1/],
    ['values for other points', text('POLYDATA', `${points}POINT_DATA 7\n`), /corrupt-file.*7 values for 6/],
    [
      'more points than bytes',
      joined(`${LEGACY_HEAD}DATASET POLYDATA\nPOINTS 40000000 double\n`, big('f8', POINTS)),
      /corrupt-file.*end after the file/,
    ],
    ['dimensions for other points', text('STRUCTURED_GRID', `DIMENSIONS 9 2 1\n${points}`), /corrupt-file.*DIMENSIONS/],
  ])('%s: refused', async (_title, bytes, message) => {
    expect(await refused('bad.vtk', bytes)).toMatch(message);
  });
});

describe('Exodus', () => {
  const exodus = (change: Partial<typeof EXODUS_SPEC> = {}): Uint8Array => buildNetcdf({ ...EXODUS_SPEC, ...change });
  const { variables } = EXODUS_SPEC;

  test.each([1, 2, 5] as const)('version %i: blocks, names, and the values of each time step', async (version) => {
    const path = put(`v${version}.e`, exodus({ version }));
    const mesh = await opened(path, 1);
    expect(mesh.cells.map(({ name }) => name)).toEqual(['metal', 'film']);
    expect(mesh.info.frames).toEqual([
      { step: 0, time: 0 },
      { step: 1, time: 0.5 },
    ]);
    expect(field(mesh, 'phi')).toEqual([6, 7, 8, 9, 10, 11]);
    expect(field(mesh, 'c')).toEqual([-6, -7, -8, -9, -10, -11]);
    expect(field(mesh, 'stress')).toEqual([3, 4, NaN]);
    const axis = (first: number): number[] => POINTS.filter((_, i) => i % 3 === first);
    expect([...mesh.stored]).toEqual([...axis(0), ...axis(1), ...axis(2)]);
  });

  test('coordinates and values of older files stand in one variable each; two axes are flat', async () => {
    const { coordx: _x, coordy: _y, coordz: _z, vals_nod_var1: _1, vals_nod_var2: _2, ...rest } = variables;
    const old = exodus({
      dimensions: { ...EXODUS_SPEC.dimensions, two: 2 },
      variables: {
        ...rest,
        coord: { type: 'float32', axes: ['two', 'num_nodes'], values: Array.from({ length: 12 }, (_, i) => i) },
        vals_nod_var: { type: 'float64', axes: ['time_step', 'names', 'num_nodes'], values: Array.from({ length: 24 }, (_, i) => i) },
      },
    });
    const mesh = await opened(put('old.e', old), 1);
    expect([...mesh.points].slice(0, 6)).toEqual([0, 6, 0, 1, 7, 0]);
    expect([mesh.info.dimensions, field(mesh, 'phi')[0], field(mesh, 'c')[0]]).toEqual([2, 12, 18]);
  });

  test('a single record variable is not filled up, and records that are cut off are told', async () => {
    const { coordx, coordy, connect1 } = variables;
    const one = exodus({
      records: 3,
      variables: {
        coordx: coordx!,
        coordy: coordy!,
        connect1: connect1!,
        time_whole: { type: 'int16', axes: ['time_step'], values: [4, 5, 6] },
      },
    });
    expect((await opened(put('one.e', one))).info.frames.map(({ time }) => time)).toEqual([4, 5, 6]);
    const bytes = exodus();
    const cut = await opened(put('cut.e', bytes.subarray(0, bytes.length - 8)));
    expect(cut.info.frames).toHaveLength(1);
    expect(cut.info.warnings[0]).toMatch(/1 of 2 time steps/);
  });

  test('a run that goes on in further files says so', async () => {
    const path = put('run.e', exodus());
    copyFileSync(path, `${path}-s002`);
    expect((await opened(path)).info.warnings).toContainEqual(expect.stringMatching(/run\.e-s002/));
    expect((await opened(`${path}-s002`)).info.warnings).toContainEqual(expect.stringMatching(/continues a run/));
  });

  test('other netCDF files are refused with a list of what they hold', async () => {
    const other = exodus({ variables: { density: { type: 'float32', axes: ['num_nodes', 'four'], values: Array<number>(24).fill(1) } } });
    expect(await refused('d.nc', other)).toMatch(/unsupported-format.*no Exodus.*density \(float32 6x4\)/);
  });

  test('netCDF-4 is HDF5; other HDF5 files are not taken for it', async () => {
    const bytes = hdf5Bytes((file) => {
      file.create_attribute('floating_point_word_size', 8);
      for (const [i, name] of ['coordx', 'coordy', 'coordz'].entries())
        file.create_dataset({ name, data: Float64Array.from(POINTS.filter((_, at) => at % 3 === i)) });
      const cells = file.create_dataset({ name: 'connect1', data: Int32Array.from(NODES.slice(0, 8), (n) => n + 1), shape: [2, 4] });
      cells.create_attribute('elem_type', 'TETRA4');
      file.create_dataset({ name: 'name_nod_var', data: ['p', 'h', 'i', ''], shape: [1, 4], dtype: 'S1' });
      file.create_dataset({ name: 'time_whole', data: Float64Array.of(0, 2) });
      file.create_dataset({ name: 'vals_nod_var1', data: Float64Array.from({ length: 12 }, (_, i) => i), shape: [2, 6] });
    });
    const mesh = await opened(put('four.e', bytes), 1);
    expect([[...mesh.points], blocks(mesh), field(mesh, 'phi')]).toEqual([POINTS, [EXPECTED[1]], [6, 7, 8, 9, 10, 11]]);
    expect(mesh.info.frames[1]).toEqual({ step: 1, time: 2 });
    const other = put(
      'other.h5',
      hdf5Bytes((file) => file.create_dataset({ name: 'coordx', data: Float64Array.of(1, 2) })),
    );
    expect(await EXODUS.confirm?.(host, other)).toBe(false);
  });

  const connect = (values: number[], type = 'TETRA'): Uint8Array =>
    exodus({ variables: { ...variables, connect1: { ...variables['connect1']!, values, attributes: { elem_type: type } } } });
  const word = (bytes: Uint8Array, at: number, value: number): Uint8Array => {
    new DataView(bytes.buffer).setUint32(at, value);
    return bytes;
  };
  test.each<[string, Uint8Array, RegExp]>([
    ['a node 0', connect([0, 1, 2, 3, 4, 5, 6, 1]), /corrupt-file.*point 0 of 6/],
    ['a node too many', connect([7, 1, 2, 3, 4, 5, 6, 1]), /corrupt-file.*point 7 of 6/],
    ['many-sided elements', connect([1, 2, 3, 4, 1, 2, 3, 5], 'nsided'), /unsupported-format.*nsided/],
    ['hexahedra with four nodes', connect([1, 2, 3, 4, 1, 2, 3, 5], 'HEX8'), /corrupt-file.*only 4 nodes/],
    ['countless dimensions', word(exodus(), 12, 2e9), /corrupt-file.*2000000000 dimensions/],
    ['another version', word(exodus(), 0, 0x43444609), /unsupported-format.*version 9/],
    ['a header that ends early', exodus().subarray(0, 200), /corrupt-file.*header does not end/],
    ['data that end early', exodus().subarray(0, -260), /corrupt-file.*ends at byte/],
  ])('%s: refused', async (_title, bytes, message) => {
    expect(await refused('bad.e', bytes)).toMatch(message);
  });
});

describeShared('sim/moose-exodus/eel_bv_out.e', 'results of others', () => {
  test.each([
    ['electrodep_simple_diffusion_out.e', 2, 121, 'u', 0, 1, 0.5, 100],
    ['eel_bv_out.e', 6, 404, 'Phi', -0.100866, 0, undefined, 200],
    ['eel_split_condensed_out.e', 11, 44, 'c', 0.455152, 0.897485, 0.641377, 10],
  ])('%s', async (name, frames, points, title, low, high, mean, elements) => {
    const mesh = await opened(sharedPath('sim/moose-exodus', name), frames - 1);
    expect([mesh.info.frames.length, mesh.info.points]).toEqual([frames, points]);
    expect(mesh.cells.reduce((sum, { shape, nodes }) => sum + nodes.length / (shape === 'quad' ? 4 : 8), 0)).toBe(elements);
    const values = field(mesh, title);
    expect(Math.min(...values)).toBeCloseTo(low, 5);
    expect(Math.max(...values)).toBeCloseTo(high, 5);
    if (mean !== undefined) expect(values.reduce((sum, v) => sum + v, 0) / values.length).toBeCloseTo(mean, 5);
  });

  test('quads with double nodes, and a grid with uneven steps', async () => {
    const quads = await opened(sharedPath('sim/phase-field-vtk/li_dendrite_duplicated_quads_base64_zlib.vtu'));
    expect([quads.info.points, quads.cells[0]?.nodes.length, quads.info.dimensions]).toEqual([24964, 4 * 79 * 79, 2]);
    expect(Math.max(...field(quads, 'n'))).toBe(1);
    const grid = await opened(sharedPath('sim/phase-field-vtk/li_dendrite_nonuniform_x.vtr'));
    expect([grid.grid?.x.length, grid.grid?.y.length, grid.grid?.z.length]).toEqual([160, 160, 1]);
    const xi = field(grid, 'xi');
    expect(xi.filter((v) => v > 0.5).length / xi.length).toBeCloseTo(0.445859, 6);
    expect(xi.reduce((sum, v) => sum + v, 0)).toBeCloseTo(11423.73, 1);
  });
});
