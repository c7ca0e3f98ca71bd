/**
 * Windows bitmaps by hand (after the published file layout): rows of 4-byte multiples, the lowest first unless the
 * height is negative. Palette places stay values, as in PNG; compressed and 16-bit packed pixels are refused by name.
 */
import type { VoxelArray } from '../../volume/index.js';
import { checkedSize, corrupt, MAX_CHUNK_BYTES, unsupported } from '../limits.js';
import { unpackBits } from '../tiff/unpack.js';

/** file header, the longest description, masks, and 256 colours */
export const BMP_HEADER_BYTES = 14 + 124 + 16 + 1024;

/** sizes of the descriptions that Windows and OS/2 programs write; the first counts in 16 bits */
const CORE = 12;
const DESCRIPTIONS: readonly number[] = [CORE, 40, 52, 56, 64, 108, 124];
const COMPRESSIONS: Readonly<Record<number, string>> = { 1: 'RLE8', 2: 'RLE4', 4: 'JPEG', 5: 'PNG', 11: 'CMYK', 12: 'CMYK RLE8' };
const PLAIN = 0;
const MASKS = 3;
const MASKS_WITH_ALPHA = 6;

export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  /** values of each pixel; 1 for palettes, whose places are the values */
  readonly samples: 1 | 3 | 4;
  readonly topDown: boolean;
  readonly offset: number;
  readonly rowBytes: number;
  /** byte of each sample in a pixel: red, green, blue, alpha */
  readonly order: readonly number[];
  /** the palette turns places into other values than themselves */
  readonly palette: boolean;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function isBmp(head: Uint8Array): boolean {
  return head.length >= 26 && head[0] === 0x42 && head[1] === 0x4d && DESCRIPTIONS.includes(view(head).getUint32(14, true));
}

/** Grey levels that rise with their place: the values are what they seem, be it in steps of 1 or spread to 255. */
function isGreyRamp(head: Uint8Array, at: number, colours: number, step: number, bits: number): boolean {
  const top = 2 ** bits - 1;
  for (let i = 0; i < colours; i++) {
    const [b, g, r] = [head[at + i * step], head[at + i * step + 1], head[at + i * step + 2]];
    if (b !== g || g !== r || (b !== i && b !== Math.round((i * 255) / top))) return false;
  }
  return true;
}

/** The bytes that masks point to, or undefined for masks that are no whole bytes. */
function maskBytes(head: DataView, alpha: boolean): number[] | undefined {
  if (head.byteLength < 70) return undefined;
  const masks = [54, 58, 62, ...(alpha ? [66] : [])].map((at) => head.getUint32(at, true));
  const order = masks.map((mask) => [0xff, 0xff00, 0xff0000, 0xff000000].indexOf(mask));
  return order.includes(-1) || new Set(order).size !== order.length ? undefined : order;
}

/** Which bytes of a pixel are its colours. */
function sampleOrder(head: DataView, name: string, bits: number, compression: number, described: number): readonly number[] {
  if (bits <= 8) return [0];
  if (bits === 24 || compression === PLAIN) return [2, 1, 0];
  // the alpha mask is part of the longer descriptions only
  const alpha = compression === MASKS_WITH_ALPHA || (described >= 56 && head.byteLength >= 70 && head.getUint32(66, true) !== 0);
  const order = maskBytes(head, alpha);
  if (order === undefined) throw unsupported(name, 'BMP colours that are no whole bytes are not supported; save it as PNG or TIFF.');
  return order;
}

/** `head` holds the first BMP_HEADER_BYTES, or the whole file; `size` is that of the file. */
export function bmpHeader(head: Uint8Array, size: number, name: string): BmpHeader {
  if (!isBmp(head)) throw corrupt(name, 'its BMP header is cut short or of an unknown length');
  const at = view(head);
  const described = at.getUint32(14, true);
  if (head.length < 14 + described) throw corrupt(name, `it ends inside its BMP header of ${described} bytes`);
  const core = described === CORE;
  const width = core ? at.getUint16(18, true) : at.getInt32(18, true);
  const signed = core ? at.getUint16(20, true) : at.getInt32(22, true);
  const bits = at.getUint16(core ? 24 : 28, true);
  const compression = core ? PLAIN : at.getUint32(30, true);
  const height = Math.abs(signed);
  checkedSize(name, [width, height]);

  const known = COMPRESSIONS[compression];
  if (known !== undefined) throw unsupported(name, `BMP pictures compressed with ${known} are not supported; save it as PNG or TIFF.`);
  if (bits === 16) throw unsupported(name, 'BMP pictures with 16-bit packed colours are not supported; save it as PNG or TIFF.');
  const masked = compression === MASKS || compression === MASKS_WITH_ALPHA;
  if (![1, 4, 8, 24, 32].includes(bits) || (compression !== PLAIN && !(masked && bits === 32)))
    throw corrupt(name, `its BMP header gives ${bits} bits per pixel with compression ${compression}`);

  const offset = at.getUint32(10, true);
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  if (rowBytes * height > MAX_CHUNK_BYTES)
    throw unsupported(name, 'pictures beyond 1 GiB are not supported; save it as TIFF.', 'too-large');
  if (offset < 14 + described || offset + rowBytes * height > size)
    throw corrupt(
      name,
      `its BMP header promises ${rowBytes * height} bytes of pixels at offset ${offset}, but it has ${size} bytes in all`,
    );
  const order = sampleOrder(at, name, bits, compression, described);
  const step = core ? 3 : 4;
  const told = core ? 0 : at.getUint32(46, true);
  const colours = Math.min(told > 0 ? told : 2 ** bits, 2 ** bits, Math.floor((Math.min(offset, head.length) - 14 - described) / step));
  return {
    width,
    height,
    bits,
    samples: order.length === 4 ? 4 : order.length === 3 ? 3 : 1,
    topDown: !core && signed < 0,
    offset,
    rowBytes,
    order,
    palette: bits <= 8 && !isGreyRamp(head, 14 + described, colours, step, bits),
  };
}

export function bmpWarnings({ palette, bits }: BmpHeader): string[] {
  return palette ? [`The values are places in a palette of ${2 ** bits} colours; they are kept as stored, not turned into colours.`] : [];
}

export function decodeBmp(bytes: Uint8Array, name: string): VoxelArray {
  const { width, height, bits, samples, topDown, offset, rowBytes, order } = bmpHeader(bytes, bytes.length, name);
  const rowOf = (y: number): number => offset + (topDown ? y : height - 1 - y) * rowBytes;
  if (bits <= 8) {
    const packed = Math.ceil((width * bits) / 8);
    const rows = new Uint8Array(packed * height);
    for (let y = 0; y < height; y++) rows.set(bytes.subarray(rowOf(y), rowOf(y) + packed), y * packed);
    return bits === 8 ? rows : unpackBits(rows, height, width, bits);
  }
  const step = bits / 8;
  const out = new Uint8Array(width * height * samples);
  for (let y = 0, o = 0; y < height; y++) {
    const row = rowOf(y);
    for (let x = 0; x < width; x++) for (let c = 0; c < samples; c++) out[o++] = bytes[row + x * step + (order[c] as number)] as number;
  }
  return out;
}
