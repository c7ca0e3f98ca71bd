/**
 * Many planes at once. Uncompressed rows are read straight to their place, neighbours in the file in one read;
 * compressed strips of several pages make batches that are decoded beside this thread. What comes out does not
 * depend on how it is cut.
 */
import { checkAborted } from '../../base/index.js';
import type { ByteSource, Codecs, StripBatch, StripDecoders } from '../../ports/index.js';
import type { VoxelArray } from '../../volume/index.js';
import { MIB } from '../limits.js';
import type { Block } from '../plane-source.js';
import { decodeStored, storedBytes, swapSamples, voxelType } from '../stored.js';
import { chunkRows, isPlain, pasteChunk, readPageBlock, sampleRows, wantedChunks } from './chunks.js';
import type { PagePlane } from './chunks.js';
import { chunkRowBytes } from './page.js';
import type { TiffPage } from './page.js';

/** decoded bytes of a batch: enough to be worth the trip to a thread */
const BATCH_BYTES = 4 * MIB;
/** compressed bytes fetched at once */
const FETCH_BYTES = 16 * MIB;
/** directories and padding between strips are read along up to this length */
const GAP_BYTES = 64 * 1024;
/** decoded here, page by page */
const AT_ONCE = 4;

interface Piece {
  readonly offset: number;
  readonly target: Uint8Array;
}

interface Strip {
  readonly plane: PagePlane;
  /** which of the planes that are read */
  readonly index: number;
  readonly chunk: number;
  readonly rows: number;
  readonly offset: number;
  readonly count: number;
  readonly length: number;
}

/** Reads the same block of each plane, in order, into `into`. Tables are asked for as they are needed. */
export async function readPlanes(
  planes: readonly (() => Promise<PagePlane>)[],
  block: Block,
  into: VoxelArray,
  codecs: Codecs,
  signal?: AbortSignal,
): Promise<void> {
  const each = into.length / planes.length;
  const lanes = lanesOf(codecs.strips === undefined ? AT_ONCE : codecs.strips.threads + 1);
  const pieces: Piece[] = [];
  let batch: Strip[] = [];
  const memory: Uint8Array[] = [];
  const flush = async (decoders: StripDecoders): Promise<void> => {
    const strips = batch;
    batch = [];
    if (strips.length > 0) await lanes.add(() => decodeBatch(strips, block, into, each, decoders, memory, signal));
  };
  try {
    for (const [index, open] of planes.entries()) {
      checkAborted(signal);
      const plane = await open();
      const { page } = plane;
      const decoders = codecs.strips;
      if (isDirect(plane, block)) {
        pieces.push(directPiece(plane, block, into.subarray(index * each, (index + 1) * each)));
      } else if (decoders !== undefined && isBatched(page)) {
        for (const strip of stripsOf(plane, index, block)) {
          if (!fitsBatch(batch, strip)) await flush(decoders);
          batch.push(strip);
        }
        if (index === planes.length - 1) await flush(decoders);
      } else {
        await lanes.add(async () => into.set(await readPageBlock(plane, block, codecs, signal), index * each));
      }
    }
    if (codecs.strips !== undefined) await flush(codecs.strips);
    const first = await planes[0]?.();
    if (pieces.length > 0 && first !== undefined) await readPieces(first.page, pieces, signal);
  } finally {
    await lanes.settled();
  }
  lanes.check();
}

/** At most `most` works at once; the first failure is kept, and no more are begun after it. */
function lanesOf(most: number): { add(work: () => Promise<void>): Promise<void>; settled(): Promise<void>; check(): void } {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const check = (): void => {
    if (failures.length > 0) throw failures[0];
  };
  return {
    check,
    async add(work) {
      while (running.size >= most) await Promise.race(running);
      check();
      const one: Promise<void> = work()
        .catch((error: unknown) => void failures.push(error))
        .finally(() => running.delete(one));
      running.add(one);
    },
    async settled() {
      await Promise.all(running);
    },
  };
}

function isDirect(plane: PagePlane, block: Block): boolean {
  const { page } = plane;
  return (
    isPlain(plane) && page.chunkWidth === page.width && block.x0 === 0 && block.x1 === page.width && voxelType(page.stored) === page.stored
  );
}

function bytesOf(data: VoxelArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function directPiece({ page, table, sample }: PagePlane, block: Block, target: VoxelArray): Piece {
  const rowBytes = target.byteLength / (block.y1 - block.y0);
  return { offset: (table.offsets[sample * page.down] ?? 0) + block.y0 * rowBytes, target: bytesOf(target) };
}

/** Pieces that follow one another in the file and in memory become one read. */
async function readPieces(page: TiffPage, pieces: readonly Piece[], signal: AbortSignal | undefined): Promise<void> {
  const { source, bigEndian } = page.file;
  const lanes = lanesOf(AT_ONCE);
  const size = storedBytes(page.stored);
  try {
    for (let i = 0; i < pieces.length;) {
      const first = pieces[i] as Piece;
      let length = first.target.length;
      let next = i + 1;
      for (; next < pieces.length; next++) {
        const piece = pieces[next] as Piece;
        if (piece.offset !== first.offset + length || piece.target.byteOffset !== first.target.byteOffset + length) break;
        length += piece.target.length;
      }
      const target = new Uint8Array(first.target.buffer, first.target.byteOffset, length);
      checkAborted(signal);
      await lanes.add(async () => {
        await readInto(source, target, first.offset, signal);
        if (bigEndian && size > 1) swapSamples(target, size);
      });
      i = next;
    }
  } finally {
    await lanes.settled();
  }
  lanes.check();
}

export async function readInto(source: ByteSource, target: Uint8Array, offset: number, signal?: AbortSignal): Promise<void> {
  if (source.readInto === undefined) target.set(await source.read(offset, target.length, signal));
  else await source.readInto(target, offset, signal);
}

function batchCodec(page: TiffPage): StripBatch['codec'] | undefined {
  const { codec } = page;
  return codec === 'lzw' || codec === 'deflate' || codec === 'packbits' || codec === 'zstd' ? codec : undefined;
}

function isBatched(page: TiffPage): boolean {
  return batchCodec(page) !== undefined && page.decode === undefined && !page.reversedBits && page.bits % 8 === 0;
}

function stripsOf(plane: PagePlane, index: number, block: Block): Strip[] {
  const { page, table } = plane;
  return wantedChunks(plane, block).map((chunk) => {
    const rows = chunkRows(page, chunk);
    const [offset, count] = [table.offsets[chunk] ?? 0, table.counts[chunk] ?? 0];
    return { plane, index, chunk, rows, offset, count, length: chunkRowBytes(page) * rows };
  });
}

/** Whether a strip lies close enough behind a batch of the same kind. */
function fitsBatch(batch: readonly Strip[], strip: Strip): boolean {
  const [first, last] = [batch[0], batch.at(-1)];
  if (first === undefined || last === undefined) return true;
  const gap = strip.offset - last.offset - last.count;
  const decoded = batch.reduce((sum, { length }) => sum + length, strip.length);
  const { page } = first.plane;
  const other = strip.plane.page;
  const alike = page.file === other.file && page.codec === other.codec && page.predictor === other.predictor;
  const near = gap >= 0 && gap <= GAP_BYTES && strip.offset + strip.count - first.offset <= FETCH_BYTES;
  return alike && near && page.chunkWidth === other.chunkWidth && decoded <= BATCH_BYTES;
}

async function decodeBatch(
  strips: readonly Strip[],
  block: Block,
  into: VoxelArray,
  each: number,
  decoders: StripDecoders,
  memory: Uint8Array[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const [first, last] = [strips[0], strips.at(-1)];
  const page = first?.plane.page;
  const codec = page === undefined ? undefined : batchCodec(page);
  if (first === undefined || last === undefined || page === undefined || codec === undefined) return;
  const { source } = page.file;
  const borrow = (length: number): Uint8Array => {
    const found = memory.findIndex((one) => one.length >= length);
    return found < 0 ? decoders.allocate(length) : (memory.splice(found, 1)[0] as Uint8Array);
  };
  const fetched = borrow(last.offset + last.count - first.offset);
  const unpacked = borrow(strips.reduce((sum, { length }) => sum + length, 0));
  const bytes = fetched.subarray(0, last.offset + last.count - first.offset);
  await readInto(source, bytes, first.offset, signal);
  await decoders.decode({
    codec,
    bytes,
    strips: strips.map(({ offset, count, length }) => ({ at: offset - first.offset, count, length })),
    ...sampleRows(page),
    name: source.name,
    into: unpacked,
  });
  let at = 0;
  for (const { plane, index, chunk, rows, length } of strips) {
    const samples = decodeStored(unpacked.subarray(at, at + length), page.stored, false, source.name);
    pasteChunk(into.subarray(index * each, (index + 1) * each), block, samples, plane.page, chunk, rows);
    at += length;
  }
  // fresh memory costs more than the copy into it: the next batch takes this
  memory.push(fetched, unpacked);
}
