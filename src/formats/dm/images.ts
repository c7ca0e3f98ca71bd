/** The images of a DigitalMicrograph file: what the tags say about each, thumbnails left out. */
import type { ByteSource } from '../../ports/index.js';
import { corrupt, unsupported } from '../limits.js';
import type { StoredType } from '../stored.js';
import type { DataPlace, TagTree, TagValue } from './tags.js';

export interface DimensionCalibration {
  readonly scale: number;
  readonly unit: string;
}

export interface DmImage {
  /** position in the list of images, by which it is opened */
  readonly id: string;
  readonly name: string;
  readonly dataType: number;
  /** fastest first, as stored */
  readonly dimensions: readonly number[];
  readonly calibrations: readonly DimensionCalibration[];
  readonly data: DataPlace;
  /** "Spectrum", "Spectrum image", ... or empty */
  readonly format: string;
  readonly sequence: boolean;
}

/** red, green, blue and alpha in one 32-bit number */
export const COLOUR_TYPES: readonly number[] = [8, 23];

const STORED: Readonly<Record<number, StoredType>> = {
  1: 'int16',
  2: 'float32',
  6: 'uint8',
  7: 'int32',
  8: 'uint8',
  9: 'int8',
  10: 'uint16',
  11: 'uint32',
  12: 'float64',
  14: 'uint8',
  23: 'uint8',
  39: 'int64',
  40: 'uint64',
};

const COMPLEX: readonly number[] = [3, 5, 13, 27, 28];
const MAX_IMAGES = 10_000;
const MAX_DIMENSIONS = 5;

export function storedType(image: DmImage, name: string): StoredType {
  const stored = Object.hasOwn(STORED, image.dataType) ? STORED[image.dataType] : undefined;
  if (stored !== undefined) return stored;
  const what = COMPLEX.includes(image.dataType) ? 'complex numbers' : `the data type ${image.dataType}`;
  throw unsupported(name, `DigitalMicrograph images of ${what} are not supported; save the modulus as a real image.`);
}

export function isReadable(image: DmImage): boolean {
  return Object.hasOwn(STORED, image.dataType) && image.dimensions.length <= MAX_DIMENSIONS;
}

function isPlace(value: TagValue | undefined): value is DataPlace {
  return typeof value === 'object';
}

/** Entries `prefix/0`, `prefix/1`, ... until one is missing. */
function numbersFrom(values: TagTree['values'], prefix: string): readonly number[] {
  const numbers: number[] = [];
  for (let i = 0; i < 100; i++) {
    const value = values.get(`${prefix}/${i}`);
    if (typeof value !== 'number') break;
    numbers.push(value);
  }
  return numbers;
}

function imageAt(values: TagTree['values'], index: number, file: string): DmImage | undefined {
  const at = `ImageList/${index}`;
  const text = (key: string): string => {
    const value = values.get(`${at}/${key}`);
    return typeof value === 'string' ? value.trim() : '';
  };
  const number = (key: string): number | undefined => {
    const value = values.get(`${at}/${key}`);
    return typeof value === 'number' ? value : undefined;
  };
  const data = values.get(`${at}/ImageData/Data`);
  const dataType = number('ImageData/DataType');
  if (!isPlace(data) || dataType === undefined) return undefined;
  const dimensions = numbersFrom(values, `${at}/ImageData/Dimensions`);
  if (dimensions.length === 0) throw corrupt(file, `its image ${index + 1} has no dimensions`);
  const calibrations = dimensions.map((_, i) => ({
    scale: number(`ImageData/Calibrations/Dimension/${i}/Scale`) ?? 0,
    unit: text(`ImageData/Calibrations/Dimension/${i}/Units`),
  }));
  const sequence = ['IsSequence', 'Is Sequence'].some((key) => (number(`ImageTags/Meta Data/${key}`) ?? 0) !== 0);
  const format = text('ImageTags/Meta Data/Format');
  return { id: String(index), name: text('Name'), dataType, dimensions, calibrations, data, format, sequence };
}

function imageCount(values: TagTree['values'], file: string): number {
  let count = 0;
  for (const path of values.keys()) {
    const match = /^ImageList\/(\d+)\//.exec(path);
    if (match !== null) count = Math.max(count, Number(match[1]) + 1);
  }
  if (count > MAX_IMAGES) throw corrupt(file, `it claims ${count} images`);
  return count;
}

function thumbnails(values: TagTree['values']): ReadonlySet<number> {
  const found = new Set<number>();
  for (const [path, value] of values) if (/^Thumbnails\/\d+\/ImageIndex$/.test(path) && typeof value === 'number') found.add(value);
  return found;
}

/** The image that the document shows. */
function shownImage(values: TagTree['values']): string | undefined {
  const source = values.get('DocumentObjectList/0/ImageSource');
  const image = values.get(`ImageSourceList/${typeof source === 'number' ? source : 0}/ImageRef`);
  return typeof image === 'number' ? String(image) : undefined;
}

/** Images that are no thumbnails, the shown one first; those that cannot be read only where there is no other. */
export function listImages(tags: TagTree, bytes: ByteSource): readonly DmImage[] {
  const { values } = tags;
  const small = thumbnails(values);
  const images: DmImage[] = [];
  const previews: DmImage[] = [];
  for (let i = 0; i < imageCount(values, bytes.name); i++) {
    const image = imageAt(values, i, bytes.name);
    if (image !== undefined) (small.has(i) ? previews : images).push(image);
  }
  const found = images.length > 0 ? images : previews;
  if (found.length === 0) throw corrupt(bytes.name, 'its tags describe no image');
  const readable = found.filter((image) => isReadable(image));
  const shown = shownImage(values);
  const order = (image: DmImage): number => (image.id === shown ? 0 : 1);
  return (readable.length > 0 ? readable : found).toSorted((a, b) => order(a) - order(b));
}

export function checkDimensions(image: DmImage, file: string): void {
  if (image.dimensions.length > MAX_DIMENSIONS)
    throw unsupported(
      file,
      `images of ${image.dimensions.length} dimensions are not supported; save a part with at most ${MAX_DIMENSIONS}.`,
    );
}
