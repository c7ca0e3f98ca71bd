/**
 * Reads the label stacks of the reference set without the product's own readers: little-endian multi-page TIFF,
 * 8 bit, one or more strips per page, deflate or raw. Anything else throws.
 */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { METRES } from '../../src/base/index.js';
import type { LengthUnit } from '../../src/base/index.js';
import { labelVolume } from '../../src/volume/index.js';
import type { LabelVolume, Shape3 } from '../../src/volume/index.js';
import { sharedPath } from './shared.js';

export interface TruthEntry {
  readonly file: string;
  readonly metric: string;
  readonly params: Record<string, unknown>;
  readonly value: number | boolean | string | readonly number[] | Readonly<Record<string, number>> | null;
  readonly unit?: string;
  readonly tolerance?: { readonly abs?: number; readonly rel?: number };
  readonly undefined?: string;
}

export interface Truth {
  readonly case: string;
  readonly files: Record<string, { shape_zyx: [number, number, number]; spacing_zyx: [number, number, number]; unit: LengthUnit }>;
  readonly expect: readonly TruthEntry[];
}

export function readTruth(name: string): Truth {
  return JSON.parse(readFileSync(sharedPath('reference/metrics', name, 'truth.json'), 'utf8')) as Truth;
}

/** One stack of a case with the shape and spacing that its truth states. */
export function readStack(truth: Truth, file: string): LabelVolume {
  const { shape_zyx: shape, spacing_zyx: spacing, unit } = truth.files[file]!;
  const metres = spacing.map((size) => size * METRES[unit]) as [number, number, number];
  const data = readPages(sharedPath('reference/metrics', truth.case, file), shape);
  return labelVolume(data, shape, { spacing: metres, source: 'truth.json', unit }, file);
}

function readPages(path: string, shape: Shape3): Uint8Array {
  const bytes = readFileSync(path);
  if (bytes.readUInt16LE(0) !== 0x4949 || bytes.readUInt16LE(2) !== 42) throw new Error(`${path}: not a little-endian TIFF`);
  const data = new Uint8Array(shape[0] * shape[1] * shape[2]);
  let filled = 0;
  for (let ifd = bytes.readUInt32LE(4); ifd !== 0;) {
    const entries = bytes.readUInt16LE(ifd);
    const tags = new Map<number, number[]>();
    for (let e = 0; e < entries; e++) {
      const at = ifd + 2 + 12 * e;
      tags.set(bytes.readUInt16LE(at), tagValues(bytes, at));
    }
    const compression = tags.get(259)?.[0] ?? 1;
    if ((tags.get(258)?.[0] ?? 8) !== 8 || ![1, 8, 32946].includes(compression)) throw new Error(`${path}: unexpected encoding`);
    const counts = tags.get(279)!;
    tags.get(273)!.forEach((offset, strip) => {
      const raw = bytes.subarray(offset, offset + counts[strip]!);
      const decoded = compression === 1 ? raw : inflateSync(raw);
      data.set(decoded, filled);
      filled += decoded.length;
    });
    // ImageJ stacks of uncompressed pages may hold one directory for all; these do not
    ifd = bytes.readUInt32LE(ifd + 2 + 12 * entries);
  }
  if (filled !== data.length) throw new Error(`${path}: ${filled} voxels, expected ${data.length}`);
  return data;
}

/** SHORT and LONG values of a directory entry; other types are not needed. */
function tagValues(bytes: Buffer, at: number): number[] {
  const type = bytes.readUInt16LE(at + 2);
  const count = bytes.readUInt32LE(at + 4);
  if (type !== 3 && type !== 4) return [];
  const size = type === 3 ? 2 : 4;
  const start = count * size <= 4 ? at + 8 : bytes.readUInt32LE(at + 8);
  return Array.from({ length: count }, (_, i) => (type === 3 ? bytes.readUInt16LE(start + 2 * i) : bytes.readUInt32LE(start + 4 * i)));
}
