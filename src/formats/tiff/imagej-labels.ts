/**
 * ImageJ's binary block of metadata (tags 50838 and 50839): a header of types and counts, then the pieces one after
 * another. Only the slice labels are taken, in UTF-16, because they name the channels of a hyperstack.
 */
import type { ImageJ } from './imagej.js';
import { numbers } from './ifd.js';
import type { TiffPage } from './page.js';
import { TAG } from './tags.js';

const MAX_BLOCK_BYTES = 4 * 1024 * 1024;
const MAX_PIECES = 1_000_000;

function word(bytes: Uint8Array, at: number, bigEndian: boolean): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, !bigEndian);
}

function fourLetters(value: number): string {
  return String.fromCharCode(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

/** The labels of a block, or nothing when it does not look like ImageJ's. */
export function parseLabels(block: Uint8Array, counts: ArrayLike<number>, bigEndian: boolean): readonly string[] {
  const header = counts[0] ?? 0;
  if (header < 12 || header % 8 !== 4 || header > block.length || fourLetters(word(block, 0, bigEndian)) !== 'IJIJ') return [];
  const labels: string[] = [];
  let piece = 1;
  let at = header;
  for (let entry = 4; entry + 8 <= header; entry += 8) {
    const isLabel = fourLetters(word(block, entry, bigEndian)) === 'labl';
    const pieces = word(block, entry + 4, bigEndian);
    if (pieces > MAX_PIECES) return labels;
    for (let i = 0; i < pieces; i++) {
      const length = counts[piece++] ?? -1;
      if (length < 0 || at + length > block.length) return labels;
      if (isLabel) labels.push(new TextDecoder(bigEndian ? 'utf-16be' : 'utf-16le').decode(block.subarray(at, at + length)));
      at += length;
    }
  }
  return labels;
}

/** Names of the channels, where the labels of the first images differ. */
export async function channelNames(page: TiffPage, imagej: ImageJ): Promise<readonly { readonly name: string }[] | undefined> {
  const held = page.ifd.entries.get(TAG.imageJData)?.count ?? 0;
  if (imagej.channels < 2 || held === 0 || held > MAX_BLOCK_BYTES) return undefined;
  const counts = await numbers(page.file, page.ifd, TAG.imageJCounts);
  const block = await numbers(page.file, page.ifd, TAG.imageJData);
  if (counts === undefined || block === undefined || counts.length > MAX_PIECES) return undefined;
  const labels = parseLabels(Uint8Array.from(block), counts, page.file.bigEndian).slice(0, imagej.channels);
  // positions that ImageJ puts in front are no part of a name
  const names = labels.map((label) => (label.replace(/^(?:[czt]:\d+\/\d+ ?)+(?:- )?/, '').split('\n', 1)[0] ?? '').trim().slice(0, 200));
  const told = names.length === imagej.channels && names.every((name) => name !== '') && new Set(names).size === names.length;
  return told ? names.map((name) => ({ name })) : undefined;
}
