/** Small Windows bitmaps of every kind that is read. */

export interface BmpChoice {
  readonly width: number;
  readonly height: number;
  readonly bits: 1 | 4 | 8 | 16 | 24 | 32;
  /** rows as they lie in the file, without padding */
  readonly rows: readonly Uint8Array[];
  /** bytes of the description: 12, 40, 108, 124 */
  readonly described?: number;
  readonly topDown?: boolean;
  readonly compression?: number;
  /** red, green, blue, alpha */
  readonly masks?: readonly number[];
  /** blue, green, red of each colour; absent: greys */
  readonly palette?: readonly (readonly [number, number, number])[];
}

export function bmp({ width, height, bits, rows, described = 40, topDown = false, compression = 0, masks, palette }: BmpChoice): Uint8Array {
  const core = described === 12;
  const colours =
    bits > 8 ? [] : (palette ?? Array.from({ length: 2 ** bits }, (_, i) => Array(3).fill(Math.round((i * 255) / (2 ** bits - 1)))));
  const apart = described === 40 && masks !== undefined ? 12 : 0;
  const offset = 14 + described + apart + colours.length * (core ? 3 : 4);
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  const out = Buffer.alloc(offset + rowBytes * height);
  out.write('BM', 0, 'latin1');
  out.writeUInt32LE(out.length, 2);
  out.writeUInt32LE(offset, 10);
  out.writeUInt32LE(described, 14);
  if (core) {
    out.writeUInt16LE(width, 18);
    out.writeUInt16LE(height, 20);
    out.writeUInt16LE(1, 22);
    out.writeUInt16LE(bits, 24);
  } else {
    out.writeInt32LE(width, 18);
    out.writeInt32LE(topDown ? -height : height, 22);
    out.writeUInt16LE(1, 26);
    out.writeUInt16LE(bits, 28);
    out.writeUInt32LE(compression, 30);
    out.writeUInt32LE(palette === undefined ? 0 : palette.length, 46);
    masks?.forEach((mask, i) => out.writeUInt32LE(mask, 54 + i * 4));
  }
  colours.forEach((colour, i) => colour.forEach((byte, k) => (out[14 + described + i * (core ? 3 : 4) + k] = byte)));
  rows.forEach((row, i) => out.set(row, offset + i * rowBytes));
  return Uint8Array.from(out);
}

const rows = (height: number, bytes: number): Uint8Array[] =>
  Array.from({ length: height }, (_, y) => Uint8Array.from({ length: bytes }, (_v, x) => (y * 31 + x * 7) % 256));

export const BMP_SAMPLES: readonly { readonly name: string; readonly bytes: Uint8Array }[] = [
  { name: 'grey8.bmp', bytes: bmp({ width: 23, height: 9, bits: 8, rows: rows(9, 23) }) },
  { name: 'bits.bmp', bytes: bmp({ width: 23, height: 9, bits: 1, rows: rows(9, 3), described: 12 }) },
  { name: 'rgb.bmp', bytes: bmp({ width: 7, height: 5, bits: 24, rows: rows(5, 21), topDown: true }) },
  {
    name: 'rgba.bmp',
    bytes: bmp({
      width: 7,
      height: 5,
      bits: 32,
      rows: rows(5, 28),
      described: 124,
      compression: 3,
      masks: [0xff0000, 0xff00, 0xff, 0xff000000],
    }),
  },
];
