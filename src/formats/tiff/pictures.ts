/**
 * JPEG and WebP strips and tiles: each is a picture that the host decodes. A JPEG chunk shares the tables of its
 * page, and its colours are what the page says, not what its own markers say.
 */
import type { Images } from '../../ports/index.js';
import { corrupt, unsupported } from '../limits.js';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;

interface Segment {
  readonly marker: number;
  readonly start: number;
  readonly end: number;
}

function isSize(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Marker segments up to the first scan, and where the scan starts. */
function segments(bytes: Uint8Array, name: string): { list: Segment[]; rest: number } {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) throw corrupt(name, 'a JPEG strip or table does not start like a JPEG');
  const list: Segment[] = [];
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) throw corrupt(name, `a JPEG strip has no marker at byte ${at}`);
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) at++;
    else if (marker === SOS || marker === EOI) return { list, rest: at };
    else {
      const end = at + 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
      if (end > bytes.length || end < at + 4) throw corrupt(name, `a JPEG segment at byte ${at} ends outside its strip`);
      list.push({ marker, start: at, end });
      at = end;
    }
  }
  return { list, rest: bytes.length };
}

/** Adobe's marker: the one way to say that three components are RGB (0) or YCbCr (1). */
function colourMarker(transform: 0 | 1): Uint8Array {
  return Uint8Array.of(0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform);
}

export interface PictureChunk {
  readonly name: string;
  /** of the strip or tile */
  readonly width: number;
  readonly rows: number;
  readonly samples: number;
}

/** A JPEG that stands alone: tables, frame and scan, without markers that say otherwise about colours. */
function wholeJpeg(bytes: Uint8Array, tables: Uint8Array | undefined, ycbcr: boolean, chunk: PictureChunk): Uint8Array {
  const { name, width, rows, samples } = chunk;
  const strip = segments(bytes, name);
  const frame = strip.list.find((segment) => isSize(segment.marker));
  if (frame === undefined || frame.end - frame.start < 10) throw corrupt(name, 'a JPEG strip has no size');
  const field = (at: number): number => ((bytes[frame.start + at] ?? 0) << 8) | (bytes[frame.start + at + 1] ?? 0);
  if (frame.marker > 0xc2 || bytes[frame.start + 4] !== 8)
    throw unsupported(
      name,
      'lossless, arithmetic or 12-bit JPEG is not supported; save it with LZW or Deflate.',
      'unsupported-compression',
    );
  if (field(7) < width || field(7) > width + 64 || field(5) < rows || field(5) > rows + 65_536 || bytes[frame.start + 9] !== samples)
    throw corrupt(name, `a JPEG strip is ${field(7)} x ${field(5)} x ${bytes[frame.start + 9]}, expected ${width} x ${rows} x ${samples}`);

  const kept = (source: Uint8Array, list: readonly Segment[]): Uint8Array[] =>
    list.filter((segment) => segment.marker < 0xe0 || segment.marker > 0xef).map((segment) => source.subarray(segment.start, segment.end));
  const parts = [
    Uint8Array.of(0xff, SOI),
    ...(samples === 3 ? [colourMarker(ycbcr ? 1 : 0)] : []),
    ...(tables === undefined ? [] : kept(tables, segments(tables, name).list)),
    ...kept(bytes, strip.list),
    bytes.subarray(strip.rest),
  ];
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Decodes a picture and cuts it to the chunk; missing opacity is full, opacity that the page lacks is dropped. */
async function decodeChunk(images: Images, picture: Uint8Array, chunk: PictureChunk): Promise<Uint8Array> {
  const { name, width, rows, samples } = chunk;
  const { data, ...got } = await images.decode(picture, name);
  if (
    !(data instanceof Uint8Array) ||
    got.width < width ||
    got.height < rows ||
    (got.samples !== samples && (samples < 3 || got.samples < 3))
  )
    throw corrupt(
      name,
      `a compressed strip decodes to ${got.width} x ${got.height} x ${got.samples}, expected ${width} x ${rows} x ${samples}`,
    );
  const out = new Uint8Array(width * rows * samples);
  if (got.samples === samples) {
    for (let y = 0; y < rows; y++) {
      const from = y * got.width * samples;
      out.set(data.subarray(from, from + width * samples), y * width * samples);
    }
    return out;
  }
  out.fill(255);
  for (let y = 0, o = 0; y < rows; y++)
    for (let x = 0; x < width; x++, o += samples) {
      const from = (y * got.width + x) * got.samples;
      for (let c = 0; c < 3; c++) out[o + c] = data[from + c] as number;
    }
  return out;
}

/** Rows of a JPEG strip or tile; YCbCr comes out as RGB. */
export function decodeJpeg(
  images: Images,
  bytes: Uint8Array,
  tables: Uint8Array | undefined,
  ycbcr: boolean,
  chunk: PictureChunk,
): Promise<Uint8Array> {
  return decodeChunk(images, wholeJpeg(bytes, tables, ycbcr, chunk), chunk);
}

/** Rows of a WebP strip or tile. */
export async function decodeWebp(images: Images, bytes: Uint8Array, chunk: PictureChunk): Promise<Uint8Array> {
  const { width, height } = await images.probe(bytes, chunk.name);
  if (width !== chunk.width || height < chunk.rows)
    throw corrupt(chunk.name, `a WebP strip is ${width} x ${height}, expected ${chunk.width} x ${chunk.rows}`);
  return decodeChunk(images, bytes, chunk);
}
