/** One page: what its tags say about layout, checked for sense and against the size of the file. */
import { checkedSize, corrupt, MAX_CHUNK_BYTES, unsupported } from '../limits.js';
import { isStoredType, storedBytes } from '../stored.js';
import type { StoredType } from '../stored.js';
import { number, numbers } from './ifd.js';
import type { Ifd, TiffFile } from './ifd.js';
import { CODECS, MAX_RATIO, REFUSED_CODECS, TAG } from './tags.js';
import type { Codec } from './tags.js';

export interface TiffPage {
  readonly file: TiffFile;
  readonly ifd: Ifd;
  readonly width: number;
  readonly height: number;
  /** samples per pixel */
  readonly samples: number;
  /** samples lie in separate planes instead of side by side */
  readonly planar: boolean;
  readonly bits: number;
  readonly stored: StoredType;
  readonly codec: Codec;
  readonly predictor: number;
  readonly reversedBits: boolean;
  /** 0 = small values are white; kept as stored */
  readonly photometric: number;
  readonly reduced: boolean;
  /** place in the file's chain of pages */
  readonly index: number;
  /** rows of a strip or tile, for compressions that need more than its bytes */
  readonly decode?: (bytes: Uint8Array, rows: number) => Promise<Uint8Array>;
  readonly chunkWidth: number;
  readonly chunkHeight: number;
  readonly across: number;
  readonly down: number;
}

function storedType(name: string, bits: number, format: number): StoredType {
  if (bits < 16 && bits !== 8) {
    if (bits >= 1 && (format === 1 || format === 4)) return bits < 8 ? 'uint8' : 'uint16';
  } else {
    const kind = format === 2 ? 'int' : format === 3 ? 'float' : format === 1 || format === 4 ? 'uint' : 'complex';
    const type = `${kind}${bits}`;
    if (isStoredType(type)) return type;
  }
  const kinds: Readonly<Record<number, string>> = { 1: 'unsigned', 2: 'signed', 3: 'float', 5: 'complex integer', 6: 'complex' };
  throw unsupported(name, `${bits}-bit ${kinds[format] ?? 'unknown'} samples are not supported; export it as 8-, 16- or 32-bit.`);
}

async function codecOf(file: TiffFile, ifd: Ifd): Promise<Codec> {
  const id = await number(file, ifd, TAG.compression, 1);
  const codec = CODECS[id];
  if (codec !== undefined) return codec;
  const name = REFUSED_CODECS[id] ?? `number ${id}`;
  throw unsupported(
    file.source.name,
    `TIFF compression ${name} is not supported; save it uncompressed or with LZW, Deflate or ZSTD.`,
    'unsupported-compression',
  );
}

/** The bits of one sample; all samples of a pixel must agree. */
async function sampleLayout(file: TiffFile, ifd: Ifd): Promise<{ samples: number; bits: number; stored: StoredType }> {
  const name = file.source.name;
  const allBits = (await numbers(file, ifd, TAG.bitsPerSample)) ?? Float64Array.of(1);
  const formats = (await numbers(file, ifd, TAG.sampleFormat)) ?? Float64Array.of(1);
  const bits = allBits[0] ?? 1;
  const format = formats[0] ?? 1;
  const samples = await number(file, ifd, TAG.samplesPerPixel, 1);
  if (samples < 1 || samples > 4096) throw corrupt(name, `a page claims ${samples} samples per pixel`);
  if (allBits.some((b) => b !== bits) || formats.some((f) => f !== format))
    throw unsupported(name, 'the samples of a pixel have different depths, which is not supported; export it with equal depths.');
  return { samples, bits, stored: storedType(name, bits, format) };
}

async function chunkLayout(
  file: TiffFile,
  ifd: Ifd,
  width: number,
  height: number,
): Promise<{ chunkWidth: number; chunkHeight: number; across: number; down: number }> {
  const tileWidth = await number(file, ifd, TAG.tileWidth, 0);
  if (tileWidth === 0) {
    const rows = Math.min(await number(file, ifd, TAG.rowsPerStrip, height), height);
    if (rows < 1) throw corrupt(file.source.name, 'a page claims 0 rows per strip');
    return { chunkWidth: width, chunkHeight: rows, across: 1, down: Math.ceil(height / rows) };
  }
  const tileHeight = await number(file, ifd, TAG.tileLength, 0);
  checkedSize(file.source.name, [tileWidth, tileHeight]);
  return { chunkWidth: tileWidth, chunkHeight: tileHeight, across: Math.ceil(width / tileWidth), down: Math.ceil(height / tileHeight) };
}

export async function describePage(file: TiffFile, ifd: Ifd, index: number): Promise<TiffPage> {
  const name = file.source.name;
  const width = await number(file, ifd, TAG.width, 0);
  const height = await number(file, ifd, TAG.height, 0);
  checkedSize(name, [width, height]);
  const codec = await codecOf(file, ifd);
  const { samples, bits, stored } = await sampleLayout(file, ifd);
  const photometric = await number(file, ifd, TAG.photometric, 1);
  const picture = codec === 'jpeg' || codec === 'webp';
  if (photometric === 6 && samples === 3 && !picture)
    throw unsupported(name, 'YCbCr pictures are not supported unless they are JPEG; convert it to RGB or grey.', 'unsupported-compression');
  if ((await number(file, ifd, TAG.imageDepth, 1)) > 1)
    throw unsupported(name, 'pages with a depth of several planes are not supported; save one page for each plane.');
  const fax = codec === 'rle' || codec === 'group3' || codec === 'group4';
  const predictor = picture || fax ? 1 : await number(file, ifd, TAG.predictor, 1);
  const float = stored.startsWith('float');
  if (predictor < 1 || predictor > 3 || (predictor === 3 && !float))
    throw unsupported(
      name,
      `TIFF predictor ${predictor} on ${stored} is not supported; save it without a predictor.`,
      'unsupported-compression',
    );
  const chunks = await chunkLayout(file, ifd, width, height);
  const planar = samples > 1 && (await number(file, ifd, TAG.planarConfig, 1)) === 2;
  const page: TiffPage = {
    file, ifd, width, height, samples, planar, bits, stored, codec, predictor, photometric, index,
    reversedBits: !picture && (await number(file, ifd, TAG.fillOrder, 1)) === 2,
    reduced: ((await number(file, ifd, TAG.subfileType, 0)) & 1) === 1,
    ...chunks,
  }; // prettier-ignore
  checkPageSize(page);
  return page;
}

/** Bytes of one row of a chunk, packed as in the file. */
export function chunkRowBytes(page: TiffPage): number {
  const perPixel = page.planar ? 1 : page.samples;
  return Math.ceil((page.chunkWidth * perPixel * page.bits) / 8);
}

/** Bytes of a whole decoded page in the file's own packing. */
export function pageBytes(page: TiffPage): number {
  return Math.ceil((page.width * page.samples * page.bits) / 8) * page.height;
}

/** Refuses sizes that the file cannot hold before anything is allocated. */
function checkPageSize(page: TiffPage): void {
  const name = page.file.source.name;
  const decoded = checkedSize(name, [page.width, page.height, page.samples, storedBytes(page.stored)]);
  const least = pageBytes(page) / MAX_RATIO[page.codec];
  if (least > page.file.source.size)
    throw corrupt(
      name,
      `a page of ${page.width} x ${page.height} needs more data (${decoded} bytes) than the file of ${page.file.source.size} bytes holds`,
    );
  if (page.codec !== 'none' && chunkRowBytes(page) * Math.max(1, 8 / page.bits) * page.chunkHeight > MAX_CHUNK_BYTES)
    throw unsupported(name, 'a compressed strip or tile is larger than 1 GiB; save it with smaller strips.', 'too-large');
}
