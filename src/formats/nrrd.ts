/**
 * NRRD (.nrrd) and detached headers (.nhdr): a text header of "key: value" lines, then raw, gzipped or plain
 * text samples, in the same file or in one beside it. The fastest axis comes first in the header.
 */
import { METRES, parseLengthUnit } from '../base/index.js';
import type { ByteSource } from '../ports/index.js';
import type { Axis, AxisName, VolumeSource } from '../volume/index.js';
import type { FileSpacing } from './calibration.js';
import { ONE_DATASET } from './format.js';
import type { FormatHost, VolumeFormat } from './format.js';
import { checkedSize, corrupt, decodingOf, MAX_HEADER_BYTES, unsupported } from './limits.js';
import { fileNames, partsBeside } from './parts.js';
import { rawSource } from './raw-source.js';
import type { RawLayout } from './raw-source.js';
import { besideFile, isManyFiles, unpackHex, unpackText, unpackWhole } from './side-data.js';
import { kindOf, sourceInfo } from './source-info.js';
import type { FoundInfo } from './source-info.js';
import { storedBytes } from './stored.js';
import type { StoredType } from './stored.js';
import { NRRD_WRITER } from './writers/nrrd.js';

const TYPES: Readonly<Record<string, StoredType>> = {
  'signed char': 'int8', int8: 'int8', int8_t: 'int8',
  uchar: 'uint8', 'unsigned char': 'uint8', uint8: 'uint8', uint8_t: 'uint8',
  short: 'int16', 'short int': 'int16', 'signed short': 'int16', 'signed short int': 'int16', int16: 'int16', int16_t: 'int16',
  ushort: 'uint16', 'unsigned short': 'uint16', 'unsigned short int': 'uint16', uint16: 'uint16', uint16_t: 'uint16',
  int: 'int32', 'signed int': 'int32', int32: 'int32', int32_t: 'int32',
  uint: 'uint32', 'unsigned int': 'uint32', uint32: 'uint32', uint32_t: 'uint32',
  longlong: 'int64', 'long long': 'int64', 'long long int': 'int64', 'signed long long': 'int64', 'signed long long int': 'int64', int64: 'int64', int64_t: 'int64',
  ulonglong: 'uint64', 'unsigned long long': 'uint64', 'unsigned long long int': 'uint64', uint64: 'uint64', uint64_t: 'uint64',
  float: 'float32', double: 'float64',
}; // prettier-ignore

/** Kinds of axes that hold samples of one place rather than places. */
const SPATIAL_KINDS = ['domain', 'space', '???', 'none', ''];

interface NrrdHeader {
  readonly fields: ReadonlyMap<string, string>;
  /** names below "data file: LIST" */
  readonly files: readonly string[];
  /** offset of the data when they are in the same file */
  readonly end: number;
}

/** Reads "key: value" lines up to the blank line (or the end of a detached header). */
async function readHeader(bytes: ByteSource): Promise<NrrdHeader> {
  const head = await bytes.read(0, Math.min(MAX_HEADER_BYTES, bytes.size));
  // the end is found in bytes; lines are then read as UTF-8, or as Latin-1 where they are not (an old "µm")
  const text = new TextDecoder('latin1').decode(head);
  const fields = new Map<string, string>();
  let at = 0;
  for (;;) {
    const newline = text.indexOf('\n', at);
    if (newline < 0 && head.length < bytes.size) throw corrupt(bytes.name, 'its header has no end within 1 MiB');
    const line = lineText(head.subarray(at, newline < 0 ? undefined : newline)).replace(/\r$/, '');
    at = newline < 0 ? text.length : newline + 1;
    addField(fields, line);
    const isList = /^list\b/i.test(fields.get('data file') ?? fields.get('datafile') ?? '');
    if (isList)
      return {
        fields,
        files: text
          .slice(at)
          .split(/\r?\n/)
          .map((name) => name.trim())
          .filter((name) => name !== ''),
        end: at,
      };
    if (line === '' || newline < 0) return { fields, files: [], end: at };
  }
}

function lineText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

function addField(fields: Map<string, string>, line: string): void {
  const colon = line.indexOf(':');
  // "key:=value" pairs are the user's own and carry no layout
  if (line.startsWith('#') || colon < 1 || line[colon + 1] === '=') return;
  const key = line.slice(0, colon).toLowerCase();
  if (!fields.has(key)) fields.set(key, line.slice(colon + 1).trim());
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

/** Unit of every axis: `units` has one for each axis of the file, `space units` one for each of space. */
function unitsOf(fields: ReadonlyMap<string, string>, names: readonly AxisName[]): (string | undefined)[] {
  const clean = (word: string | undefined): string | undefined =>
    word === undefined || word === '""' || word === '???' ? undefined : word.replaceAll('"', '');
  const all = words(fields.get('units'));
  const space = words(fields.get('space units'));
  let next = 0;
  return names.map((axis, i) => clean('xyz'.includes(axis) ? (space[next++] ?? all[i]) : all[i]));
}

function spacingOf(fields: ReadonlyMap<string, string>, names: readonly AxisName[]): FileSpacing | undefined {
  const steps = stepLengths(fields, names.length);
  const units = unitsOf(fields, names);
  const shown = units[names.indexOf('x')];
  const length = shown === undefined ? undefined : parseLengthUnit(shown);
  const step = (axis: AxisName): number => {
    const unit = units[names.indexOf(axis)];
    if (unit === shown) return steps[names.indexOf(axis)] ?? NaN;
    const other = parseLengthUnit(unit ?? '');
    // units that cannot be compared leave the size unknown
    return length === undefined || other === undefined ? NaN : ((steps[names.indexOf(axis)] ?? NaN) * METRES[other]) / METRES[length];
  };
  const value = [names.includes('z') ? step('z') : step('x'), step('y'), step('x')] as const;
  return { value, unit: shown ?? null, source: fields.has('space directions') ? 'NRRD space directions' : 'NRRD spacings' };
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
  if (order === undefined && storedBytes(stored) > 1 && !['ascii', 'text', 'txt'].includes(encoding))
    throw corrupt(name, 'its header does not give the byte order');
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
    case 'hex':
      return { data: await unpackHex(bytes, from, layout.needed), offset: 0 };
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

function turned(layout: NrrdLayout, axes: readonly Axis[], file: readonly Axis[]): Omit<RawLayout, 'bytes' | 'offset'> {
  const bigEndian = layout.bigEndian && !['ascii', 'text', 'txt'].includes(layout.encoding);
  return { stored: layout.stored, bigEndian, order: axes.map((axis) => file.indexOf(axis)) };
}

async function open(host: FormatHost, path: string): Promise<VolumeSource> {
  const header = await host.files.open(path);
  const opened: ByteSource[] = [header];
  try {
    const { fields, files, end } = await readHeader(header);
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
    const info = sourceInfo(found);
    if (detached !== undefined && isManyFiles(detached)) {
      const parts = fileNames(header.name, detached, files);
      const each = { ...layout, needed: layout.needed / parts.length };
      if (!Number.isInteger(each.needed)) throw corrupt(header.name, `its ${parts.length} data files cannot hold equal parts`);
      const data = await partsBeside(host, path, parts, each.needed, (bytes) => dataOf(host, bytes, 0, each));
      const source = rawSource(info, { bytes: data, offset: 0, ...turned(layout, axes, file) });
      return { ...source, close: () => header.close() };
    }
    const bytes = detached === undefined ? header : await besideFile(host, path, detached);
    if (bytes !== header) opened.push(bytes);
    const { data, offset } = await dataOf(host, bytes, detached === undefined ? end : 0, layout);
    const source = rawSource(info, {
      bytes: data,
      offset,
      ...turned(layout, axes, file),
    });
    return { ...source, close: async () => void (await Promise.all(opened.map((one) => one.close()))) };
  } catch (error) {
    await Promise.all(opened.map((one) => one.close()));
    throw error;
  }
}

export const NRRD: VolumeFormat = {
  id: 'nrrd',
  title: 'NRRD',
  extensions: ['nrrd', 'nhdr'],
  kinds: ['volume', 'series', 'image'],
  text: {
    reads:
      'Raw samples in place (any size); gzip, hexadecimal and text up to 1 GiB decoded; a detached data file, a list or a numbered pattern of files in the same folder.',
    keeps: 'Voxel size from space directions or spacings, with its unit.',
    loses: 'Orientation and measurement frame are not kept. Refused by name: bzip2.',
    writes:
      'One file, raw and little-endian: all element types, voxel size with 12 digits and its unit on every axis; an unknown one is left out.',
  },
  sniff: (head) => (new TextDecoder('latin1').decode(head.subarray(0, 7)) === 'NRRD000' ? 1 : 0),
  list: () => Promise.resolve(ONE_DATASET),
  open,
  writers: [NRRD_WRITER],
};
