/** VTK image files (.vti): XML with the samples inline, as text or base64, or appended raw or as base64, in one piece or several. */
import { checkAborted } from '../../base/index.js';
import type { ByteSource } from '../../ports/index.js';
import { allocateVoxels } from '../../volume/index.js';
import type { Region, SourceInfo, VolumeSource, VoxelArray } from '../../volume/index.js';
import type { FormatHost, VolumeFormat } from '../format.js';
import { checkRegion, indexTuples } from '../plane-source.js';
import { rawSource } from '../raw-source.js';
import { sameArray, vtiImage } from './vti-header.js';
import type { VtiImage } from './vti-header.js';
import { chooseArray, planVtk, vtkDatasets } from './vtk-grid.js';
import type { VtkPlan } from './vtk-grid.js';
import { readVtkXml, sniffVtkXml } from './xml/document.js';
import type { VtkDocument, VtkXmlArray } from './xml/document.js';
import { vtkStream } from './xml/samples.js';
import { VTI_WRITER } from '../writers/vti.js';

interface PlacedPiece {
  readonly source: VolumeSource;
  /** first index along every axis of the whole */
  readonly start: readonly number[];
}

/** Copies the part of a region that lies in a piece. */
async function copyPart(out: VoxelArray, region: Region, piece: PlacedPiece, signal: AbortSignal | undefined): Promise<void> {
  const sizes = piece.source.info.axes.map(({ size }) => size);
  const from = region.start.map((first, axis) => Math.max(first, piece.start[axis] ?? 0));
  const to = region.start.map((first, axis) => Math.min(first + (region.size[axis] ?? 0), (piece.start[axis] ?? 0) + (sizes[axis] ?? 0)));
  const size = to.map((end, axis) => end - (from[axis] ?? 0));
  if (size.some((n) => n <= 0)) return;
  checkAborted(signal);
  const part = await piece.source.read({ start: from.map((first, axis) => first - (piece.start[axis] ?? 0)), size }, signal);
  const row = size.at(-1) ?? 1;
  let at = 0;
  for (const index of indexTuples(from.slice(0, -1), size.slice(0, -1))) {
    const place = [...index, from.at(-1) ?? 0].reduce((sum, i, axis) => sum * (region.size[axis] ?? 1) + i - (region.start[axis] ?? 0), 0);
    out.set(part.subarray(at, at + row), place);
    at += row;
  }
}

/** Pieces behind one source. */
function joinedSource(info: SourceInfo, pieces: readonly PlacedPiece[]): Pick<VolumeSource, 'info' | 'read'> {
  return {
    info,
    async read(region, signal) {
      checkRegion(info, region);
      const length = region.size.reduce((product, n) => product * n, 1);
      const out = allocateVoxels(info.dtype, length);
      for (const piece of pieces) await copyPart(out, region, piece, signal);
      return out;
    },
  };
}

interface Opened {
  readonly host: FormatHost;
  readonly bytes: ByteSource;
  readonly document: VtkDocument;
  readonly image: VtiImage;
}

async function piecesOf(opened: Opened, array: VtkXmlArray, plan: (points: readonly number[]) => VtkPlan): Promise<PlacedPiece[]> {
  const { host, bytes, document, image } = opened;
  const placed: PlacedPiece[] = [];
  for (const { start, points, arrays } of image.pieces) {
    const own = arrays.find((one) => sameArray(array, one));
    if (own === undefined) continue;
    const { info, stored, needed } = plan(points);
    const stream = await vtkStream(host, bytes, document, own, needed);
    const channel = array.components === 1 ? [] : [0];
    placed.push({ source: rawSource(info, { ...stream, stored }), start: [...start.toReversed(), ...channel] });
  }
  return placed;
}

async function open(host: FormatHost, path: string, dataset?: string): Promise<VolumeSource> {
  const bytes = await host.files.open(path);
  try {
    const document = await readVtkXml(bytes);
    const image = vtiImage(document, bytes.name);
    const { grid, arrays } = image;
    const array = chooseArray(arrays, dataset, bytes.name);
    const inPlace = array.coding === 'appended' && document.appended?.base64 === false;
    const cost = inPlace ? (document.packing === 'none' ? 'contiguous' : 'per-chunk') : 'whole-file';
    const found = { format: 'vti', path, name: bytes.name, cost } as const;
    const many = arrays.length > 1;
    const { info } = planVtk(found, grid, array, many);
    const pieces = await piecesOf({ host, bytes, document, image }, array, (points) => planVtk(found, { ...grid, points }, array, many));
    const [only] = pieces;
    const source = pieces.length === 1 && only !== undefined ? only.source : joinedSource(info, pieces);
    return { info: source.info, read: source.read, close: () => bytes.close() };
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

export const VTI: VolumeFormat = {
  id: 'vti',
  title: 'VTK image (XML)',
  extensions: ['vti'],
  kinds: ['volume', 'image'],
  text: {
    reads:
      'Appended raw samples in place (any size) or in zlib or LZ4 blocks; appended base64 up to 256 MiB, inline text and base64 up to 64 MiB. ' +
      'Every array on points or cells is a data set; pieces that fill the image are joined.',
    keeps: 'Spacing, which has no unit unless a field LengthUnit names one, and directions; vectors become channels with their names.',
    loses: 'The origin is lost. Refused: LZMA, pieces with gaps or overlaps.',
    writes:
      'Values on points, appended raw in 64-bit blocks: all element types, voxel size with 12 digits; its unit, which the format has no place for, in the ' +
      'text field LengthUnit ("unknown" where the voxel size is).',
  },
  sniff: (head) => sniffVtkXml(head, 'ImageData'),
  async list(host, path) {
    const bytes = await host.files.open(path);
    try {
      return vtkDatasets(vtiImage(await readVtkXml(bytes), bytes.name).arrays);
    } finally {
      await bytes.close();
    }
  },
  open,
  writers: [VTI_WRITER],
};
