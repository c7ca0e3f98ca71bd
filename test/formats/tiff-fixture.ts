/** Builds small TIFFs of every layout, independently of the product's writer. */
import { deflateSync } from 'node:zlib';

export interface TiffSpec {
  width: number;
  height: number;
  /** one entry per page; samples in C order, planar pages plane by plane */
  pages: Uint8Array[];
  /** bytes of a sample */
  size: number;
  /** 1 unsigned, 2 signed, 3 float */
  format?: number;
  samples?: number;
  planar?: boolean;
  bigEndian?: boolean;
  big?: boolean;
  compression?: 'none' | 'lzw' | 'deflate' | 'deflate-old' | 'packbits' | 'zstd' | number;
  predictor?: 1 | 2;
  rowsPerStrip?: number;
  tile?: [number, number];
  description?: string;
  extra?: [tag: number, type: number, values: number[]][];
  /** bits of a sample, when they are not whole bytes */
  bits?: number;
  photometric?: number;
  /** strips or tiles of each page as they are stored, instead of packing `pages` here */
  raw?: readonly (readonly Uint8Array[])[];
  /** turn the last page's link back to the first */
  loop?: boolean;
}

const CODES = { none: 1, lzw: 5, deflate: 8, 'deflate-old': 32946, packbits: 32773, zstd: 50000 };

/** Most significant bit first, widths changed one code early, a clear code when the table is full. */
function lzw(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let held = 0;
  let bits = 0;
  let width = 9;
  let next = 258;
  let table = new Map<string, number>();
  const put = (code: number): void => {
    bits = (bits << width) | code;
    held += width;
    while (held >= 8) {
      held -= 8;
      out.push((bits >> held) & 255);
    }
    bits &= (1 << held) - 1;
  };
  const codeOf = (text: string): number => (text.length === 1 ? text.charCodeAt(0) : table.get(text)!);
  put(256);
  let current = '';
  for (const byte of bytes) {
    const longer = current + String.fromCharCode(byte);
    if (longer.length === 1 || table.has(longer)) {
      current = longer;
      continue;
    }
    put(codeOf(current));
    table.set(longer, next++);
    if (next === 4095) {
      put(256);
      width = 9;
      next = 258;
      table = new Map();
    } else if (next + 1 > 1 << width) width++;
    current = String.fromCharCode(byte);
  }
  if (current !== '') {
    put(codeOf(current));
    // the decoder enters one more string before it reads the end code
    if (next + 2 > 1 << width && width < 12) width++;
  }
  put(257);
  if (held > 0) out.push((bits << (8 - held)) & 255);
  return Uint8Array.from(out);
}

function packBits(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (let i = 0; i < bytes.length;) {
    let run = 1;
    while (run < 128 && bytes[i + run] === bytes[i]) run++;
    if (run > 2) {
      out.push(257 - run, bytes[i]!);
      i += run;
    } else {
      const literal = bytes.subarray(i, i + 2);
      out.push(literal.length - 1, ...literal);
      i += literal.length;
    }
  }
  return Uint8Array.from(out);
}

/** A frame of uncompressed blocks with its content size in the header. */
function zstd(bytes: Uint8Array): Uint8Array {
  const head = new DataView(new ArrayBuffer(13));
  head.setUint32(0, 0xfd2fb528, true);
  head.setUint8(4, 0b11100000);
  head.setBigUint64(5, BigInt(bytes.length), true);
  const block = (bytes.length << 3) | 1;
  return Uint8Array.from([...new Uint8Array(head.buffer), block & 255, (block >> 8) & 255, (block >> 16) & 255, ...bytes]);
}

function compress(spec: TiffSpec, bytes: Uint8Array): Uint8Array {
  switch (spec.compression) {
    case 'lzw':
      return lzw(bytes);
    case 'packbits':
      return packBits(bytes);
    case 'zstd':
      return zstd(bytes);
    case 'deflate':
    case 'deflate-old':
      return deflateSync(bytes);
    default:
      return bytes;
  }
}

/** Differences along rows, on little-endian samples. */
function difference(bytes: Uint8Array, rowSamples: number, step: number, size: number): Uint8Array {
  const out = bytes.slice();
  const data = size === 1 ? out : size === 2 ? new Uint16Array(out.buffer) : new Uint32Array(out.buffer);
  for (let row = 0; row < data.length; row += rowSamples)
    for (let i = row + rowSamples - 1; i >= row + step; i--) data[i]! -= data[i - step]!;
  return out;
}

/** Strips or tiles of one sample plane, not yet compressed. */
function pieces(spec: TiffSpec, plane: Uint8Array, step: number): { bytes: Uint8Array; width: number }[] {
  const { width, height, size } = spec;
  const [th, tw] = spec.tile ?? [Math.min(spec.rowsPerStrip ?? height, height), width];
  const out: { bytes: Uint8Array; width: number }[] = [];
  for (let y = 0; y < height; y += th)
    for (let x = 0; x < width; x += tw) {
      const rows = spec.tile ? th : Math.min(th, height - y);
      const piece = new Uint8Array(rows * tw * step * size);
      for (let r = 0; r < Math.min(rows, height - y); r++) {
        const columns = Math.min(tw, width - x);
        const from = ((y + r) * width + x) * step * size;
        piece.set(plane.subarray(from, from + columns * step * size), r * tw * step * size);
      }
      out.push({ bytes: piece, width: tw });
    }
  return out;
}

export function buildTiff(spec: TiffSpec): Uint8Array {
  const { size, samples = 1, bigEndian = false, big = false } = spec;
  const parts: Uint8Array[] = [];
  let at = 0;
  const add = (bytes: Uint8Array): number => {
    const where = at;
    parts.push(bytes);
    at += bytes.length;
    return where;
  };
  const ints = (values: number[], width: number): Uint8Array => {
    const out = new DataView(new ArrayBuffer(values.length * width));
    values.forEach((v, i) => {
      if (width === 1) out.setUint8(i, v);
      else if (width === 2) out.setUint16(i * 2, v, !bigEndian);
      else if (width === 4) out.setUint32(i * 4, v, !bigEndian);
      else out.setBigUint64(i * 8, BigInt(v), !bigEndian);
    });
    return new Uint8Array(out.buffer);
  };
  const word = big ? 8 : 4;
  add(Uint8Array.from(bigEndian ? [0x4d, 0x4d] : [0x49, 0x49]));
  add(big ? ints([43, 8, 0], 2) : ints([42], 2));
  const firstLink = add(new Uint8Array(word));
  const links: [number, number][] = [];
  let link = firstLink;
  const starts: number[] = [];
  spec.pages.forEach((page, index) => {
    const planes = spec.planar
      ? Array.from({ length: samples }, (_, s) => page.subarray((s * page.length) / samples, ((s + 1) * page.length) / samples))
      : [page];
    const step = spec.planar ? 1 : samples;
    const offsets: number[] = [];
    const counts: number[] = [];
    for (const stored of spec.raw?.[index] ?? []) {
      offsets.push(add(stored));
      counts.push(stored.length);
    }
    for (const plane of spec.raw === undefined ? planes : [])
      for (const piece of pieces(spec, plane, step)) {
        const predicted = spec.predictor === 2 ? difference(piece.bytes, piece.width * step, step, size) : piece.bytes.slice();
        if (bigEndian && size > 1) for (let i = 0; i < predicted.length; i += size) predicted.subarray(i, i + size).reverse();
        const packed = compress(spec, predicted);
        offsets.push(add(packed));
        counts.push(packed.length);
      }
    const code = typeof spec.compression === 'number' ? spec.compression : CODES[spec.compression ?? 'none'];
    const table = spec.tile
      ? ([
          [322, 4, [spec.tile[1]]],
          [323, 4, [spec.tile[0]]],
          [324, big ? 16 : 4, offsets],
          [325, big ? 16 : 4, counts],
        ] as const)
      : ([
          [273, big ? 16 : 4, offsets],
          [278, 4, [spec.rowsPerStrip ?? spec.height]],
          [279, big ? 16 : 4, counts],
        ] as const);
    const fields: [number, number, number[]][] = [
      [256, 4, [spec.width]],
      [257, 4, [spec.height]],
      [258, 3, Array.from({ length: samples }, () => spec.bits ?? size * 8)],
      [259, 3, [code]],
      [262, 3, [spec.photometric ?? (samples === 3 ? 2 : 1)]],
      [277, 3, [samples]],
      [284, 3, [spec.planar ? 2 : 1]],
      [317, 3, [spec.predictor ?? 1]],
      [339, 3, Array.from({ length: samples }, () => spec.format ?? 1)],
      ...table.map(([tag, type, values]): [number, number, number[]] => [tag, type, [...values]]),
      ...(spec.description && index === 0
        ? [[270, 2, [...new TextEncoder().encode(`${spec.description}\0`)]] as [number, number, number[]]]
        : []),
      ...(spec.extra ?? []),
    ];
    fields.sort((a, b) => a[0] - b[0]);
    const widths: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 4, 16: 8 };
    const contents = fields.map(([, type, values]) => ints(values, widths[type]!));
    const places = contents.map((content) => (content.length > word ? add(content) : -1));
    starts.push(at);
    links.push([link, at]);
    add(ints([fields.length], big ? 8 : 2));
    fields.forEach(([tag, type, values], i) => {
      add(ints([tag, type], 2));
      add(ints([type === 5 ? values.length / 2 : values.length], word));
      const value = new Uint8Array(word);
      if (places[i]! >= 0) value.set(ints([places[i]!], word));
      else value.set(contents[i]!);
      add(value);
    });
    link = add(new Uint8Array(word));
  });
  if (spec.loop) links.push([link, starts[0]!]);
  const out = new Uint8Array(at);
  let o = 0;
  for (const part of parts) {
    out.set(part, o);
    o += part.length;
  }
  for (const [where, target] of links) out.set(ints([target], word), where);
  return out;
}
