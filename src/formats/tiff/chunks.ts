/** From strips and tiles to blocks of pixels. Uncompressed rows are read in place, compressed chunks decoded one by one. */
import { checkAborted } from '../../base/index.js';
import type { Codecs } from '../../ports/index.js';
import { allocateVoxels } from '../../volume/index.js';
import type { VoxelArray } from '../../volume/index.js';
import { corrupt, MAX_CHUNK_BYTES, MIB, unsupported } from '../limits.js';
import { cropColumns } from '../plane-source.js';
import type { Block } from '../plane-source.js';
import { decodeStored, storedBytes, voxelType } from '../stored.js';
import { numbers } from './ifd.js';
import { chunkRowBytes } from './page.js';
import type { TiffPage } from './page.js';
import { undoHorizontal } from './predictor.js';
import { plainSamples, unpackStrip } from './strips/index.js';
import type { SampleRows } from './strips/index.js';
import { TAG } from './tags.js';
import { reverseBits, unpackBits } from './unpack.js';

/** how much compressed data is fetched and decoded at once */
const BATCH_BYTES = 16 * MIB;

export interface ChunkTable {
  readonly offsets: Float64Array;
  readonly counts: Float64Array;
  /** uncompressed rows lie behind one another without gaps or padding */
  readonly contiguous: boolean;
}

/** Where the strips or tiles of a page lie; refuses tables that are short or point outside the file. */
export async function chunkTable(page: TiffPage): Promise<ChunkTable> {
  const { file, ifd } = page;
  const name = file.source.name;
  const offsets = (await numbers(file, ifd, TAG.tileOffsets)) ?? (await numbers(file, ifd, TAG.stripOffsets));
  const given = (await numbers(file, ifd, TAG.tileByteCounts)) ?? (await numbers(file, ifd, TAG.stripByteCounts));
  const needed = page.across * page.down * (page.planar ? page.samples : 1);
  if (offsets === undefined || offsets.length < needed)
    throw corrupt(name, `the page at offset ${ifd.offset} lists ${offsets?.length ?? 0} of its ${needed} strips or tiles`);
  const counts = given !== undefined && given.length >= needed ? given : assumedCounts(page, offsets, needed);
  let contiguous = page.codec === 'none';
  for (let i = 0; i < needed; i++) {
    const offset = offsets[i] ?? 0;
    const exact = chunkRowBytes(page) * chunkRows(page, i);
    // an uncompressed strip may claim too much, never too little
    const count = page.codec === 'none' ? exact : (counts[i] ?? 0);
    if (offset === 0 || count === 0 || (counts[i] ?? 0) < (page.codec === 'none' ? exact : 1) || !(offset + count <= file.source.size))
      throw corrupt(name, `the data of the page at offset ${ifd.offset} are missing or end outside the file of ${file.source.size} bytes`);
    if (page.codec !== 'none' && count > MAX_CHUNK_BYTES)
      throw unsupported(name, 'a compressed strip or tile is larger than 1 GiB; save it with smaller strips.', 'too-large');
    counts[i] = count;
    if (i > 0 && offset !== (offsets[i - 1] ?? 0) + (counts[i - 1] ?? 0)) contiguous = false;
  }
  return { offsets, counts, contiguous };
}

/** Rows stored in a chunk: tiles are always whole, the last strip of a plane is short. */
export function chunkRows(page: TiffPage, chunk: number): number {
  if (page.ifd.entries.has(TAG.tileWidth)) return page.chunkHeight;
  return Math.min(page.chunkHeight, page.height - (chunk % page.down) * page.chunkHeight);
}

/** Byte counts that the file leaves out: known when uncompressed, "to the end" for a single compressed strip. */
function assumedCounts(page: TiffPage, offsets: Float64Array, needed: number): Float64Array {
  const name = page.file.source.name;
  if (page.codec === 'none') return Float64Array.from({ length: needed }, (_, i) => chunkRowBytes(page) * chunkRows(page, i));
  if (needed !== 1) throw corrupt(name, 'it does not say how long its compressed strips are');
  return Float64Array.of(page.file.source.size - (offsets[0] ?? 0));
}

async function decompress(page: TiffPage, bytes: Uint8Array, length: number, codecs: Codecs): Promise<Uint8Array> {
  const { codec, file } = page;
  if (page.reversedBits) reverseBits(bytes);
  if (codec === 'lzw' || codec === 'packbits' || codec === 'deflate' || codec === 'zstd')
    return unpackStrip(codec, bytes, length, codecs, file.source.name);
  const out = page.decode === undefined ? bytes : await page.decode(bytes, length / chunkRowBytes(page));
  if (out.length < length) throw corrupt(file.source.name, `a ${codec} strip holds ${out.length} of its ${length} bytes`);
  return out.length === length ? out : out.subarray(0, length);
}

/** How the rows of a strip or tile are stored once it is unpacked. */
export function sampleRows(page: TiffPage): SampleRows {
  const pixelSamples = page.planar ? 1 : page.samples;
  const { predictor, file, chunkWidth } = page;
  const rowSamples = chunkWidth * pixelSamples;
  return { sampleBytes: storedBytes(page.stored), rowSamples, pixelSamples, predictor, bigEndian: file.bigEndian };
}

/** Native-order samples of one decoded chunk. */
function toSamples(page: TiffPage, bytes: Uint8Array, rows: number): VoxelArray {
  const layout = sampleRows(page);
  if (page.bits < 16 && page.bits !== 8) {
    const unpacked = unpackBits(bytes, rows, layout.rowSamples, page.bits);
    if (page.predictor === 2) undoHorizontal(unpacked, layout.rowSamples, layout.pixelSamples, page.bits);
    return unpacked;
  }
  return decodeStored(plainSamples(bytes, layout), page.stored, false, page.file.source.name);
}

/** One sample plane of a planar page, or all samples of a chunky one. */
export interface PagePlane {
  readonly page: TiffPage;
  readonly table: ChunkTable;
  /** which separate sample plane; 0 for chunky pages */
  readonly sample: number;
}

/** Whether rows can be read straight from the file. */
export function isPlain(plane: PagePlane): boolean {
  const { page, table } = plane;
  return (
    page.codec === 'none' && page.predictor === 1 && page.bits % 8 === 0 && page.across === 1 && table.contiguous && !page.reversedBits
  );
}

export async function readPageBlock(plane: PagePlane, block: Block, codecs: Codecs, signal?: AbortSignal): Promise<VoxelArray> {
  return isPlain(plane) && plane.page.chunkWidth === plane.page.width
    ? readPlainBlock(plane, block, signal)
    : readChunkedBlock(plane, block, codecs, signal);
}

async function readPlainBlock(plane: PagePlane, block: Block, signal?: AbortSignal): Promise<VoxelArray> {
  const { page, table, sample } = plane;
  const perPixel = page.planar ? 1 : page.samples;
  const rowBytes = page.width * perPixel * storedBytes(page.stored);
  const base = table.offsets[sample * page.down] ?? 0;
  const offset = base + block.y0 * rowBytes;
  const bytes = await page.file.source.read(offset, (block.y1 - block.y0) * rowBytes, signal);
  const rows = decodeStored(bytes, page.stored, page.file.bigEndian, page.file.source.name);
  return cropColumns(rows, page.width * perPixel, block.x0 * perPixel, block.x1 * perPixel);
}

async function readChunkedBlock(plane: PagePlane, block: Block, codecs: Codecs, signal?: AbortSignal): Promise<VoxelArray> {
  const { page, table } = plane;
  const perPixel = page.planar ? 1 : page.samples;
  const width = block.x1 - block.x0;
  const out = allocateVoxels(voxelType(page.stored), (block.y1 - block.y0) * width * perPixel);
  const wanted = wantedChunks(plane, block);
  for (let i = 0; i < wanted.length;) {
    checkAborted(signal);
    const run = nextRun(table, wanted, i);
    const first = table.offsets[wanted[i] ?? 0] ?? 0;
    const bytes = await page.file.source.read(first, run.bytes, signal);
    await Promise.all(
      wanted.slice(i, i + run.count).map(async (chunk) => {
        const at = (table.offsets[chunk] ?? 0) - first;
        const rows = chunkRows(page, chunk);
        const raw = bytes.subarray(at, at + (table.counts[chunk] ?? 0));
        // decompression in place (reversed bits, swaps) must not touch a neighbour that shares the buffer
        const own = page.codec === 'none' || page.reversedBits ? raw.slice() : raw;
        const samples = toSamples(page, await decompress(page, own, chunkRowBytes(page) * rows, codecs), rows);
        pasteChunk(out, block, samples, page, chunk, rows);
      }),
    );
    i += run.count;
  }
  return out;
}

/** Numbers of the chunks that a block touches. */
export function wantedChunks({ page, sample }: PagePlane, block: Block): number[] {
  const wanted: number[] = [];
  for (let row = Math.floor(block.y0 / page.chunkHeight); row * page.chunkHeight < block.y1; row++)
    for (let column = Math.floor(block.x0 / page.chunkWidth); column * page.chunkWidth < block.x1; column++)
      wanted.push((sample * page.down + row) * page.across + column);
  return wanted;
}

/** How many of the wanted chunks from `i` on follow one another in the file. */
function nextRun(table: ChunkTable, wanted: readonly number[], i: number): { count: number; bytes: number } {
  let count = 0;
  let bytes = 0;
  while (i + count < wanted.length) {
    const chunk = wanted[i + count] ?? 0;
    const size = table.counts[chunk] ?? 0;
    if (count > 0 && (bytes + size > BATCH_BYTES || (table.offsets[chunk] ?? 0) !== (table.offsets[wanted[i] ?? 0] ?? 0) + bytes)) break;
    bytes += size;
    count++;
  }
  return { count, bytes };
}

/** Copies the part of a chunk that the block wants. */
export function pasteChunk(out: VoxelArray, block: Block, samples: VoxelArray, page: TiffPage, chunk: number, rows: number): void {
  const step = page.planar ? 1 : page.samples;
  const top = (Math.floor(chunk / page.across) % page.down) * page.chunkHeight;
  const left = (chunk % page.across) * page.chunkWidth;
  const x0 = Math.max(block.x0, left);
  const x1 = Math.min(block.x1, left + page.chunkWidth);
  const y0 = Math.max(block.y0, top);
  const y1 = Math.min(block.y1, top + rows);
  const width = block.x1 - block.x0;
  if (x1 - x0 === width && width === page.chunkWidth) {
    // whole rows lie as they will
    out.set(samples.subarray((y0 - top) * width * step, (y1 - top) * width * step), (y0 - block.y0) * width * step);
    return;
  }
  for (let y = y0; y < y1; y++) {
    const from = ((y - top) * page.chunkWidth + x0 - left) * step;
    out.set(samples.subarray(from, from + (x1 - x0) * step), ((y - block.y0) * width + x0 - block.x0) * step);
  }
}
