/**
 * SER, the series files of TIA: a header, a table of offsets, and images or spectra that each carry their own
 * calibration and size. Images of a series are independent: never a volume.
 */
import type { ByteSource } from '../../ports/index.js';
import { bytesPerVoxel } from '../../volume/index.js';
import type { Axis, VolumeSource } from '../../volume/index.js';
import type { FileSpacing } from '../calibration.js';
import { ONE_DATASET } from '../format.js';
import type { FormatHost, VolumeFormat } from '../format.js';
import { checkedSize, corrupt, unsupported } from '../limits.js';
import { cropColumns, planeSource } from '../plane-source.js';
import type { Block } from '../plane-source.js';
import { readSerHeader, serType } from './header.js';
import type { SerHeader } from './header.js';
import { openSpectra } from './spectra.js';
import { sourceInfo } from '../source-info.js';
import { decodeStored } from '../stored.js';
import { viewOf } from '../data-view.js';

/** two calibrations, the sample type and two lengths */
const ELEMENT_BYTES = 50;
/** pixels beyond a millimetre are reciprocal lengths or no calibration at all */
const MAX_PIXEL = 1e-3;

interface Element {
  readonly dataType: number;
  readonly width: number;
  readonly height: number;
  /** metres, as far as the file can be believed */
  readonly stepX: number;
  readonly stepY: number;
}

async function readElement(bytes: ByteSource, offset: number, index: number): Promise<Element> {
  if (offset + ELEMENT_BYTES > bytes.size) throw corrupt(bytes.name, `its image ${index + 1} at byte ${offset} lies outside the file`);
  const view = viewOf(await bytes.read(offset, ELEMENT_BYTES));
  return {
    stepX: view.getFloat64(8, true),
    stepY: view.getFloat64(28, true),
    dataType: view.getUint16(40, true),
    width: view.getInt32(42, true),
    height: view.getInt32(46, true),
  };
}

function spacingOf({ stepX, stepY }: Element): { spacing?: FileSpacing; warnings: readonly string[] } {
  if (![stepX, stepY].every((step) => step > 0 && step < MAX_PIXEL))
    return { warnings: ['The calibration of the file is no pixel size in metres, so the pixel size is unknown.'] };
  return { spacing: { value: [stepX, stepY, stepX], unit: 'm', source: 'SER CalibrationDelta' }, warnings: [] };
}

async function openImages(bytes: ByteSource, path: string, { offsets }: SerHeader): Promise<VolumeSource> {
  const { name } = bytes;
  const first = await readElement(bytes, offsets[0] ?? 0, 0);
  const stored = serType(first.dataType, name);
  const { width, height } = first;
  const planeBytes = checkedSize(name, [width, height, bytesPerVoxel(stored)]);
  if (planeBytes > bytes.size) throw corrupt(name, `its ${bytes.size} bytes cannot hold an image of ${width} x ${height}`);
  const size = bytesPerVoxel(stored);
  const axes: Axis[] = [
    { name: 'y', size: height },
    { name: 'x', size: width },
  ];
  if (offsets.length > 1) axes.unshift({ name: 't', size: offsets.length });
  const { spacing, warnings } = spacingOf(first);
  const info = sourceInfo({ format: 'ser', path, name, axes, stored, cost: 'per-slice', spacing, warnings });

  async function readBlock(plane: number, { y0, y1, x0, x1 }: Block, signal?: AbortSignal): ReturnType<VolumeSource['read']> {
    const offset = offsets[plane] ?? 0;
    const element = await readElement(bytes, offset, plane);
    if (element.width !== width || element.height !== height || element.dataType !== first.dataType)
      throw unsupported(name, `its image ${plane + 1} has another size or type than the first; export the images one by one.`);
    const start = offset + ELEMENT_BYTES;
    if (start + planeBytes > bytes.size) throw corrupt(name, `its image ${plane + 1} ends outside the file`);
    const rows = y1 - y0;
    const data = decodeStored(await bytes.read(start + y0 * width * size, rows * width * size, signal), stored, false, name);
    return cropColumns(data, width, x0, x1);
  }
  return planeSource(info, { planeOf: (leading) => leading[0] ?? 0, readBlock, close: () => bytes.close() });
}

async function open(host: FormatHost, path: string): Promise<VolumeSource> {
  const bytes = await host.files.open(path);
  try {
    const header = await readSerHeader(bytes);
    return header.spectra ? await openSpectra(bytes, path, header) : await openImages(bytes, path, header);
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

export const SER: VolumeFormat = {
  id: 'ser',
  title: 'SER series (TIA)',
  extensions: ['ser'],
  kinds: ['series', 'image', 'spectrum'],
  text: {
    reads: 'Images and spectra of integers and floats in place (any size), 32- and 64-bit offsets; several images are a series.',
    keeps:
      'Pixel size in metres, of a scan of spectra the distance of its points. Rows keep the order of the file, which runs from the bottom up.',
    loses: 'The EMI file beside it and the energies of channels are not read. Refused: complex numbers, elements of different sizes.',
  },
  sniff: (head) => ([0x49, 0x49, 0x97, 0x01].every((byte, i) => head[i] === byte) ? 1 : 0),
  list: () => Promise.resolve(ONE_DATASET),
  open,
};
