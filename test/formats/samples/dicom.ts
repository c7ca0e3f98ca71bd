/** DICOM files built element by element. */
import { deflateRawSync } from 'node:zlib';
import { joined } from '../file-fixture.js';

export interface DicomSpec {
  rows: number;
  columns: number;
  pixels: Uint8Array;
  syntax?: 'implicit' | 'explicit' | 'big' | 'deflated' | 'rle';
  bits?: number;
  bitsStored?: number;
  signed?: boolean;
  samples?: number;
  planar?: boolean;
  preamble?: boolean;
  colours?: string;
  /** further texts by tag, like { '00280030': 'DS:0.5\\0.25' } */
  more?: Record<string, string>;
}

const SYNTAXES = { implicit: '', explicit: '.1', big: '.2', deflated: '.1.99', rle: '.5' };

/** One frame in run lengths of literal bytes: a segment for each byte of a sample, the high one first. */
function runLengths(pixels: Uint8Array, bytesPerSample: number): Uint8Array {
  const segments = Array.from({ length: bytesPerSample }, (_, k) => {
    const bytes = pixels.filter((_value, i) => i % bytesPerSample === bytesPerSample - 1 - k);
    const out: number[] = [];
    for (let i = 0; i < bytes.length; i += 128) {
      const part = bytes.subarray(i, i + 128);
      out.push(part.length - 1, ...part);
    }
    return Uint8Array.from(out.length % 2 === 0 ? out : [...out, 0x80]);
  });
  const header = new Uint32Array(16);
  header[0] = segments.length;
  let at = 64;
  segments.forEach((segment, k) => {
    header[k + 1] = at;
    at += segment.length;
  });
  return joined(new Uint8Array(header.buffer), ...segments);
}

function item(tag: number, value: Uint8Array): Uint8Array {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(0xfffe, 0);
  head.writeUInt16LE(tag, 2);
  head.writeUInt32LE(value.length, 4);
  return joined(head, value);
}

/** Compressed pixels: an empty table of offsets, one item, and the end of the sequence. */
function encapsulated(pixels: Uint8Array, bytesPerSample: number): Uint8Array {
  const head = Uint8Array.of(0xe0, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff);
  return joined(head, item(0xe000, new Uint8Array(0)), item(0xe000, runLengths(pixels, bytesPerSample)), item(0xe0dd, new Uint8Array(0)));
}

/** `pixels` in little-endian order, swapped here for the big-endian syntax. */
export function buildDicom(spec: DicomSpec): Uint8Array {
  const { syntax = 'explicit', bits = 16, samples = 1, preamble = true } = spec;
  const big = syntax === 'big';
  const short = (value: number): Buffer => {
    const out = Buffer.alloc(2);
    out.writeUInt16LE(value);
    return big ? out.swap16() : out;
  };
  const element = (tag: string, vr: string, value: Uint8Array, implicit = syntax === 'implicit', swapped = big): Uint8Array => {
    const head = Buffer.alloc(vr === 'OW' && !implicit ? 12 : 8);
    const u16 = (v: number, at: number): number => (swapped ? head.writeUInt16BE(v, at) : head.writeUInt16LE(v, at));
    const u32 = (v: number, at: number): number => (swapped ? head.writeUInt32BE(v, at) : head.writeUInt32LE(v, at));
    u16(parseInt(tag.slice(0, 4), 16), 0);
    u16(parseInt(tag.slice(4), 16), 2);
    if (implicit) u32(value.length, 4);
    else {
      head.write(vr, 4, 'latin1');
      if (vr === 'OW') u32(value.length, 8);
      else u16(value.length, 6);
    }
    return joined(head, value);
  };
  // identifiers are filled up with zeros, other texts with blanks
  const text = (value: string): Buffer => Buffer.from(value.length % 2 === 0 ? value : value + (/^[\d.]+$/.test(value) ? '\0' : ' '), 'latin1');
  const numbers: Record<string, number> = {
    '00280002': samples,
    '00280010': spec.rows,
    '00280011': spec.columns,
    '00280100': bits,
    '00280101': spec.bitsStored ?? bits,
    '00280102': (spec.bitsStored ?? bits) - 1,
    '00280103': spec.signed ? 1 : 0,
    ...(samples > 1 ? { '00280006': spec.planar ? 1 : 0 } : {}),
  };
  const parts: [string, Uint8Array][] = [
    ['00080016', element('00080016', 'UI', text('1.2.840.10008.5.1.4.1.1.2'))],
    ['00280004', element('00280004', 'CS', text(spec.colours ?? (samples > 1 ? 'RGB' : 'MONOCHROME2')))],
    ...Object.entries(numbers).map(([tag, value]): [string, Uint8Array] => [tag, element(tag, 'US', short(value))]),
    ...Object.entries(spec.more ?? {}).map(([tag, value]): [string, Uint8Array] => [tag, element(tag, value.slice(0, 2), text(value.slice(3)))]),
  ];
  const pixels = Buffer.from(spec.pixels);
  if (big && bits === 16) pixels.swap16();
  if (big && bits === 32) pixels.swap32();
  const body = joined(...parts.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, bytes]) => bytes),
    syntax === 'rle' ? encapsulated(pixels, bits / 8) : element('7fe00010', 'OW', pixels),
  );
  if (!preamble) return body;
  const meta = element('00020010', 'UI', text(`1.2.840.10008.1.2${SYNTAXES[syntax]}`), false, false);
  return joined(new Uint8Array(128), 'DICM', meta, syntax === 'deflated' ? deflateRawSync(body) : body);
}

const pixels = Uint8Array.from({ length: 6 * 8 * 2 }, (_, i) => (i * 37) % 251);
const plane = { rows: 6, columns: 8, pixels };
const place = { '00200032': 'DS:1\\2\\3', '00200037': 'DS:1\\0\\0\\0\\1\\0', '00280030': 'DS:0.5\\0.25' };

export const DICOM_SAMPLES: readonly { readonly name: string; readonly bytes: Uint8Array }[] = [
  { name: 'implicit.dcm', bytes: buildDicom({ ...plane, syntax: 'implicit', more: place }) },
  { name: 'big.dcm', bytes: buildDicom({ ...plane, syntax: 'big', more: place }) },
  { name: 'deflated.dcm', bytes: buildDicom({ ...plane, syntax: 'deflated', more: place }) },
  { name: 'frames.dcm', bytes: buildDicom({ rows: 4, columns: 4, bits: 8, pixels: pixels.subarray(0, 96), samples: 3, planar: true, more: { '00280008': 'IS:2' } }) },
];
