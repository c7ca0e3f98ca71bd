/** Decoding of compressed strips and tiles from start to end, wherever it runs: here, or in a thread for it. */
import type { StripBatch } from '../../../ports/index.js';
import { viewVoxels } from '../../../volume/index.js';
import { corrupt, decodingOf } from '../../limits.js';
import { swapSamples } from '../../stored.js';
import { decodeLzw } from '../lzw.js';
import { decodePackBits } from '../packbits.js';
import { undoFloating, undoHorizontal } from '../predictor.js';

/** strips may decode to a little more than needed; more than this is a bomb */
const SLACK_BYTES = 64 * 1024;

/** The decoders that the host supplies. */
export interface StripEngines {
  inflate(bytes: Uint8Array, maxLength: number): Promise<Uint8Array>;
  zstd(bytes: Uint8Array, maxLength: number): Promise<Uint8Array>;
}

/** Exactly `length` bytes of a strip (where the codec can, put `into` memory that is there), or a refusal. */
export async function unpackStrip(
  codec: StripBatch['codec'],
  bytes: Uint8Array,
  length: number,
  engines: StripEngines,
  name: string,
  into?: Uint8Array,
): Promise<Uint8Array> {
  let out: Uint8Array;
  if (codec === 'lzw') out = decodeLzw(bytes, length, name, into);
  else if (codec === 'packbits') out = decodePackBits(bytes, length);
  else if (codec === 'deflate') out = await decodingOf(name, engines.inflate(bytes, length + SLACK_BYTES));
  else out = await decodingOf(name, engines.zstd(bytes, length + SLACK_BYTES));
  if (out.length < length) throw corrupt(name, `a ${codec} strip holds ${out.length} of its ${length} bytes`);
  return out.length === length ? out : out.subarray(0, length);
}

/** How the samples of decoded rows are stored. */
export type SampleRows = Pick<StripBatch, 'sampleBytes' | 'rowSamples' | 'pixelSamples' | 'predictor' | 'bigEndian'>;

/** Little-endian samples without a predictor, from whole rows; in place where possible. */
export function plainSamples(bytes: Uint8Array, rows: SampleRows): Uint8Array {
  const { sampleBytes, rowSamples, pixelSamples, predictor, bigEndian } = rows;
  if (predictor === 3) return undoFloating(bytes, rowSamples, pixelSamples, sampleBytes);
  if (bigEndian && sampleBytes > 1) swapSamples(bytes, sampleBytes);
  if (predictor === 1) return bytes;
  const aligned = bytes.byteOffset % sampleBytes === 0 ? bytes : bytes.slice();
  if (sampleBytes === 8) {
    const wide = new BigUint64Array(aligned.buffer, aligned.byteOffset, aligned.length / 8);
    undoHorizontal(wide, rowSamples, pixelSamples, 64);
  } else {
    const type = sampleBytes === 1 ? 'uint8' : sampleBytes === 2 ? 'uint16' : 'uint32';
    undoHorizontal(viewVoxels(type, aligned), rowSamples, pixelSamples, sampleBytes * 8);
  }
  return aligned;
}

/** All strips of a batch, one after another into its memory. */
export async function decodeStripBatch(batch: StripBatch, engines: StripEngines): Promise<void> {
  let o = 0;
  for (const { at, count, length } of batch.strips) {
    const target = batch.into.subarray(o, o + length);
    const unpacked = await unpackStrip(batch.codec, batch.bytes.subarray(at, at + count), length, engines, batch.name, target);
    if (unpacked.buffer !== target.buffer) target.set(unpacked);
    const samples = plainSamples(target, batch);
    if (samples !== target) target.set(samples);
    o += length;
  }
}
