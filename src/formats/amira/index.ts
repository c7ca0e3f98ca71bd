/**
 * AmiraMesh and Avizo lattices (.am): a text header, then data sections that begin with "@number". The box
 * spans the centres of the outermost voxels, so a step is its length divided by one voxel fewer.
 */
import { NotFoundError } from '../../base/index.js';
import type { ByteSource } from '../../ports/index.js';
import type { Axis, VolumeSource } from '../../volume/index.js';
import { fieldBytes, isAmira, parseAmira } from './header.js';
import type { AmiraField, AmiraHeader } from './header.js';
import { decodeAmiraRle } from './rle.js';
import type { FileSpacing } from '../calibration.js';
import type { DatasetInfo, FormatHost, VolumeFormat } from '../format.js';
import { checkedSize, corrupt, decodingOf, MAX_HEADER_BYTES, MAX_WHOLE_FILE_BYTES, unsupported } from '../limits.js';
import { memoryBytes, rawSource } from '../raw-source.js';
import { unpackText } from '../side-data.js';
import { kindOf, sourceInfo } from '../source-info.js';
import { storedBytes } from '../stored.js';

const NEWLINE = 10;
const RETURN = 13;
/** deflate cannot expand further than this */
const MAX_RATIO = 1100;

interface Opened {
  readonly header: AmiraHeader;
  /** where the first section's "@" stands */
  readonly end: number;
}

async function readHeader(bytes: ByteSource): Promise<Opened> {
  const text = new TextDecoder('latin1').decode(await bytes.read(0, Math.min(MAX_HEADER_BYTES, bytes.size)));
  const marker = /^# Data section follows/m.exec(text);
  const first = /^@\d+[ \t]*\r?$/m.exec(text.slice(marker?.index ?? 0));
  // without data there may still be a header that tells what is missing
  const end = first === null ? text.length : (marker?.index ?? 0) + first.index;
  const header = parseAmira(text.slice(0, marker?.index ?? end), bytes.name);
  checkedSize(bytes.name, [...header.sizes, 8, 64]);
  if (first === null) throw corrupt(bytes.name, 'the data that its header promises are missing');
  return { header, end };
}

/** The place of a data section: sections follow one another, each as long as its field says. */
async function sectionStart(bytes: ByteSource, { header, end }: Opened, wanted: number): Promise<number> {
  let at = end;
  for (let i = 0; i <= header.fields.length; i++) {
    const head = await bytes.read(at, Math.min(64, bytes.size - at));
    let skip = 0;
    while (head[skip] === NEWLINE || head[skip] === RETURN || head[skip] === 0x20) skip++;
    const line = /^@(\d{1,4})[ \t]*\r?\n/.exec(new TextDecoder('latin1').decode(head.subarray(skip)));
    if (line === null) break;
    const section = Number(line[1]);
    const start = at + skip + line[0].length;
    if (section === wanted) return start;
    const field = header.fields.find((one) => one.section === section);
    const length = field === undefined ? undefined : field.coding === '' ? fieldBytes(header, field) : field.packedBytes;
    if (length === undefined || start + length > bytes.size) break;
    at = start + length;
  }
  throw corrupt(bytes.name, `its data section @${wanted} is missing`);
}

/** The same in a text file, whose sections have no fixed length. */
async function textSectionStart(bytes: ByteSource, from: number, wanted: number): Promise<number> {
  if (bytes.size - from > MAX_WHOLE_FILE_BYTES / 4)
    throw unsupported(bytes.name, 'text data of this size are not supported; save it as binary.', 'too-large');
  const text = new TextDecoder('latin1').decode(await bytes.read(from, bytes.size - from));
  const line = new RegExp(`^@${wanted}[ \\t]*\\r?\\n`, 'm').exec(text);
  if (line === null) throw corrupt(bytes.name, `its data section @${wanted} is missing`);
  return from + line.index + line[0].length;
}

function spacingOf({ sizes, box, unit }: AmiraHeader): FileSpacing | undefined {
  if (box === undefined) return undefined;
  const step = (axis: number): number => ((box[2 * axis + 1] ?? NaN) - (box[2 * axis] ?? NaN)) / ((sizes[axis] ?? 1) - 1);
  const source = unit === null ? 'AmiraMesh BoundingBox (no unit in the file)' : 'AmiraMesh BoundingBox and Units';
  // one plane has no thickness: its own pixels stand for it
  return { value: [(sizes[2] ?? 1) > 1 ? step(2) : step(0), step(1), step(0)], unit, source };
}

async function decoded(host: FormatHost, bytes: ByteSource, start: number, field: AmiraField, needed: number): Promise<ByteSource> {
  const { name } = bytes;
  if (needed > MAX_WHOLE_FILE_BYTES)
    throw unsupported(name, 'compressed AmiraMesh data are read up to 1 GiB only; save it uncompressed.', 'too-large');
  if (start + field.packedBytes > bytes.size)
    throw corrupt(name, `its data section @${field.section} ends before its ${field.packedBytes} bytes`);
  const packed = await bytes.read(start, field.packedBytes);
  if (field.coding === 'HxByteRLE') return memoryBytes(name, bytes.path, decodeAmiraRle(packed, needed, name));
  if (needed > packed.length * MAX_RATIO)
    throw corrupt(name, `its ${packed.length} packed bytes cannot hold the ${needed} that its header promises`);
  const data = await decodingOf(name, host.codecs.inflate(packed, needed));
  if (data.length < needed) throw corrupt(name, `it decodes to ${data.length} of the ${needed} bytes that its header promises`);
  return memoryBytes(name, bytes.path, data);
}

async function openField(host: FormatHost, bytes: ByteSource, path: string, dataset: string | undefined): Promise<VolumeSource> {
  const { name } = bytes;
  const opened = await readHeader(bytes);
  const { header } = opened;
  const field = header.fields.find((one) => dataset === undefined || dataset === '' || idOf(one, header) === dataset);
  if (field === undefined)
    throw new NotFoundError(`${name} holds no field "${dataset ?? ''}"; choose one that is listed.`, { subject: path });
  const { stored, components, coding } = field;
  if (stored === undefined) throw unsupported(name, `AmiraMesh samples of type "${field.type}" are not supported; save them as numbers.`);
  if (!['', 'HxByteRLE', 'HxZip'].includes(coding) || (coding === 'HxByteRLE' && stored !== 'uint8'))
    throw unsupported(
      name,
      `AmiraMesh compression "${coding}" of ${stored} is not supported; save it uncompressed.`,
      'unsupported-compression',
    );
  const needed = checkedSize(name, [...header.sizes, components, storedBytes(stored)]);
  const names = ['x', 'y', 'z'] as const;
  const axes: Axis[] = header.sizes.map((size, i) => ({ name: names[i] ?? 'z', size })).toReversed();
  if (components > 1) axes.push({ name: 'c', size: components });
  const info = sourceInfo({
    format: 'amira',
    kind: kindOf(axes),
    path,
    name,
    axes,
    stored,
    cost: coding === '' && !header.text ? 'contiguous' : 'whole-file',
    spacing: spacingOf(header),
    dataset: idOf(field, header),
  });
  if (header.text) {
    const start = await textSectionStart(bytes, opened.end, field.section);
    const data = await unpackText(bytes, start, needed / storedBytes(stored), stored);
    return rawSource(info, { bytes: data, offset: 0, stored, bigEndian: false });
  }
  const offset = await sectionStart(bytes, opened, field.section);
  if (coding === '') return rawSource(info, { bytes, offset, stored, bigEndian: header.bigEndian });
  const data = await decoded(host, bytes, offset, field, needed);
  return rawSource(info, { bytes: data, offset: 0, stored, bigEndian: header.bigEndian });
}

async function open(host: FormatHost, path: string, dataset?: string): Promise<VolumeSource> {
  const bytes = await host.files.open(path);
  try {
    const source = await openField(host, bytes, path, dataset);
    return { ...source, close: () => bytes.close() };
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

/** One field needs no name; several are told apart by their sections. */
function idOf(field: AmiraField, { fields }: AmiraHeader): string {
  return fields.length === 1 ? '' : `@${field.section}`;
}

async function list(host: FormatHost, path: string): Promise<readonly DatasetInfo[]> {
  const bytes = await host.files.open(path);
  try {
    const { header } = await readHeader(bytes);
    return header.fields.map((field) => ({ id: idOf(field, header), title: field.name }));
  } finally {
    await bytes.close();
  }
}

export const AMIRA: VolumeFormat = {
  id: 'amira',
  title: 'AmiraMesh / Avizo lattice',
  extensions: ['am'],
  kinds: ['volume', 'image'],
  text: {
    reads: 'Raw samples in place (any size); HxByteRLE, HxZip and text up to 1 GiB decoded; either byte order.',
    keeps: 'Voxel size from the bounding box, with the unit where the file names one; vectors become channels.',
    loses: 'Names and colours of materials are lost. Refused: coordinates that are not uniform, surfaces and graphs, other compressions.',
  },
  sniff: (head) => (isAmira(new TextDecoder('latin1').decode(head.subarray(0, 16))) ? 1 : 0),
  list,
  open,
};
