/**
 * Damage that knows something of the structure of files: which bytes a reader looks at first (traced on the sound file), numbers in
 * text, attributes, lines, length fields of either byte order, compressed members.
 */
import { gunzipSync, gzipSync } from 'fflate';
import type { Rng } from '../../src/base/index.js';

/** A stretch of bytes that a reader asked for by itself: headers, tables, offsets. */
export interface Traced {
  readonly offset: number;
  readonly length: number;
}

export interface Sample {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly structure: readonly Traced[];
}

interface Mutator {
  readonly id: string;
  fits(sample: Sample): boolean;
  damage(bytes: Uint8Array, rng: Rng, structure: readonly Traced[]): Uint8Array;
}

const HOSTILE = [0, 1, 2, 3, 7, 255, 256, 32767, 65535, 65536, 2 ** 20, 2 ** 24, 2 ** 28, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];
const WORDS = [
  '0',
  '-1',
  '1',
  '2',
  '3.5',
  '65536',
  '2147483648',
  '4294967296',
  '99999999999',
  '1e308',
  '1e-320',
  'nan',
  'inf',
  '-0',
  '',
  'x',
];
const TEXT_BYTES = 65_536;

/** A place in the structure, or anywhere. */
function place(bytes: Uint8Array, rng: Rng, structure: readonly Traced[], width: number): number {
  const room = Math.max(1, bytes.length - width + 1);
  const region = structure.length > 0 && rng.chance(0.85) ? rng.pick(structure) : { offset: 0, length: bytes.length };
  return Math.min(room - 1, region.offset + rng.int(Math.max(1, region.length - width + 1)));
}

function textLength(bytes: Uint8Array): number {
  const end = Math.min(bytes.length, 512);
  for (let i = 0; i < end; i++) {
    const byte = bytes[i]!;
    if (byte === 0 || byte > 126 || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) return i > 30 ? i : 0;
  }
  return bytes.length;
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** The text part rewritten, the rest kept. */
function rewrite(bytes: Uint8Array, change: (text: string) => string): Uint8Array {
  const head = Math.min(bytes.length, TEXT_BYTES);
  return Buffer.concat([Buffer.from(change(latin(bytes.subarray(0, head))), 'latin1'), bytes.subarray(head)]);
}

const anyText = ({ bytes }: Sample): boolean => textLength(bytes) > 0;
const always = (): boolean => true;

export const MUTATORS: readonly Mutator[] = [
  {
    id: 'cut',
    fits: always,
    damage: (bytes, rng, structure) => bytes.slice(0, rng.chance(0.5) ? rng.int(bytes.length) : place(bytes, rng, structure, 1)),
  },
  {
    id: 'flip',
    fits: always,
    damage(bytes, rng, structure) {
      const out = bytes.slice();
      for (let n = rng.int(6); n >= 0; n--) out[place(out, rng, structure, 1)] = rng.int(256);
      return out;
    },
  },
  {
    id: 'field',
    fits: ({ bytes }) => bytes.length >= 8,
    damage(bytes, rng, structure) {
      const out = bytes.slice();
      const view = new DataView(out.buffer);
      const width = rng.pick([2, 4, 4, 8]);
      const at = place(out, rng, structure, width) & (rng.chance(0.8) ? ~1 : ~0);
      if (at + width > out.length) return out;
      const value = rng.pick(HOSTILE);
      const little = rng.chance(0.6);
      if (width === 2) view.setUint16(at, value & 0xffff, little);
      else if (width === 4) view.setUint32(at, value, little);
      else view.setBigUint64(at, rng.chance(0.2) ? 2n ** 63n - 1n : BigInt(value), little);
      return out;
    },
  },
  {
    id: 'pointer',
    fits: ({ bytes }) => bytes.length >= 8,
    damage(bytes, rng, structure) {
      // an offset that points back at the structure makes loops
      const out = bytes.slice();
      const at = place(out, rng, structure, 4);
      if (at + 4 > out.length) return out;
      new DataView(out.buffer).setUint32(at, place(out, rng, structure, 4), rng.chance(0.7));
      return out;
    },
  },
  {
    id: 'copy',
    fits: always,
    damage(bytes, rng, structure) {
      const out = bytes.slice();
      const length = 1 + rng.int(Math.min(64, out.length));
      const [from, to] = [place(out, rng, structure, length), place(out, rng, structure, length)];
      out.copyWithin(to, from, from + length);
      return out;
    },
  },
  {
    id: 'insert',
    fits: always,
    damage(bytes, rng, structure) {
      const at = place(bytes, rng, structure, 1);
      const extra = Uint8Array.from({ length: 1 + rng.int(16) }, () => rng.int(256));
      return Buffer.concat([bytes.subarray(0, at), extra, bytes.subarray(at)]);
    },
  },
  {
    id: 'number',
    fits: anyText,
    damage: (bytes, rng) =>
      rewrite(bytes, (text) => {
        const numbers = [...text.matchAll(/[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?/g)];
        if (numbers.length === 0) return text;
        // headers come first
        const match = numbers[rng.int(rng.chance(0.7) ? Math.min(40, numbers.length) : numbers.length)]!;
        return text.slice(0, match.index) + rng.pick(WORDS) + text.slice(match.index + match[0].length);
      }),
  },
  {
    id: 'line',
    fits: anyText,
    damage: (bytes, rng) =>
      rewrite(bytes, (text) => {
        const lines = text.split('\n');
        const at = rng.int(Math.min(60, lines.length));
        const how = rng.int(3);
        if (how === 0) lines.splice(at, 1);
        else if (how === 1) lines.splice(at, 0, lines[rng.int(lines.length)]!);
        else lines[at] = lines[rng.int(lines.length)]!;
        return lines.join('\n');
      }),
  },
  {
    id: 'word',
    fits: anyText,
    damage: (bytes, rng) =>
      rewrite(bytes, (text) => {
        const words = [...text.matchAll(/[A-Za-z_]{2,}|["'<>{}()[\],:=]/g)];
        if (words.length < 2) return text;
        const [a, b] = [rng.pick(words), rng.pick(words)];
        return text.slice(0, a.index) + (rng.chance(0.3) ? '' : b[0]) + text.slice(a.index + a[0].length);
      }),
  },
  {
    id: 'inside gzip',
    fits: ({ bytes }) => bytes[0] === 0x1f && bytes[1] === 0x8b,
    damage(bytes, rng) {
      const inner = gunzipSync(bytes);
      const [flip, field] = [MUTATORS[1]!, MUTATORS[2]!];
      return gzipSync(rng.pick([flip, field, MUTATORS[0]!]).damage(inner, rng, [{ offset: 0, length: Math.min(1024, inner.length) }]), {
        level: 1,
      });
    },
  },
];

/** One damaged copy, wholly told by the seed. */
export function mutate(sample: Sample, rng: Rng): { readonly how: string; readonly bytes: Uint8Array } {
  const fitting = MUTATORS.filter((mutator) => mutator.fits(sample));
  const first = rng.pick(fitting);
  let bytes = first.damage(sample.bytes, rng, sample.structure);
  let how = first.id;
  if (rng.chance(0.25) && bytes.length > 8) {
    const second = rng.pick(fitting.filter(({ id }) => id !== 'inside gzip'));
    bytes = second.damage(bytes, rng, sample.structure);
    how += ` + ${second.id}`;
  }
  return { how, bytes };
}
