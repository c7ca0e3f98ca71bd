/** One small sound file for each format of arrays and grids, to be damaged. */
import { zipSync, zlibSync } from 'fflate';
import { joined } from './file-fixture.js';
import { buildSer } from './ser-fixture.js';

const values = Uint8Array.from({ length: 240 }, (_, i) => (i * 7) % 251);

function npy(): Uint8Array {
  const text = `{'descr': '>u2', 'fortran_order': True, 'shape': (4, 5, 6), }\n`;
  return joined(Uint8Array.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length, 0]), text, values);
}

function amira(field: string, data: Uint8Array): Uint8Array {
  const box = 'Parameters {\n BoundingBox 0 5 0 4 0 7,\n CoordType "uniform"\n}\n';
  return joined(`# AmiraMesh BINARY-LITTLE-ENDIAN 2.1\ndefine Lattice 6 5 8\n${box}Lattice { ${field}\n# Data section follows\n@1\n`, data);
}

const runs = Uint8Array.from([100, 7, 0x85, 1, 2, 3, 4, 5, 127, 9, 8, 1]);
const blocks = [values.subarray(0, 128), values.subarray(128)].map((part) => zlibSync(part));
const numbers = new Uint8Array(Uint32Array.from([2, 128, 112, ...blocks.map((part) => part.length)]).buffer);
const packed = zlibSync(values);

function vti(attributes: string, array: string, appended: readonly (string | Uint8Array)[]): Uint8Array {
  return joined(
    `<VTKFile type="ImageData" byte_order="LittleEndian" ${attributes}><ImageData WholeExtent="0 5 0 4 0 7" Spacing="1 2 3">`,
    `<Piece Extent="0 5 0 4 0 7"><PointData>${array}</PointData></Piece></ImageData>`,
    ...appended,
    '</VTKFile>',
  );
}

const zlib = 'compressor="vtkZLibDataCompressor"';
const coded = Buffer.from(numbers).toString('base64') + Buffer.concat(blocks).toString('base64');
const grid = 'DATASET STRUCTURED_POINTS\nDIMENSIONS 6 5 8\nSPACING 1 2 3\nPOINT_DATA 240\n';

export const ARRAY_SAMPLES: readonly { readonly name: string; readonly bytes: Uint8Array }[] = [
  { name: 'wide.ser', bytes: buildSer({ wide: true }) },
  { name: 'fortran.npy', bytes: npy() },
  { name: 'stored.npz', bytes: zipSync({ 'a.npy': npy() }, { level: 0 }) },
  { name: 'deflated.npz', bytes: zipSync({ 'a.npy': npy(), 'b.npy': npy() }) },
  { name: 'raw.am', bytes: amira('byte D } @1', values) },
  { name: 'runs.am', bytes: amira(`byte D } @1(HxByteRLE,${runs.length})`, runs) },
  { name: 'zip.am', bytes: amira(`byte D } @1(HxZip,${packed.length})`, packed) },
  {
    name: 'binary.vtk',
    bytes: joined(
      `# vtk DataFile Version 3.0\nt\nBINARY\n${grid}FIELD f 1\na 1 240 unsigned_char\n`,
      values,
      '\nMETADATA\nINFORMATION 0\n\n',
    ),
  },
  {
    name: 'text.vtk',
    bytes: joined(`# vtk DataFile Version 3.0\nt\nASCII\n${grid}SCALARS a float\nLOOKUP_TABLE default\n${values.join(' ')}\n`),
  },
  {
    name: 'blocks.vti',
    bytes: vti(zlib, '<DataArray type="UInt8" Name="a" format="appended" offset="0"/>', [
      '<AppendedData encoding="raw">_',
      numbers,
      ...blocks,
    ]),
  },
  { name: 'inline.vti', bytes: vti(zlib, `<DataArray type="UInt8" Name="a" format="binary">${coded}</DataArray>`, []) },
];
