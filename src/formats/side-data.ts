/** Data that a header points to: in a file beside it, compressed as a whole, or written as text. */
import type { ByteSource } from '../ports/index.js';
import { allocateVoxels } from '../volume/index.js';
import type { FormatHost } from './format.js';
import { byteText, corrupt, MAX_WHOLE_FILE_BYTES, unsupported } from './limits.js';
import { memoryBytes } from './raw-source.js';
import { encodeStored, voxelType } from './stored.js';
import type { StoredType } from './stored.js';

const WIDE = '64-bit integers beyond 2^53 cannot be held exactly; export it as 32-bit integers or float64.';

/** Headers may name a list or a pattern of files instead of one. */
export function isManyFiles(name: string): boolean {
  return /^list\b/i.test(name) || name.includes('%');
}

/** Opens the data file of a detached header. The name never leaves the header's folder, links included. */
export async function besideFile(host: FormatHost, headerPath: string, name: string): Promise<ByteSource> {
  const { files } = host;
  const header = files.basename(headerPath);
  const clean = name.replace(/^\.[/\\]/, '');
  if (clean === '' || clean.split(/[/\\]/).includes('..') || /^([/\\]|[A-Za-z]:)/.test(clean))
    throw unsupported(header, `its data file "${name}" lies outside its folder; put both into one folder.`, 'outside-folder');
  const folder = files.dirname(headerPath);
  const path = files.join(folder, clean);
  if (!(await files.exists(path))) throw corrupt(header, `its data file "${name}" is not beside it`);
  const [inside, real] = [await files.realPath(folder), await files.realPath(path)];
  // with a separator: a folder beside may have a name that begins alike
  if (!real.startsWith(files.join(inside, '/')))
    throw unsupported(header, `its data file "${name}" is a link out of its folder; put both into one folder.`, 'outside-folder');
  return files.open(path);
}

/** Decodes everything from `from` on and checks that it gives the bytes that the header promises. */
export async function unpackWhole(
  bytes: ByteSource,
  from: number,
  needed: number,
  decode: (packed: Uint8Array, maxLength: number) => Promise<Uint8Array>,
): Promise<ByteSource> {
  if (needed > MAX_WHOLE_FILE_BYTES)
    throw unsupported(
      bytes.name,
      `compressed data of ${byteText(needed)} cannot be read in parts (limit ${byteText(MAX_WHOLE_FILE_BYTES)}); save it uncompressed.`,
      'too-large',
    );
  // deflate cannot expand further than this
  if ((bytes.size - from) * 1100 < needed)
    throw corrupt(bytes.name, `its ${bytes.size} bytes cannot hold the ${needed} bytes its header promises`);
  const data = await decode(await bytes.read(from, bytes.size - from), needed + 4096);
  if (data.length < needed) throw corrupt(bytes.name, `it decodes to ${data.length} of the ${needed} bytes its header promises`);
  return memoryBytes(bytes.name, bytes.path, data);
}

/** Numbers written as text, as little-endian samples in memory. */
export async function unpackText(bytes: ByteSource, from: number, count: number, stored: StoredType): Promise<ByteSource> {
  // every number takes a digit and a separator
  if (count * 2 - 1 > bytes.size - from) throw corrupt(bytes.name, `it has too little text for the ${count} numbers its header promises`);
  if (bytes.size - from > MAX_WHOLE_FILE_BYTES / 4 || stored === 'float16')
    throw unsupported(bytes.name, 'text data of this size or type are not supported; save it as raw.', 'too-large');
  const text = new TextDecoder('latin1').decode(await bytes.read(from, bytes.size - from));
  const out = allocateVoxels(voxelType(stored), count);
  const wide = stored === 'int64' || stored === 'uint64';
  const number = /[^\s,]+/g;
  for (let i = 0; i < count; i++) {
    const word = number.exec(text)?.[0];
    const value = Number(word);
    if (word === undefined || (Number.isNaN(value) && word.toLowerCase() !== 'nan'))
      throw corrupt(bytes.name, `number ${i + 1} of ${count} is "${word ?? 'missing'}"`);
    if (wide && !Number.isSafeInteger(value)) throw unsupported(bytes.name, WIDE);
    out[i] = value;
  }
  return memoryBytes(bytes.name, bytes.path, encodeStored(out, stored));
}

/** Bytes written as pairs of hexadecimal digits, with white space anywhere. */
export async function unpackHex(bytes: ByteSource, from: number, needed: number): Promise<ByteSource> {
  if (bytes.size - from > MAX_WHOLE_FILE_BYTES)
    throw unsupported(bytes.name, 'hexadecimal data of this size are not supported; save it as raw.', 'too-large');
  if (needed * 2 > bytes.size - from) throw corrupt(bytes.name, `it has too few digits for the ${needed} bytes its header promises`);
  const text = await bytes.read(from, bytes.size - from);
  const out = new Uint8Array(needed);
  let digits = 0;
  for (const code of text) {
    if (digits === needed * 2) break;
    if (code === 32 || (code >= 9 && code <= 13)) continue;
    const letter = code | 32;
    const value = code >= 48 && code <= 57 ? code - 48 : letter >= 97 && letter <= 102 ? letter - 87 : -1;
    if (value < 0) throw corrupt(bytes.name, 'its hexadecimal data have another character in them');
    out[digits >> 1] = (out[digits >> 1] as number) * 16 + value;
    digits += 1;
  }
  if (digits < needed * 2) throw corrupt(bytes.name, `it has too few digits for the ${needed} bytes its header promises`);
  return memoryBytes(bytes.name, bytes.path, out);
}
