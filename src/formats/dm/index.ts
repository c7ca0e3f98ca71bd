/** DigitalMicrograph 3 and 4 (.dm3 .dm4): every image that is no thumbnail is a data set, read in place. */
import { InvalidInputError } from '../../base/index.js';
import type { ByteSource } from '../../ports/index.js';
import type { Axis, Region, VolumeSource, VoxelArray } from '../../volume/index.js';
import type { DatasetInfo, FormatHost, VolumeFormat } from '../format.js';
import { checkedSize, corrupt } from '../limits.js';
import { rawSource } from '../raw-source.js';
import { sourceInfo } from '../source-info.js';
import { storedBytes } from '../stored.js';
import { describeAxes } from './axes.js';
import { checkDimensions, COLOUR_TYPES, listImages, storedType } from './images.js';
import type { DmImage } from './images.js';
import { dmVersion, readTags } from './tags.js';

/** for red, green, blue and alpha their byte among the four of a colour */
const LITTLE_COLOUR = [2, 1, 0, 3];
const BIG_COLOUR = [1, 2, 3, 0];

async function withTags<T>(
  host: FormatHost,
  path: string,
  use: (bytes: ByteSource, images: readonly DmImage[], littleEndian: boolean) => T,
): Promise<{ bytes: ByteSource; value: T }> {
  const bytes = await host.files.open(path);
  try {
    const tags = await readTags(bytes);
    return { bytes, value: use(bytes, listImages(tags, bytes), tags.littleEndian) };
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

async function list(host: FormatHost, path: string): Promise<readonly DatasetInfo[]> {
  const { bytes, value } = await withTags(host, path, (_bytes, images) => images);
  await bytes.close();
  // the only image needs no name
  if (value.length === 1) return [{ id: '', title: value[0]?.name ?? 'image' }];
  return value.map(({ id, name }) => ({ id, title: name === '' ? `image ${id}` : name }));
}

/** Colours are numbers of 32 bits: their bytes are put into the order red, green, blue, alpha. */
function colourSource(source: VolumeSource, order: readonly number[]): VolumeSource {
  async function read(region: Region, signal?: AbortSignal): Promise<VoxelArray> {
    const last = region.size.length - 1;
    const [first, kept] = [region.start[last] ?? 0, region.size[last] ?? 4];
    if (first < 0 || kept < 1 || first + kept > 4) return source.read(region, signal);
    const data = await source.read({ start: region.start.with(last, 0), size: region.size.with(last, 4) }, signal);
    const pixels = data.length / 4;
    const out = new Uint8Array(pixels * kept);
    for (let p = 0, o = 0; p < pixels; p++) for (let c = first; c < first + kept; c++) out[o++] = data[4 * p + (order[c] ?? 0)] as number;
    return out;
  }
  return { ...source, read };
}

function openImage(bytes: ByteSource, image: DmImage, littleEndian: boolean, path: string, dataset: string): VolumeSource {
  const { name } = bytes;
  checkDimensions(image, name);
  const stored = storedType(image, name);
  const colour = COLOUR_TYPES.includes(image.dataType);
  const found = describeAxes(image);
  const axes: readonly Axis[] = colour ? [...found.axes, { name: 'c', size: 4 }] : found.axes;
  const needed = checkedSize(name, axes.map(({ size }) => size).concat(storedBytes(stored)));
  if (needed > image.data.bytes)
    throw corrupt(name, `its image ${Number(image.id) + 1} has ${image.data.bytes} bytes of pixels and needs ${needed}`);
  const info = sourceInfo({ ...found, format: 'dm', path, name, axes, stored, cost: 'contiguous', dataset });
  const source = rawSource(info, { bytes, offset: image.data.offset, stored, bigEndian: !littleEndian });
  return colour ? colourSource(source, littleEndian ? LITTLE_COLOUR : BIG_COLOUR) : source;
}

async function open(host: FormatHost, path: string, dataset = ''): Promise<VolumeSource> {
  const { value } = await withTags(host, path, (bytes, images, littleEndian) => {
    const image = dataset === '' ? images[0] : images.find(({ id }) => id === dataset);
    if (image === undefined)
      throw new InvalidInputError(`${bytes.name} has no data set "${dataset}"; choose one of its list.`, {
        code: 'no-dataset',
        subject: path,
      });
    return openImage(bytes, image, littleEndian, path, dataset);
  });
  return value;
}

export const DM: VolumeFormat = {
  id: 'dm',
  title: 'DigitalMicrograph (DM3, DM4)',
  extensions: ['dm3', 'dm4'],
  kinds: ['image', 'volume', 'series', 'projections', 'spectrum'],
  text: {
    reads:
      'Versions 3 and 4 in either byte order, in place (any size): integers of 8 to 64 bits, floats, binary and colour images; ' +
      'every image that is no thumbnail is a data set, the shown one first.',
    keeps:
      'Voxel size where the axes are lengths. An axis in eV makes a spectrum, a third axis in length a volume, one in degrees projections; ' +
      'any other third axis a series. Of four or five dimensions the outer ones are called t, c and z.',
    loses: 'Origins, intensity calibration, annotations and microscope settings. Refused: complex images and more than five dimensions.',
  },
  sniff: (head) => (dmVersion(head) === undefined ? 0 : 0.9),
  list,
  open,
};
