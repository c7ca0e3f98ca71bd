/** One slice of a folder: its size and type, its pixel size, the data bar under it, and blocks of its values. */
import { InvalidInputError } from '../../base/index.js';
import type { VolumeSource, VoxelArray } from '../../volume/index.js';
import { METRES } from '../../base/index.js';
import type { FileSpacing } from '../calibration.js';
import { missingSliceDistance } from '../calibration.js';
import { DM } from '../dm/index.js';
import type { FormatHost, VolumeFormat } from '../format.js';
import { HEAD_BYTES } from '../format.js';
import { corrupt, unsupported } from '../limits.js';
import { METAIMAGE } from '../metaimage.js';
import { MRC } from '../mrc/index.js';
import { NPY } from '../numpy/index.js';
import { NRRD } from '../nrrd.js';
import { cropPicture, decodePicture, isPicture, pictureSize } from '../pictures/index.js';
import type { Block } from '../plane-source.js';
import { SER } from '../ser/index.js';
import type { StoredType } from '../stored.js';
import { isStoredType } from '../stored.js';
import { openImageJRun } from '../tiff/contiguous.js';
import { text } from '../tiff/ifd.js';
import { imageJSpacing, parseImageJ } from '../tiff/imagej.js';
import { TIFF } from '../tiff/index.js';
import { microscope } from '../tiff/microscope.js';
import type { TiffPage } from '../tiff/page.js';
import { openPages } from '../tiff/pages.js';
import type { TiffPages } from '../tiff/pages.js';
import { plainSpacing, resolution } from '../tiff/spacing.js';
import { TAG } from '../tiff/tags.js';

/** Formats of microscopes and programs whose files often hold one image each. */
const SINGLE_IMAGES: readonly VolumeFormat[] = [DM, SER, MRC, NRRD, METAIMAGE, NPY];

/** How a file is read as a slice: by its pages, decoded as a picture, or through its format. */
export type SliceReader = 'tiff' | 'picture' | VolumeFormat;

export interface Slice {
  readonly path: string;
  readonly name: string;
  readonly reader: SliceReader;
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  readonly stored: StoredType;
  /** known only where the file also gives a slice distance */
  readonly spacing?: FileSpacing;
  readonly warnings: readonly string[];
  /** rows at the lower edge that the microscope wrote under its picture */
  readonly dataBarRows: number;
}

type Described = Omit<Slice, 'path' | 'name' | 'reader'>;

async function readHead(host: FormatHost, path: string): Promise<{ head: Uint8Array; size: number }> {
  const source = await host.files.open(path);
  try {
    return { head: await source.read(0, Math.min(HEAD_BYTES, source.size)), size: source.size };
  } finally {
    await source.close();
  }
}

/** Told by the first bytes; undefined for files that are no slices. */
export async function sliceReader(host: FormatHost, path: string): Promise<SliceReader | undefined> {
  const name = host.files.basename(path);
  const { head, size } = await readHead(host, path);
  if (TIFF.sniff(head, name, size) > 0) return 'tiff';
  if (isPicture(head)) return 'picture';
  return SINGLE_IMAGES.find((format) => format.sniff(head, name, size) > 0);
}

function severalImages(path: string, name: string, count: number, what: string): InvalidInputError {
  return new InvalidInputError(`${name} has ${count} ${what} where one slice per file was expected; open it by itself.`, {
    code: 'mixed-sizes',
    subject: path,
  });
}

/** The page of a file of one slice; reduced copies of it do not count. */
function onlyPage(file: TiffPages, path: string): TiffPage {
  const full = file.pages.filter((page) => !page.reduced);
  const pages = full.length > 0 ? full : file.pages;
  const [page] = pages;
  if (page === undefined || pages.length !== 1) throw severalImages(path, file.source.name, pages.length, 'pages');
  return page;
}

async function describeTiff(host: FormatHost, path: string, several: boolean): Promise<Described> {
  const file = await openPages(host, path);
  try {
    const page = onlyPage(file, path);
    if (page.planar) throw unsupported(file.source.name, 'slices with separate colour planes are not supported; save them as grey.');
    const description = (await text(page.file, page.ifd, TAG.description)) ?? '';
    const imagej = parseImageJ(description);
    const run = await openImageJRun(file, page, path, description);
    if (run !== undefined) throw severalImages(path, file.source.name, imagej?.images ?? 2, 'images');
    const found = imagej === undefined ? await plainSpacing(page, several) : imageJSpacing(imagej, await resolution(page, 1), several);
    const { width, height, samples, stored } = page;
    return { width, height, samples, stored, dataBarRows: (await microscope(page))?.dataBarRows ?? 0, ...found };
  } finally {
    await file.close();
  }
}

/** The pixel size of an image, told where it cannot be used without a slice distance. */
function imageSpacing(info: VolumeSource['info'], several: boolean): Pick<Slice, 'spacing' | 'warnings'> {
  const { spacing, unit, source } = info.calibration;
  const metres = unit === null ? 1 : METRES[unit];
  const plane = spacing === null ? info.unitlessSpacing : spacing.map((v) => Number((v / metres).toPrecision(12)));
  const [z, y, x] = plane ?? [];
  if (z === undefined || y === undefined || x === undefined) return { warnings: [] };
  if (several) return { warnings: [missingSliceDistance(y, x, unit ?? 'without a unit')] };
  return { spacing: { value: [z, y, x], unit, source }, warnings: [] };
}

async function describeImage(host: FormatHost, path: string, format: VolumeFormat, several: boolean): Promise<Described> {
  const source = await format.open(host, path);
  try {
    const { axes, storedDtype } = source.info;
    const at = axes.findIndex((axis) => axis.name === 'y');
    const planes = axes.slice(0, at).reduce((product, axis) => product * axis.size, 1);
    const name = host.files.basename(path);
    if (at < 0 || planes !== 1) throw severalImages(path, name, planes, 'planes');
    if (!isStoredType(storedDtype)) throw unsupported(name, `slices of ${storedDtype} are not supported; save them as TIFF.`);
    return {
      width: axes[at + 1]?.size ?? 1,
      height: axes[at]?.size ?? 1,
      samples: axes[at + 2]?.size ?? 1,
      stored: storedDtype,
      dataBarRows: 0,
      ...imageSpacing(source.info, several),
    };
  } finally {
    await source.close();
  }
}

/** `several`: the slice is one of many, so a pixel size alone gives no voxel size. */
export async function describeSlice(host: FormatHost, path: string, several: boolean): Promise<Slice> {
  const name = host.files.basename(path);
  const reader = await sliceReader(host, path);
  if (reader === undefined)
    throw unsupported(name, 'it is not a TIFF, PNG, BMP, JPEG or WebP slice, nor an image of a microscope; choose slices only.');
  if (reader === 'tiff') return { path, name, reader, ...(await describeTiff(host, path, several)) };
  if (reader !== 'picture') return { path, name, reader, ...(await describeImage(host, path, reader, several)) };
  const { width, height, samples, dtype, warnings = [] } = await pictureSize(host, path);
  return { path, name, reader, width, height, samples, stored: dtype, dataBarRows: 0, warnings };
}

export interface SliceValues {
  readBlock(slice: Slice, block: Block, signal?: AbortSignal): Promise<VoxelArray>;
}

/** Values of slices; pictures can only be decoded whole, so the last few are kept for the next block. */
export function sliceValues(host: FormatHost, keptPictures: number): SliceValues {
  const pictures = new Map<string, Promise<VoxelArray>>();
  function picture(path: string): Promise<VoxelArray> {
    const known = pictures.get(path);
    if (known !== undefined) return known;
    const oldest = pictures.keys().next();
    if (pictures.size >= keptPictures && oldest.done !== true) pictures.delete(oldest.value);
    const decoded = decodePicture(host, path);
    pictures.set(path, decoded);
    decoded.catch(() => pictures.delete(path));
    return decoded;
  }
  async function readTiff({ path, width, height }: Slice, block: Block, signal?: AbortSignal): Promise<VoxelArray> {
    const file = await openPages(host, path);
    try {
      const page = onlyPage(file, path);
      if (page.width !== width || page.height !== height) throw corrupt(file.source.name, 'the slice changed while it was open');
      return await file.readBlock(page, 0, block, signal);
    } finally {
      await file.close();
    }
  }
  async function readImage(format: VolumeFormat, { path, samples }: Slice, block: Block, signal?: AbortSignal): Promise<VoxelArray> {
    const source = await format.open(host, path);
    try {
      const leading = source.info.axes.findIndex((axis) => axis.name === 'y');
      const ones = Array.from({ length: leading }, () => 1);
      const colours = source.info.axes.length > leading + 2 ? [samples] : [];
      const size = [...ones, block.y1 - block.y0, block.x1 - block.x0, ...colours];
      return await source.read({ start: [...ones.map(() => 0), block.y0, block.x0, ...colours.map(() => 0)], size }, signal);
    } finally {
      await source.close();
    }
  }
  return {
    async readBlock(slice, block, signal) {
      if (slice.reader === 'tiff') return readTiff(slice, block, signal);
      if (slice.reader !== 'picture') return readImage(slice.reader, slice, block, signal);
      return cropPicture(await picture(slice.path), slice.width, slice.samples, block);
    },
  };
}
