/**
 * NRRD (.nrrd) and detached headers (.nhdr): a text header of "key: value" lines, then raw, gzipped or plain
 * text samples, in the same file or in one beside it. The fastest axis comes first in the header.
 */
import type { ByteSource } from '../ports/index.js';
import type { Axis, AxisName, VolumeSource } from '../volume/index.js';
import type { FileSpacing } from './calibration.js';
import { ONE_DATASET } from './format.js';
import type { FormatHost, FormatRecord } from './format.js';
import { checkedSize, corrupt, decodingOf, MAX_HEADER_BYTES, unsupported } from './limits.js';
import { openLongTail } from './long-tail.js';
import { rawSource } from './raw-source.js';
import { besideFile, isManyFiles, unpackText, unpackWhole } from './side-data.js';
import { kindOf, sourceInfo } from './source-info.js';
import type { FoundInfo } from './source-info.js';
import { storedBytes } from './stored.js';
import type { StoredType } from './stored.js';

const TYPES: Readonly<Record<string, StoredType>> = {
  'signed char': 'int8', int8: 'int8', int8_t: 'int8',
  uchar: 'uint8', 'unsigned char': 'uint8', uint8: 'uint8', uint8_t: 'uint8',
  short: 'int16', 'short int': 'int16', 'signed short': 'int16', 'signed short int': 'int16', int16: 'int16', int16_t: 'int16',
  ushort: 'uint16', 'unsigned short': 'uint16', 'unsigned short int': 'uint16', uint16: 'uint16', uint16_t: 'uint16',
  int: 'int32', 'signed int': 'int32', int32: 'int32', int32_t: 'int32',
  uint: 'uint32', 'unsigned int': 'uint32', uint32: 'uint32', uint32_t: 'uint32',
  longlong: 'int64', 'long long': 'int64', 'long long int': 'int64', int64: 'int64', int64_t: 'int64',
  ulonglong: 'uint64', 'unsigned long long': 'uint64', uint64: 'uint64', uint64_t: 'uint64',
  float: 'float32', double: 'float64',
}; // prettier-ignore

/** Kinds of axes that hold samples of one place rather than places. */
const SPATIAL_KINDS = ['domain', 'space', '???', 'none', ''];

interface NrrdHeader {
  readonly fields: ReadonlyMap<string, string>;
  /** offset of the data when they are in the same file */
  readonly end: number;
}

/** Reads "key: value" lines up to the blank line (or the end of a detached header). */
async function readHeader(bytes: ByteSource): Promise<NrrdHeader> {
  const head = await bytes.read(0, Math.min(MAX_HEADER_BYTES, bytes.size));
  const text = new TextDecoder('latin1').decode(head);
  const fields = new Map<string, string>();
  let at = 0;
  for (;;) {
    const newline = text.indexOf('\n', at);
    if (newline < 0 && head.length < bytes.size) throw corrupt(bytes.name, 'its header has no end within 1 MiB');
    const line = text.slice(at, newline < 0 ? undefined : newline).replace(/\r$/, '');
    at = newline < 0 ? text.length : newline + 1;
    if (line === '' || newline < 0) {
      addField(fields, line);
      return { fields, end: at };
    }
    addField(fields, line);
  }
}

function addField(fields: Map<string, string>, line: string): void {
  const colon = line.indexOf(': ');
  // "key:=value" pairs are the user's own and carry no layout
  if (line.startsWith('#') || colon < 1 || line[colon + 1] === '=') return;
  const key = line.slice(0, colon).toLowerCase();
  if (!fields.has(key)) fields.set(key, line.slice(colon + 2).trim());
}

/** Space-separated words of a field; a parenthesised vector counts as one word. */
function words(text: string | undefined): string[] {
  return text?.match(/\([^)]*\)|"[^"]*"|\S+/g) ?? [];
}

/** Length of one step along every axis, fastest first: |space direction| or spacing; NaN where there is none. */
function stepLengths(fields: ReadonlyMap<string, string>, count: number): number[] {
  const directions = words(fields.get('space directions'));
  const spacings = words(fields.get('spacings'));
  return Array.from({ length: count }, (_, i) => {
    const vector = directions[i];
    if (vector?.startsWith('(')) return Math.hypot(...vector.slice(1, -1).split(',').map(Number));
    return directions.length > 0 ? NaN : Math.abs(Number(spacings[i] ?? NaN));
  });
}

/** Names of the axes, fastest first: one may hold samples (first), and a slowest one times or components. */
function axisNames(fields: ReadonlyMap<string, string>, sizes: readonly number[], name: string): AxisName[] {
  const kinds = words(fields.get('kinds')).map((kind) => kind.toLowerCase());
  const directions = words(fields.get('space directions'));
  const spatial = sizes.map((_, i) => SPATIAL_KINDS.includes(kinds[i] ?? '') && directions[i] !== 'none');
  const space: AxisName[] = ['x', 'y', 'z'];
  let next = 0;
  const names = sizes.map((_, i): AxisName | undefined => {
    if (spatial[i]) return space[next++] ?? (sizes.length === 4 && i === 3 ? 't' : undefined);
    return i === 0
      ? 'c'
      : kinds[i] === 'time' || i === sizes.length - 1
        ? kinds[i] === 'time' || directions[i] === 'none'
          ? 't'
          : 'c'
        : undefined;
  });
  if (next < 2 || names.includes(undefined) || new Set(names).size !== names.length)
    throw unsupported(
      name,
      `its axes (${kinds.join(' ') || sizes.join(' x ')}) are not 2 or 3 axes of space with at most one of time or samples.`,
    );
  return names.filter((axis): axis is AxisName => axis !== undefined);
}

function spacingOf(fields: ReadonlyMap<string, string>, names: readonly AxisName[]): FileSpacing | undefined {
  const steps = stepLengths(fields, names.length);
  const step = (axis: AxisName): number => steps[names.indexOf(axis)] ?? NaN;
  const units = words(fields.get('space units')).concat(words(fields.get('units')));
  const unit = units[0]?.replaceAll('"', '') ?? '';
  const value = [names.includes('z') ? step('z') : step('x'), step('y'), step('x')] as const;
  if (units.slice(0, Math.min(3, names.length)).some((other) => other.replaceAll('"', '') !== unit && other !== '""')) return undefined;
  return { value, unit: unit === '' ? null : unit, source: fields.has('space directions') ? 'NRRD space directions' : 'NRRD spacings' };
}

interface NrrdLayout {
  readonly stored: StoredType;
  readonly bigEndian: boolean;
  readonly sizes: readonly number[];
  readonly encoding: string;
  readonly needed: number;
  readonly lineSkip: number;
  readonly byteSkip: number;
}

function layoutOf(fields: ReadonlyMap<string, string>, name: string): NrrdLayout {
  const type = fields.get('type')?.toLowerCase() ?? '';
  const stored = TYPES[type];
  if (stored === undefined) throw unsupported(name, `NRRD type "${type}" is not supported; save it as integers or floats.`);
  const sizes = words(fields.get('sizes')).map(Number);
  const dimension = Number(fields.get('dimension'));
  if (sizes.length !== dimension || dimension < 1)
    throw corrupt(name, `its header gives ${sizes.length} sizes for ${fields.get('dimension') ?? 'no'} dimensions`);
  const encoding = fields.get('encoding')?.toLowerCase() ?? 'raw';
  const order = fields.get('endian')?.toLowerCase();
  if (order === undefined && storedBytes(stored) > 1 && encoding === 'raw') throw corrupt(name, 'its header does not give the byte order');
  return {
    stored,
    bigEndian: order === 'big',
    sizes,
    encoding,
    needed: checkedSize(name, [...sizes, storedBytes(stored)]),
    lineSkip: Number(fields.get('line skip') ?? fields.get('lineskip') ?? 0),
    byteSkip: Number(fields.get('byte skip') ?? fields.get('byteskip') ?? 0),
  };
}

/** The samples as random-access bytes: read in place when raw, decoded once within bounds otherwise. */
async function dataOf(
  host: FormatHost,
  bytes: ByteSource,
  start: number,
  layout: NrrdLayout,
): Promise<{ data: ByteSource; offset: number }> {
  const name = bytes.name;
  const from = await skipLines(bytes, start, layout.lineSkip);
  switch (layout.encoding) {
    case 'raw':
      return { data: bytes, offset: layout.byteSkip < 0 ? bytes.size - layout.needed : from + layout.byteSkip };
    case 'gzip':
    case 'gz':
      return {
        data: await unpackWhole(bytes, from, layout.needed + Math.max(0, layout.byteSkip), (packed, most) =>
          decodingOf(bytes.name, host.codecs.gunzip(packed, most)),
        ),
        offset: Math.max(0, layout.byteSkip),
      };
    case 'ascii':
    case 'text':
    case 'txt':
      return { data: await unpackText(bytes, from, layout.needed / storedBytes(layout.stored), layout.stored), offset: 0 };
    default:
      throw unsupported(name, `NRRD encoding "${layout.encoding}" is not supported; save it as raw or gzip.`, 'unsupported-compression');
  }
}

async function skipLines(bytes: ByteSource, start: number, lines: number): Promise<number> {
  if (!(lines > 0)) return start;
  const head = await bytes.read(start, Math.min(MAX_HEADER_BYTES, bytes.size - start));
  let at = 0;
  for (let i = 0; i < lines; i++) {
    at = head.indexOf(10, at) + 1;
    if (at === 0) throw corrupt(bytes.name, `its header skips ${lines} lines that are not there`);
  }
  return start + at;
}

async function open(host: FormatHost, path: string): Promise<VolumeSource> {
  const header = await host.files.open(path);
  const opened: ByteSource[] = [header];
  try {
    const { fields, end } = await readHeader(header);
    const layout = layoutOf(fields, header.name);
    const names = axisNames(fields, layout.sizes, header.name);
    const file: Axis[] = names.map((axis, i) => ({ name: axis, size: layout.sizes[i] ?? 1 })).toReversed();
    const samplesLast = names[0] === 'c';
    const rank = (axis: Axis): number => (axis.name === 'c' && samplesLast ? 9 : 'tczyx'.indexOf(axis.name));
    const axes = file.toSorted((a, b) => rank(a) - rank(b));
    const found: FoundInfo = {
      format: 'nrrd',
      kind: kindOf(axes),
      path,
      name: header.name,
      axes,
      stored: layout.stored,
      cost: layout.encoding === 'raw' ? 'contiguous' : 'whole-file',
      spacing: spacingOf(fields, names),
    };
    const detached = fields.get('data file') ?? fields.get('datafile');
    if (detached !== undefined && isManyFiles(detached)) {
      await header.close();
      return await openLongTail(host, found, 'NRRD data spread over several files');
    }
    const info = sourceInfo(found);
    const bytes = detached === undefined ? header : await besideFile(host, path, detached);
    if (bytes !== header) opened.push(bytes);
    const { data, offset } = await dataOf(host, bytes, detached === undefined ? end : 0, layout);
    const source = rawSource(info, {
      bytes: data,
      offset,
      stored: layout.stored,
      bigEndian: layout.bigEndian && layout.encoding !== 'ascii',
      order: axes.map((axis) => file.indexOf(axis)),
    });
    return { ...source, close: async () => void (await Promise.all(opened.map((one) => one.close()))) };
  } catch (error) {
    await Promise.all(opened.map((one) => one.close()));
    throw error;
  }
}

export const NRRD: FormatRecord = {
  id: 'nrrd',
  title: 'NRRD',
  extensions: ['nrrd', 'nhdr'],
  reads: true,
  writes: false,
  kinds: ['volume', 'series', 'image'],
  notes:
    'Read: raw in place (any size), gzip and text up to 1 GiB decoded, detached data file in the same folder, voxel size from space ' +
    'directions or spacings. Lists of data files go through the long-tail decoder. Refused: bzip2 and hex.',
  sniff: (head) => (new TextDecoder('latin1').decode(head.subarray(0, 7)) === 'NRRD000' ? 1 : 0),
  list: () => Promise.resolve(ONE_DATASET),
  open,
};
