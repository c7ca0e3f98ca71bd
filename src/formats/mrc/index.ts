/**
 * MRC and CCP4 maps (.mrc .mrcs .rec .st .map, also gzipped), after the MRC2014 description: a header of 1024
 * bytes, an extended header, then samples. ISPG 0 marks a stack of independent images, never a volume.
 */
import type { ByteSource } from '../../ports/index.js';
import type { Axis, SourceInfo, SourceKind, VolumeSource } from '../../volume/index.js';
import { missingSliceDistance } from '../calibration.js';
import { ONE_DATASET } from '../format.js';
import type { FormatHost, VolumeFormat } from '../format.js';
import { openMaybeGzipped } from '../gzip.js';
import { corrupt, unsupported } from '../limits.js';
import { dataBytes, HEADER_BYTES, NIBBLES, readHeader, REFUSED_MODES, RGB, sniffMrc } from './header.js';
import type { MrcHeader } from './header.js';
import { tiltRange } from './tilt.js';
import { planeSource } from '../plane-source.js';
import type { Block } from '../plane-source.js';
import { rawSource } from '../raw-source.js';
import { sourceInfo } from '../source-info.js';
import type { StoredType } from '../stored.js';
import { MRC_WRITER } from '../writers/mrc.js';

/** Axes in z, y, x order with the position of each in the file (sections, rows, columns). */
function spatialAxes(header: MrcHeader): { sizes: [number, number, number]; order: [number, number, number] } {
  const fileAxis = (axis: number): number => 2 - header.map.indexOf(axis);
  const order: [number, number, number] = [fileAxis(3), fileAxis(2), fileAxis(1)];
  const [nc, nr, ns] = header.sizes;
  const fileSizes = [ns, nr, nc];
  return { sizes: [fileSizes[order[0]] ?? 1, fileSizes[order[1]] ?? 1, fileSizes[order[2]] ?? 1], order };
}

interface MrcAxes {
  readonly axes: readonly Axis[];
  readonly order: readonly number[];
  readonly kind: SourceKind;
  readonly warnings: readonly string[];
}

const IMAGES = 'The header marks a stack of independent images (space group 0), so the planes are not a volume.';
const RECONSTRUCTION =
  'The header marks a stack of images (space group 0) but samples the third axis like a volume, and the file is named .rec: read as a volume.';
const ONE_INTERVAL = 'The header gives the whole depth as one interval although there are several sections; check the slice distance.';

function stackAxes(header: MrcHeader, tilts: readonly [number, number] | undefined, name: string): MrcAxes {
  const { sizes, order } = spatialAxes(header);
  const [z, y, x] = sizes;
  const plane: readonly Axis[] = [
    { name: 'y', size: y },
    { name: 'x', size: x },
  ];
  const depth = header.intervals[2];
  if (header.spaceGroup >= 401 && depth > 0 && depth < z) {
    // a stack of volumes, each mz sections thick; only possible when sections are z
    if (z % depth !== 0 || order[0] !== 0) throw corrupt(name, `its ${z} sections do not divide into volumes of ${depth}`);
    const axes: Axis[] = [{ name: 't', size: z / depth }, { name: 'z', size: depth }, ...plane];
    return { axes, order: [0, 1, order[1] + 1, order[2] + 1], kind: depth > 1 ? 'volume' : 'series', warnings: [] };
  }
  if (z === 1) return { axes: [{ name: 'z', size: 1 }, ...plane], order, kind: 'image', warnings: [] };
  const independent = (kind: SourceKind, warning: string): MrcAxes => {
    return { axes: [{ name: 't', size: z }, ...plane], order, kind, warnings: [warning] };
  };
  if (tilts !== undefined && order[0] === 0) {
    const [low, high] = tilts.map((angle) => angle.toFixed(1));
    return independent(
      'projections',
      `The extended header gives tilts from ${low} to ${high} degrees: the planes are projections, not a volume.`,
    );
  }
  const warnings = depth === 1 ? [ONE_INTERVAL] : [];
  const volume: MrcAxes = { axes: [{ name: 'z', size: z }, ...plane], order, kind: 'volume', warnings };
  if (header.spaceGroup !== 0) return volume;
  return depth === z && /\.rec(?:\.gz)?$/i.test(name) ? { ...volume, warnings: [RECONSTRUCTION] } : independent('series', IMAGES);
}

function describe(bytes: ByteSource, head: Uint8Array): MrcHeader & { stored: StoredType } {
  const header = readHeader(head, bytes.size);
  if (header === undefined) throw corrupt(bytes.name, 'its MRC header has impossible sizes or an unknown mode');
  if (header.stored === undefined)
    throw unsupported(
      bytes.name,
      `MRC mode ${header.mode} (${REFUSED_MODES[header.mode] ?? 'unknown'}) is not supported; save it as mode 0, 1, 2, 6 or 12.`,
    );
  return { ...header, stored: header.stored };
}

/** What the header says beside the numbers, or leaves open. */
function remarks(header: MrcHeader, kind: SourceKind, size: number): readonly string[] {
  const [vx, vy, vz] = header.voxel;
  const found: string[] = [];
  const needed = header.dataOffset + dataBytes(header);
  if (size > needed) found.push(`The file has ${size - needed} bytes more than its header explains; they are ignored.`);
  if (header.angles.some((angle) => angle !== 0 && Math.abs(angle - 90) > 0.01))
    found.push('The axes of the cell are not at right angles, which is not taken into account.');
  if (kind === 'volume' && vx > 0 && vy > 0 && !(vz > 0)) found.push(missingSliceDistance(vy, vx, 'A'));
  return found;
}

/** Half bytes, the lower half first; every row begins with a byte of its own. */
function nibbleSource(info: SourceInfo, bytes: ByteSource, header: MrcHeader): VolumeSource {
  const [columns, rows] = header.sizes;
  const rowBytes = Math.ceil(columns / 2);
  const needed = dataBytes(header);
  if (header.dataOffset + needed > bytes.size)
    throw corrupt(
      bytes.name,
      `its header promises ${needed} bytes of data at offset ${header.dataOffset}, but it has ${bytes.size} bytes in all`,
    );
  const inner = info.axes.at(-3)?.size ?? 1;

  async function readBlock(plane: number, { y0, y1, x0, x1 }: Block, signal?: AbortSignal): Promise<Uint8Array> {
    const packed = await bytes.read(header.dataOffset + (plane * rows + y0) * rowBytes, (y1 - y0) * rowBytes, signal);
    const out = new Uint8Array((y1 - y0) * (x1 - x0));
    for (let row = 0, o = 0; row < y1 - y0; row++)
      for (let x = x0; x < x1; x++) out[o++] = ((packed[row * rowBytes + (x >> 1)] as number) >> (4 * (x & 1))) & 15;
    return out;
  }
  return planeSource(info, {
    planeOf: (leading) => leading.reduce((sum, i) => sum * inner + i, 0),
    readBlock,
    close: () => bytes.close(),
  });
}

function openSamples(bytes: ByteSource, header: MrcHeader & { stored: StoredType }, found: MrcAxes, info: SourceInfo): VolumeSource {
  const { stored, bigEndian, mode, dataOffset: offset } = header;
  if (mode === NIBBLES) {
    if (found.order.some((axis, i) => axis !== i))
      throw unsupported(bytes.name, '4-bit values (mode 101) with permuted axes are not supported; save it as mode 0.');
    return nibbleSource(info, bytes, header);
  }
  const order = mode === RGB ? [...found.order, found.order.length] : found.order;
  return rawSource(info, { bytes, offset, stored, bigEndian, order });
}

async function open(host: FormatHost, path: string): Promise<VolumeSource> {
  const { bytes, gzipped } = await openMaybeGzipped(host, path);
  try {
    if (bytes.size < HEADER_BYTES) throw corrupt(bytes.name, `it has ${bytes.size} bytes, fewer than the 1024 of an MRC header`);
    const header = describe(bytes, await bytes.read(0, HEADER_BYTES));
    const found = stackAxes(header, await tiltRange(bytes, header), bytes.name);
    const { axes, kind, warnings } = found;
    const [vx, vy, vz] = header.voxel;
    const info = sourceInfo({
      format: 'mrc',
      kind,
      path,
      name: bytes.name,
      axes: header.mode === RGB ? [...axes, { name: 'c', size: 3 }] : axes,
      stored: header.stored,
      cost: gzipped ? 'whole-file' : 'contiguous',
      spacing: { value: [kind === 'volume' ? vz : vx, vy, vx], unit: 'A', source: 'MRC header, cell / intervals' },
      warnings: [...warnings, ...remarks(header, kind, bytes.size)],
    });
    return openSamples(bytes, header, found, info);
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

export const MRC: VolumeFormat = {
  id: 'mrc',
  title: 'MRC / CCP4 map',
  extensions: ['mrc', 'mrcs', 'rec', 'st', 'ali', 'map', 'mrc.gz', 'map.gz', 'rec.gz'],
  kinds: ['volume', 'series', 'projections', 'image'],
  text: {
    reads:
      'Modes 0, 1, 2, 6, 12, 16 (RGB) and 101 (4-bit), either byte order, permuted axes, in place (any size); gzipped files up to 1 GiB decoded. ' +
      'Files without the MAP mark are read where their sizes explain their length exactly.',
    keeps:
      'Voxel size from the cell, unknown where it is zero or negative. Space group 0 is a stack of images, 401 and beyond a stack of volumes; ' +
      'tilt angles in an extended header (FEI, SerialEM, Agard) make projections.',
    loses: 'Origin, labels and the rest of extended headers. Refused: complex modes, files cut short and bzip2.',
    writes:
      'MRC2014, little-endian: modes 0, 1, 2 and 6; uint8 values become mode 6 (uint16), since mode 0 is signed. Lengths are angstrom in float32, ' +
      'so the voxel size keeps 7 digits; an unknown one is written as 0. Refused by name: float64 and 32-bit integers.',
  },
  gzip: true,
  sniff: (head, _name, size) => sniffMrc(head, size),
  list: () => Promise.resolve(ONE_DATASET),
  open,
  writers: [MRC_WRITER],
};
