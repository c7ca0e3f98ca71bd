/** VTK image files (.vti): XML with the samples inline, as text or base64, or appended raw or as base64. */
import type { ByteSource } from '../ports/index.js';
import type { VolumeSource } from '../volume/index.js';
import type { FormatHost, FormatRecord } from './format.js';
import { byteText, corrupt, MAX_HEADER_BYTES, MAX_XML_BYTES, unsupported } from './limits.js';
import { memoryBytes, rawSource } from './raw-source.js';
import { unpackText } from './side-data.js';
import { storedBytes } from './stored.js';
import { blockBytes, blockCount, blockTable, plainSamples } from './vti-blocks.js';
import type { VtiStream } from './vti-blocks.js';
import { parseVti } from './vti-header.js';
import type { VtiArray, VtiHeader } from './vti-header.js';
import { chooseArray, planVtk, vtkDatasets } from './vtk-grid.js';

interface VtiFile {
  readonly header: VtiHeader;
  /** the XML; samples are part of it when they are inline */
  readonly xml: string;
  /** after the "_", when there are appended samples */
  readonly appended?: { readonly start: number; readonly base64: boolean };
}

async function readVti(bytes: ByteSource): Promise<VtiFile> {
  const { name, size } = bytes;
  const decode = async (length: number): Promise<string> => new TextDecoder('latin1').decode(await bytes.read(0, Math.min(length, size)));
  const head = await decode(MAX_HEADER_BYTES);
  const tag = /<AppendedData\s+encoding\s*=\s*"(raw|base64)"\s*>\s*_/.exec(head);
  if (tag !== null) {
    const xml = head.slice(0, tag.index);
    return { header: parseVti(xml, name), xml, appended: { start: tag.index + tag[0].length, base64: tag[1] === 'base64' } };
  }
  if (size > MAX_XML_BYTES)
    throw unsupported(
      name,
      `VTI files with inline samples are read up to ${byteText(MAX_XML_BYTES)}; save it with appended raw data.`,
      'too-large',
    );
  const xml = await decode(size);
  return { header: parseVti(xml, name), xml };
}

/** The text of the DataArray with this number. */
function inlineText({ xml }: VtiFile, index: number, name: string): string {
  let at = 0;
  for (let i = 0; i <= index; i++) {
    at = xml.indexOf('<DataArray', at + 1);
    if (at < 0) throw corrupt(name, 'one of its arrays is missing');
  }
  const start = xml.indexOf('>', at) + 1;
  const end = xml.indexOf('</DataArray', start);
  if (end < 0) throw corrupt(name, 'one of its arrays does not end');
  const body = xml.slice(start, end);
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
async function fromBase64(host: FormatHost, bytes: ByteSource, at: number, header: VtiHeader, needed: number): Promise<VtiStream> {
  const memory = (data: Uint8Array): ByteSource => memoryBytes(bytes.name, bytes.path, data);
  if (needed > MAX_XML_BYTES * 4)
    throw unsupported(bytes.name, `base64 samples of ${byteText(needed)} are not read; save it with appended raw data.`, 'too-large');
  if (!header.zlib) {
    const data = await decodeBase64(bytes, at, header.headerSize + needed);
    return plainSamples({ bytes: memory(data), offset: 0 }, header, needed);
  }
  const count = blockCount(await decodeBase64(bytes, at, header.headerSize), header, bytes.name, bytes.size);
  const tableBytes = (3 + count) * header.headerSize;
  const table = blockTable(await decodeBase64(bytes, at, tableBytes), header, bytes.name, needed);
  const start = at + Math.ceil(tableBytes / 3) * 4;
  const packed = await decodeBase64(
    bytes,
    start,
    table.packed.reduce((sum, n) => sum + n, 0),
  );
  return { bytes: blockBytes(host, { bytes: memory(packed), offset: 0 }, table), offset: 0 };
}

async function fromRaw(host: FormatHost, bytes: ByteSource, at: number, header: VtiHeader, needed: number): Promise<VtiStream> {
  if (!header.zlib) return plainSamples({ bytes, offset: at }, header, needed);
  const read = (length: number): Promise<Uint8Array> => {
    if (!(at >= 0) || at + length > bytes.size) throw corrupt(bytes.name, `its array at byte ${at} lies outside the file`);
    return bytes.read(at, length);
  };
  const count = blockCount(await read(header.headerSize), header, bytes.name, bytes.size);
  const table = blockTable(await read((3 + count) * header.headerSize), header, bytes.name, needed);
  return { bytes: blockBytes(host, { bytes, offset: at + table.tableBytes }, table), offset: 0 };
}

async function samples(host: FormatHost, bytes: ByteSource, file: VtiFile, array: VtiArray, needed: number): Promise<VtiStream> {
  const { header, appended } = file;
  const { name, path } = bytes;
  if (array.coding === 'appended') {
    if (appended === undefined) throw corrupt(name, 'its appended data are missing');
    const read = appended.base64 ? fromBase64 : fromRaw;
    return read(host, bytes, appended.start + array.offset, header, needed);
  }
  const inline = memoryBytes(name, path, new TextEncoder().encode(inlineText(file, array.index, name)));
  if (array.coding === 'binary') return fromBase64(host, inline, 0, header, needed);
  const stored = array.stored ?? 'float32';
  return { bytes: await unpackText(inline, 0, needed / storedBytes(stored), stored), offset: 0 };
}

async function open(host: FormatHost, path: string, dataset?: string): Promise<VolumeSource> {
  const bytes = await host.files.open(path);
  try {
    const file = await readVti(bytes);
    const { header, appended } = file;
    const array = chooseArray(header.arrays, dataset, bytes.name);
    const inPlace = array.coding === 'appended' && appended?.base64 === false;
    const cost = inPlace ? (header.zlib ? 'per-chunk' : 'contiguous') : 'whole-file';
    const { info, stored, needed } = planVtk({ format: 'vti', path, name: bytes.name, cost }, header.grid, array, header.arrays.length > 1);
    const stream = await samples(host, bytes, file, array, needed);
    const bigEndian = header.bigEndian && array.coding !== 'ascii';
    return { ...rawSource(info, { ...stream, stored, bigEndian }), close: () => bytes.close() };
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

export const VTI: FormatRecord = {
  id: 'vti',
  title: 'VTK image (XML)',
  extensions: ['vti'],
  reads: true,
  writes: false,
  kinds: ['volume', 'image'],
  notes:
    'Read: appended raw samples in place (any size) or in zlib blocks, appended base64 up to 256 MiB, inline text and base64 up to 64 MiB; ' +
    'every array on points or cells is a data set, vectors are channels. Spacing has no unit. Refused: LZ4 and LZMA, several pieces, ' +
    'other kinds of grids. Origin and direction are not kept.',
  sniff: (head) => (/<VTKFile\b[^>]*\btype\s*=\s*"ImageData"/.test(new TextDecoder('latin1').decode(head)) ? 1 : 0),
  async list(host, path) {
    const bytes = await host.files.open(path);
    try {
      return vtkDatasets((await readVti(bytes)).header.arrays);
    } finally {
      await bytes.close();
    }
  },
  open,
};
