/** Small valid meshes in every file format that is read: two tetrahedra and a quadrilateral over 6 points, or grids. */
import { zlibSync } from 'fflate';
import { joined } from '../file-fixture.js';
import { buildNetcdf } from './netcdf-builder.js';
import type { NetcdfSpec } from './netcdf-builder.js';

export const POINTS = [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0.5, 0.5, 1, 0.5, 0.5, -1];
export const NODES = [0, 1, 2, 4, 0, 1, 2, 5, 0, 1, 2, 3];
export const ENDS = [4, 8, 12];
export const TYPES = [10, 10, 9];

export const little = {
  f8: (values: readonly number[]): Uint8Array => new Uint8Array(Float64Array.from(values).buffer),
  i8: (values: readonly number[]): Uint8Array => new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
  i4: (values: readonly number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer),
  u1: (values: readonly number[]): Uint8Array => Uint8Array.from(values),
  u4: (values: readonly number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer),
};

/** An array of a VTK XML file as text. */
export function textArray(name: string, type: string, values: readonly number[], components = 1): string {
  return `<DataArray type="${type}" Name="${name}" NumberOfComponents="${components}" format="ascii">${values.join(' ')}</DataArray>`;
}

export interface VtuText {
  points?: readonly number[];
  nodes?: readonly number[];
  ends?: readonly number[];
  types?: readonly number[];
  data?: string;
  counts?: string;
}

export function vtuPiece({ points = POINTS, nodes = NODES, ends = ENDS, types = TYPES, data = '', counts }: VtuText = {}): string {
  return (
    `<Piece ${counts ?? `NumberOfPoints="${points.length / 3}" NumberOfCells="${types.length}"`}>${data}<Points>${textArray('Points', 'Float64', points, 3)}</Points>` +
    `<Cells>${textArray('connectivity', 'Int64', nodes)}${textArray('offsets', 'Int64', ends)}${textArray('types', 'UInt8', types)}</Cells></Piece>`
  );
}

export function vtkFile(type: string, body: string, attributes = '', root = 'byte_order="LittleEndian"'): string {
  return `<?xml version="1.0"?>\n<VTKFile type="${type}" version="1.0" ${root}>\n<${type} ${attributes}>\n${body}\n</${type}>\n</VTKFile>\n`;
}

/** Every array appended in zlib blocks of its own. */
function vtuAppended(): Uint8Array {
  const arrays: [string, string, number, Uint8Array][] = [
    ['Points', 'Float64', 3, little.f8(POINTS)],
    ['connectivity', 'Int64', 1, little.i8(NODES)],
    ['offsets', 'Int64', 1, little.i8(ENDS)],
    ['types', 'UInt8', 1, little.u1(TYPES)],
    ['a', 'Float64', 1, little.f8([1, 2, 3, 4, 5, 6])],
  ];
  let offset = 0;
  const packed: Uint8Array[] = [];
  const tags = arrays.map(([name, type, components, bytes]) => {
    const block = zlibSync(bytes);
    packed.push(little.u4([1, bytes.length, 0, block.length]), block);
    const tag = `<DataArray type="${type}" Name="${name}" NumberOfComponents="${components}" format="appended" offset="${offset}"/>`;
    offset += 16 + block.length;
    return tag;
  });
  const body =
    `<Piece NumberOfPoints="6" NumberOfCells="3"><PointData>${tags[4]}</PointData><Points>${tags[0]}</Points>` +
    `<Cells>${tags.slice(1, 4).join('')}</Cells></Piece></UnstructuredGrid>`;
  const root = 'byte_order="LittleEndian" compressor="vtkZLibDataCompressor"';
  return joined(
    `<VTKFile type="UnstructuredGrid" ${root}><UnstructuredGrid>${body}<AppendedData encoding="raw">_`,
    ...packed,
    '</AppendedData></VTKFile>',
  );
}

const axis = (name: string, values: readonly number[]): string => textArray(name, 'Float32', values);

export const VTR_TEXT = vtkFile(
  'RectilinearGrid',
  `<Piece Extent="0 2 0 1 0 0"><PointData>${textArray('a', 'Float32', [0, 1, 2, 3, 4, 5])}</PointData><CellData>${textArray('c', 'Int32', [7, 8])}</CellData>` +
    `<Coordinates>${axis('x', [0, 1, 3])}${axis('y', [0, 2])}${axis('z', [5])}</Coordinates></Piece>`,
  'WholeExtent="0 2 0 1 0 0"',
);

/** Big-endian. */
export function big(type: 'f8' | 'i8' | 'i4', values: readonly number[]): Uint8Array {
  const bytes = little[type](values);
  const size = type === 'i4' ? 4 : 8;
  for (let i = 0; i < bytes.length; i += size) bytes.subarray(i, i + size).reverse();
  return bytes;
}

export const LEGACY_HEAD = '# vtk DataFile Version 5.1\na mesh\nBINARY\n';

export function legacyBinary(): Uint8Array {
  return joined(
    `${LEGACY_HEAD}DATASET UNSTRUCTURED_GRID\nFIELD FieldData 1\nTIME 1 1 double\n`,
    big('f8', [3]),
    '\nPOINTS 6 double\n',
    big('f8', POINTS),
    '\nMETADATA\nINFORMATION 0\n\nCELLS 4 12\nOFFSETS vtktypeint64\n',
    big('i8', [0, ...ENDS]),
    '\nCONNECTIVITY vtktypeint64\n',
    big('i8', NODES),
    '\nCELL_TYPES 3\n',
    big('i4', TYPES),
    '\nCELL_DATA 3\nSCALARS c int 1\nLOOKUP_TABLE default\n',
    big('i4', [7, 8, 9]),
    '\nPOINT_DATA 6\nFIELD FieldData 1\na 1 6 double\n',
    big('f8', [1, 2, 3, 4, 5, 6]),
    '\n',
  );
}

export const EXODUS_SPEC: NetcdfSpec = {
  version: 2,
  records: 2,
  dimensions: { time_step: 0, num_nodes: 6, four: 4, tets: 2, quads: 1, blocks: 2, names: 2, one: 1, len_name: 9 },
  variables: {
    coordx: { type: 'float64', axes: ['num_nodes'], values: POINTS.filter((_, i) => i % 3 === 0) },
    coordy: { type: 'float64', axes: ['num_nodes'], values: POINTS.filter((_, i) => i % 3 === 1) },
    coordz: { type: 'float64', axes: ['num_nodes'], values: POINTS.filter((_, i) => i % 3 === 2) },
    eb_prop1: { type: 'int32', axes: ['blocks'], values: [10, 20] },
    eb_names: { type: 'char', axes: ['blocks', 'len_name'], values: ['metal', 'film'] },
    connect1: { type: 'int32', axes: ['tets', 'four'], values: NODES.slice(0, 8).map((n) => n + 1), attributes: { elem_type: 'TETRA' } },
    connect2: { type: 'int32', axes: ['quads', 'four'], values: NODES.slice(8).map((n) => n + 1), attributes: { elem_type: 'SHELL4' } },
    name_nod_var: { type: 'char', axes: ['names', 'len_name'], values: ['phi', 'c'] },
    name_elem_var: { type: 'char', axes: ['one', 'len_name'], values: ['stress'] },
    time_whole: { type: 'float64', axes: ['time_step'], values: [0, 0.5] },
    vals_nod_var1: { type: 'float64', axes: ['time_step', 'num_nodes'], values: Array.from({ length: 12 }, (_, i) => i) },
    vals_nod_var2: { type: 'float32', axes: ['time_step', 'num_nodes'], values: Array.from({ length: 12 }, (_, i) => -i) },
    vals_elem_var1eb1: { type: 'float64', axes: ['time_step', 'tets'], values: [1, 2, 3, 4] },
  },
};

const VTP_TEXT = vtkFile(
  'PolyData',
  `<Piece NumberOfPoints="6" NumberOfVerts="1" NumberOfLines="1" NumberOfStrips="0" NumberOfPolys="2">` +
    `<CellData>${textArray('c', 'Int32', [1, 2, 3, 4])}</CellData><Points>${textArray('Points', 'Float64', POINTS, 3)}</Points>` +
    `<Verts>${textArray('connectivity', 'Int64', [5])}${textArray('offsets', 'Int64', [1])}</Verts>` +
    `<Lines>${textArray('connectivity', 'Int64', [0, 1, 2])}${textArray('offsets', 'Int64', [3])}</Lines>` +
    `<Polys>${textArray('connectivity', 'Int64', [0, 1, 4, 0, 1, 2, 3])}${textArray('offsets', 'Int64', [3, 7])}</Polys></Piece>`,
);

const VTS_TEXT = vtkFile(
  'StructuredGrid',
  `<Piece Extent="0 2 0 1 0 0"><PointData>${textArray('a', 'Float32', [0, 1, 2, 3, 4, 5])}</PointData>` +
    `<Points>${textArray('Points', 'Float32', POINTS, 3)}</Points></Piece>`,
  'WholeExtent="0 2 0 1 0 0"',
);

const STEPS = '<DataSet timestep="0" file="step.vtu"/><DataSet timestep="0.5" file="step.vtu"/>';

/** Meshes of other shapes than those of MESH_SAMPLES, which all hold the same. */
export const OTHER_MESH_SAMPLES: readonly {
  name: string;
  bytes: Uint8Array;
  beside?: { readonly name: string; readonly bytes: Uint8Array };
}[] = [
  { name: 'surface.vtp', bytes: joined(VTP_TEXT) },
  { name: 'curved.vts', bytes: joined(VTS_TEXT) },
  {
    name: 'steps.pvd',
    bytes: joined(vtkFile('Collection', STEPS)),
    beside: { name: 'step.vtu', bytes: joined(vtkFile('UnstructuredGrid', vtuPiece())) },
  },
];

export const MESH_SAMPLES: readonly { name: string; bytes: Uint8Array }[] = [
  { name: 'text.vtu', bytes: joined(vtkFile('UnstructuredGrid', vtuPiece({ data: `<PointData>${textArray('a', 'Float32', [1, 2, 3, 4, 5, 6])}</PointData>` }))) },
  { name: 'blocks.vtu', bytes: vtuAppended() },
  { name: 'grid.vtr', bytes: joined(VTR_TEXT) },
  { name: 'mesh.vtk', bytes: legacyBinary() },
  { name: 'run.e', bytes: buildNetcdf(EXODUS_SPEC) },
  { name: 'wide.e', bytes: buildNetcdf({ ...EXODUS_SPEC, version: 5 }) },
];
