/**
 * X-ray microscopes by Zeiss and Xradia (.txrm .txm .xrm): compound files with one stream for each image. A set of
 * projections and a reconstructed volume share the layout and are told apart by what is in them.
 */
import type { ByteSource } from '../../ports/index.js';
import type { Axis, SourceKind, VolumeSource } from '../../volume/index.js';
import { ONE_DATASET } from '../format.js';
import type { FormatHost, VolumeFormat } from '../format.js';
import { checkedSize, corrupt, unsupported } from '../limits.js';
import { isOle, openOle } from './ole.js';
import type { OleFile } from './ole.js';
import { cropColumns, planeSource } from '../plane-source.js';
import type { Block } from '../plane-source.js';
import { sourceInfo } from '../source-info.js';
import { decodeStored, storedBytes } from '../stored.js';
import type { StoredType } from '../stored.js';
import { viewOf } from '../data-view.js';

const TYPES: Readonly<Record<number, StoredType>> = {
  2: 'int8',
  3: 'uint8',
  4: 'int16',
  5: 'uint16',
  6: 'int32',
  7: 'uint32',
  10: 'float32',
  11: 'float64',
};
const MAX_IMAGES = 1_000_000;
/** each storage holds so many images */
const PER_STORAGE = 100;
/** degrees; stages come back to an angle less exactly than this */
const SAME_ANGLE = 0.001;
/** mode of acquisition of a reconstructed volume */
const RECONSTRUCTION = 10;

function imagePath(k: number): string {
  return `ImageData${Math.floor(k / PER_STORAGE) + 1}/Image${k + 1}`;
}

/** A stream of `ImageInfo`, its first `maximum` bytes. */
async function infoBytes(ole: OleFile, key: string, maximum: number): Promise<DataView | undefined> {
  const stream = ole.streams.get(`ImageInfo/${key}`);
  if (stream === undefined || stream.size < 4) return undefined;
  const length = Math.min(stream.size, maximum);
  return viewOf(await ole.read(stream, 0, length - (length % 4)));
}

async function infoInteger(ole: OleFile, key: string, name: string): Promise<number> {
  const view = await infoBytes(ole, key, 4);
  if (view === undefined) throw corrupt(name, `its ImageInfo has no ${key}`);
  return view.getInt32(0, true);
}

/** Whether the stage turned between the images: undefined where the file has no angle for each of them. */
async function turns(ole: OleFile, images: number): Promise<boolean | undefined> {
  const view = await infoBytes(ole, 'Angles', 4 * images);
  if (view === undefined || view.byteLength < 4 * images) return undefined;
  const first = view.getFloat32(0, true);
  for (let i = 1; i < images; i++) if (Math.abs(view.getFloat32(4 * i, true) - first) > SAME_ANGLE) return true;
  return false;
}

interface Meaning {
  readonly kind: SourceKind;
  readonly warnings: readonly string[];
}

/** Whether the file calls itself a reconstruction. */
async function callsItselfVolume(ole: OleFile): Promise<boolean> {
  const mode = await infoBytes(ole, 'AcquisitionMode', 4);
  return mode !== undefined && mode.getInt32(0, true) === RECONSTRUCTION;
}

/**
 * The mode of acquisition tells a reconstruction. Its settings do not, since projections may carry them, too; so
 * where the mode is silent angles tell, and at last the name.
 */
async function meaningOf(ole: OleFile, images: number, name: string): Promise<Meaning> {
  if (images === 1) return { kind: 'image', warnings: [] };
  if (await callsItselfVolume(ole)) return { kind: 'volume', warnings: [] };
  const turned = await turns(ole, images);
  const volumeName = /\.txm$/i.test(name);
  // a volume may have inherited the angles of its projections
  if (volumeName && (turned !== true || ole.storages.has('ReconSettings'))) return { kind: 'volume', warnings: [] };
  if (turned === true) {
    const warning = 'The file is named like a volume, but its images were taken at different angles: they are projections.';
    return { kind: 'projections', warnings: volumeName ? [warning] : [] };
  }
  if (/\.txrm$/i.test(name) && turned === undefined)
    return { kind: 'projections', warnings: ['The file does not say at which angles its images were taken.'] };
  const why = turned === undefined ? 'The file does not say what its images are' : 'The images were taken at one angle';
  return { kind: 'series', warnings: [`${why}, so they are a series and not a volume.`] };
}

async function wholeImages(ole: OleFile, name: string): Promise<{ images: number; warnings: readonly string[] }> {
  const promised = await infoInteger(ole, 'NoOfImages', name);
  if (promised < 1 || promised > MAX_IMAGES) throw corrupt(name, `its ImageInfo gives ${promised} images`);
  let images = 0;
  while (images < promised && ole.streams.has(imagePath(images))) images++;
  if (images === 0) throw corrupt(name, 'it holds no image');
  const warning = `The file promises ${promised} images and holds ${images}; only those are shown.`;
  return { images, warnings: images < promised ? [warning] : [] };
}

async function openImages(bytes: ByteSource, path: string): Promise<VolumeSource> {
  const { name } = bytes;
  const ole = await openOle(bytes);
  if (!ole.storages.has('ImageInfo'))
    throw unsupported(name, 'this compound (OLE) file holds no images of an X-ray microscope; export the images as TIFF.');
  const [width, height] = [await infoInteger(ole, 'ImageWidth', name), await infoInteger(ole, 'ImageHeight', name)];
  const dataType = await infoInteger(ole, 'DataType', name);
  const stored = Object.hasOwn(TYPES, dataType) ? TYPES[dataType] : undefined;
  if (stored === undefined) throw unsupported(name, `images of the data type ${dataType} are not supported; export them as TIFF.`);
  const size = storedBytes(stored);
  const planeBytes = checkedSize(name, [width, height, size]);
  if (planeBytes > bytes.size) throw corrupt(name, `its ${bytes.size} bytes cannot hold an image of ${width} x ${height}`);
  const { images, warnings } = await wholeImages(ole, name);
  const meaning = await meaningOf(ole, images, name);
  const axes: Axis[] = [
    { name: 'y', size: height },
    { name: 'x', size: width },
  ];
  if (images > 1) axes.unshift({ name: meaning.kind === 'volume' ? 'z' : 't', size: images });
  const pixel = (await infoBytes(ole, 'PixelSize', 4))?.getFloat32(0, true) ?? 0;
  const info = sourceInfo({
    format: 'txrm',
    kind: meaning.kind,
    path,
    name,
    axes,
    stored,
    cost: 'per-slice',
    spacing: { value: [pixel, pixel, pixel], unit: 'um', source: 'XRM ImageInfo/PixelSize' },
    warnings: [...warnings, ...meaning.warnings],
  });

  async function readBlock(plane: number, { y0, y1, x0, x1 }: Block, signal?: AbortSignal): ReturnType<VolumeSource['read']> {
    const stream = ole.streams.get(imagePath(plane));
    if (stream === undefined || stream.size < planeBytes)
      throw corrupt(name, `its image ${plane + 1} has ${stream?.size ?? 0} bytes and needs ${planeBytes}`);
    const rows = y1 - y0;
    const part = await ole.read(stream, y0 * width * size, rows * width * size, signal);
    const data = decodeStored(part, stored ?? 'uint8', false, name);
    return cropColumns(data, width, x0, x1);
  }
  return planeSource(info, { planeOf: (leading) => leading[0] ?? 0, readBlock, close: () => bytes.close() });
}

async function open(host: FormatHost, path: string): Promise<VolumeSource> {
  const bytes = await host.files.open(path);
  try {
    return await openImages(bytes, path);
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

export const TXRM: VolumeFormat = {
  id: 'txrm',
  title: 'X-ray microscope (TXRM, TXM, XRM)',
  extensions: ['txrm', 'txm', 'xrm'],
  kinds: ['volume', 'projections', 'series', 'image'],
  text: {
    reads: 'Images of integers and floats, each in place through the chains of the compound file (any size).',
    keeps:
      'Pixel size in micrometres, for cubic voxels in a volume. A file is a volume where its acquisition mode says so, or where it is named ' +
      '.txm and its images have no different angles or come with settings of a reconstruction; other images at different angles are ' +
      'projections, everything else is a series. Rows keep the order of the file.',
    loses: 'Angles, reference image and shifts are not applied. Refused: data types other than integers and floats.',
  },
  sniff: (head) => (isOle(head) ? 0.9 : 0),
  list: () => Promise.resolve(ONE_DATASET),
  open,
};
