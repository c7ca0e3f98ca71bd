/** The samples of one array of a VTK XML file: as text or base64 in the XML, or appended raw or as base64. */
import type { ByteSource } from '../../../ports/index.js';
import { viewVoxels } from '../../../volume/index.js';
import type { VoxelArray } from '../../../volume/index.js';
import type { FormatHost } from '../../format.js';
import { byteText, corrupt, MAX_READ_BYTES, MAX_XML_BYTES, unsupported } from '../../limits.js';
import { memoryBytes } from '../../raw-source.js';
import { unpackText } from '../../side-data.js';
import { decodeStored, encodeStored, storedBytes } from '../../stored.js';
import type { StoredType } from '../../stored.js';
import { blockBytes, blockCount, blockTable, plainSamples } from './blocks.js';
import type { VtkCoding, VtkStream } from './blocks.js';
import type { VtkDocument, VtkXmlArray } from './document.js';

/** The text of an array in the XML. */
function inlineText({ xml }: VtkDocument, { textStart }: VtkXmlArray, name: string): string {
  const end = xml.indexOf('</DataArray', textStart);
  if (end < 0) throw corrupt(name, 'one of its arrays does not end');
  const body = xml.slice(textStart, end);
  // notes on the array may stand around its samples
  const before = body.lastIndexOf('</InformationKey>');
  const rest = before < 0 ? body : body.slice(before + '</InformationKey>'.length);
  const after = body.indexOf('<InformationKey');
  return rest.trim() !== '' || after < 0 ? rest.trim() : body.slice(0, after).trim();
}

/** `length` bytes of base64 text from `at` on. */
async function decodeBase64(bytes: ByteSource, at: number, length: number): Promise<Uint8Array> {
  const characters = Math.ceil(length / 3) * 4;
  if (!(at >= 0) || at + characters > bytes.size) throw corrupt(bytes.name, `its base64 text ends before ${length} bytes`);
  const text = new TextDecoder('latin1').decode(await bytes.read(at, characters));
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    throw corrupt(bytes.name, `its base64 text at byte ${at} is damaged`);
  }
  if (binary.length < length) throw corrupt(bytes.name, `its base64 text at byte ${at} ends early`);
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) out[i] = binary.charCodeAt(i);
  return out;
}

/** Base64 samples as binary ones in memory. */
async function fromBase64(host: FormatHost, bytes: ByteSource, at: number, coding: VtkCoding, needed: number): Promise<VtkStream> {
  const memory = (data: Uint8Array): ByteSource => memoryBytes(bytes.name, bytes.path, data);
  if (needed > MAX_XML_BYTES * 4)
    throw unsupported(bytes.name, `base64 samples of ${byteText(needed)} are not read; save it with appended raw data.`, 'too-large');
  if (coding.packing === 'none') {
    const data = await decodeBase64(bytes, at, coding.headerSize + needed);
    return plainSamples({ bytes: memory(data), offset: 0 }, coding, needed);
  }
  const count = blockCount(await decodeBase64(bytes, at, coding.headerSize), coding, bytes.name, bytes.size);
  const tableBytes = (3 + count) * coding.headerSize;
  const table = blockTable(await decodeBase64(bytes, at, tableBytes), coding, bytes.name, needed);
  const start = at + Math.ceil(tableBytes / 3) * 4;
  const packedBytes = table.packed.reduce((sum, n) => sum + n, 0);
  const packed = await decodeBase64(bytes, start, packedBytes);
  return { bytes: blockBytes(host, { bytes: memory(packed), offset: 0 }, table, coding.packing), offset: 0 };
}

async function fromRaw(host: FormatHost, bytes: ByteSource, at: number, coding: VtkCoding, needed: number): Promise<VtkStream> {
  if (coding.packing === 'none') return plainSamples({ bytes, offset: at }, coding, needed);
  const read = (length: number): Promise<Uint8Array> => {
    if (!(at >= 0) || at + length > bytes.size) throw corrupt(bytes.name, `its array at byte ${at} lies outside the file`);
    return bytes.read(at, length);
  };
  const count = blockCount(await read(coding.headerSize), coding, bytes.name, bytes.size);
  const table = blockTable(await read((3 + count) * coding.headerSize), coding, bytes.name, needed);
  return { bytes: blockBytes(host, { bytes, offset: at + table.tableBytes }, table, coding.packing), offset: 0 };
}

/** Numbers in text as little-endian samples; wide integers pass through float64, which holds those that can be shown. */
async function fromText(inline: ByteSource, stored: StoredType, count: number): Promise<VtkStream> {
  if (stored !== 'int64' && stored !== 'uint64') return { bytes: await unpackText(inline, 0, count, stored), offset: 0 };
  const wide = await unpackText(inline, 0, count, 'float64');
  const values = viewVoxels('float64', await wide.read(0, count * 8));
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? NaN;
    if (!Number.isSafeInteger(value) || (value < 0 && stored === 'uint64'))
      throw corrupt(inline.name, `number ${i + 1} of ${count} is no whole number of its type`);
  }
  return { bytes: memoryBytes(inline.name, inline.path, encodeStored(values, stored)), offset: 0 };
}

/** Samples of a known number of bytes, behind the interface of a file. */
export async function vtkStream(
  host: FormatHost,
  bytes: ByteSource,
  document: VtkDocument,
  array: VtkXmlArray,
  needed: number,
): Promise<VtkStream & { readonly bigEndian: boolean }> {
  const { appended, bigEndian } = document;
  const { name, path } = bytes;
  if (array.coding === 'appended') {
    if (appended === undefined) throw corrupt(name, 'its appended data are missing');
    const read = appended.base64 ? fromBase64 : fromRaw;
    return { ...(await read(host, bytes, appended.start + array.offset, document, needed)), bigEndian };
  }
  const text = inlineText(document, array, name);
  const clean = array.coding === 'binary' && /\s/.test(text) ? text.replaceAll(/\s+/g, '') : text;
  const inline = memoryBytes(name, path, new TextEncoder().encode(clean));
  if (array.coding === 'binary') return { ...(await fromBase64(host, inline, 0, document, needed)), bigEndian };
  const stored = array.stored ?? 'float32';
  return { ...(await fromText(inline, stored, needed / storedBytes(stored))), bigEndian: false };
}

/** The first `count` values of an array, as numbers. */
export async function vtkValues(
  host: FormatHost,
  bytes: ByteSource,
  document: VtkDocument,
  array: VtkXmlArray,
  count: number,
): Promise<VoxelArray> {
  const { stored, name, type } = array;
  if (stored === undefined)
    throw unsupported(bytes.name, `its array "${name}" has the type "${type}", which is not supported; save it as integers or floats.`);
  if (count === 0) return new Float64Array(0);
  const needed = count * storedBytes(stored);
  if (!Number.isSafeInteger(needed) || needed < 0) throw corrupt(bytes.name, `its array "${name}" has an impossible length`);
  if (needed > MAX_READ_BYTES)
    throw unsupported(bytes.name, `its array "${name}" of ${byteText(needed)} is beyond ${byteText(MAX_READ_BYTES)}.`, 'too-large');
  const { bytes: source, offset, bigEndian } = await vtkStream(host, bytes, document, array, needed);
  return decodeStored(await source.read(offset, needed), stored, bigEndian, bytes.name);
}
