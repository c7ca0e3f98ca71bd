/** Legacy VTK files (.vtk) with a uniform grid: text, or big-endian samples in place. */
import type { ByteSource } from '../../ports/index.js';
import type { VolumeSource } from '../../volume/index.js';
import type { FormatHost, VolumeFormat } from '../format.js';
import { memoryBytes, rawSource } from '../raw-source.js';
import { unpackText } from '../side-data.js';
import { storedBytes } from '../stored.js';
import { chooseArray, planVtk, vtkDatasets } from './vtk-grid.js';
import { legacyType, MESH_TYPES, readLegacy } from './vtk-legacy-arrays.js';
import type { LegacyArray } from './vtk-legacy-arrays.js';

/** Samples written as text; colours are written as fractions of 1. */
async function textSamples(bytes: ByteSource, array: LegacyArray, count: number): Promise<ByteSource> {
  if (!array.fractions) return unpackText(bytes, array.offset, count, array.stored ?? 'float32');
  const fractions = await unpackText(bytes, array.offset, count, 'float32');
  const raw = await fractions.read(0, count * 4);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return memoryBytes(
    bytes.name,
    bytes.path,
    Uint8Array.from({ length: count }, (_, i) => Math.round(255 * view.getFloat32(4 * i, true))),
  );
}

async function open(host: FormatHost, path: string, dataset?: string): Promise<VolumeSource> {
  const bytes = await host.files.open(path);
  try {
    const { text, grid, arrays } = await readLegacy(bytes);
    const array = chooseArray(arrays, dataset, bytes.name);
    const found = { format: 'vtk', path, name: bytes.name, cost: text ? 'whole-file' : 'contiguous' } as const;
    const { info, stored, needed } = planVtk(found, grid, array, arrays.length > 1);
    if (!text) return rawSource(info, { bytes, offset: array.offset, stored, bigEndian: true });
    const samples = await textSamples(bytes, array, needed / storedBytes(stored));
    return { ...rawSource(info, { bytes: samples, offset: 0, stored, bigEndian: false }), close: () => bytes.close() };
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

export const VTK_LEGACY: VolumeFormat = {
  id: 'vtk',
  title: 'legacy VTK',
  extensions: ['vtk'],
  kinds: ['volume', 'image'],
  text: {
    reads: 'STRUCTURED_POINTS, binary in place (any size) and text up to 256 MiB. Every array on points or cells is a data set.',
    keeps: 'Spacing, which has no unit; vectors become channels.',
    loses: 'The origin is lost. Refused: bits, strings.',
  },
  // other kinds of grids that are read are meshes
  sniff: (head) =>
    new TextDecoder('latin1').decode(head.subarray(0, 14)) === '# vtk DataFile' ? (MESH_TYPES.includes(legacyType(head)) ? 0.1 : 1) : 0,
  async list(host, path) {
    const bytes = await host.files.open(path);
    try {
      return vtkDatasets((await readLegacy(bytes)).arrays);
    } finally {
      await bytes.close();
    }
  },
  open,
};
