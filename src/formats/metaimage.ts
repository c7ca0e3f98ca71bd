/** MetaImage (.mha, and .mhd with its data beside it): "Key = value" lines ending with ElementDataFile. */
import type { ByteSource } from '../ports/index.js';
import type { Axis, AxisName, VolumeSource } from '../volume/index.js';
import type { FileSpacing } from './calibration.js';
import { ONE_DATASET } from './format.js';
import type { FormatHost, VolumeFormat } from './format.js';
import { checkedSize, corrupt, decodingOf, MAX_HEADER_BYTES, unsupported } from './limits.js';
import { fileNames, partsBeside } from './parts.js';
import { rawSource } from './raw-source.js';
import { besideFile, isManyFiles, unpackText, unpackWhole } from './side-data.js';
import { kindOf, sourceInfo } from './source-info.js';
import type { FoundInfo } from './source-info.js';
import { storedBytes } from './stored.js';
import type { StoredType } from './stored.js';

const TYPES: Readonly<Record<string, StoredType>> = {
  MET_CHAR: 'int8',
  MET_UCHAR: 'uint8',
  MET_SHORT: 'int16',
  MET_USHORT: 'uint16',
  MET_INT: 'int32',
  MET_UINT: 'uint32',
  MET_LONG: 'int32',
  MET_ULONG: 'uint32',
  MET_LONG_LONG: 'int64',
  MET_ULONG_LONG: 'uint64',
  MET_FLOAT: 'float32',
  MET_DOUBLE: 'float64',
};

type Fields = ReadonlyMap<string, string>;

async function readHeader(bytes: ByteSource): Promise<{ fields: Fields; files: readonly string[]; end: number }> {
  const text = new TextDecoder('latin1').decode(await bytes.read(0, Math.min(MAX_HEADER_BYTES, bytes.size)));
  const fields = new Map<string, string>();
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf('\n', at);
    const line = text.slice(at, newline < 0 ? undefined : newline);
    at = newline < 0 ? text.length : newline + 1;
    const equals = line.indexOf('=');
    if (equals < 1) continue;
    const key = line.slice(0, equals).trim();
    fields.set(key, line.slice(equals + 1).trim());
    // the data may be listed by name below, one file for each slice
    if (key === 'ElementDataFile') {
      const isList = /^list\b/i.test(fields.get(key) ?? '');
      const files = isList
        ? text
            .slice(at)
            .split(/\r?\n/)
            .map((name) => name.trim())
            .filter((name) => name !== '')
        : [];
      return { fields, files, end: at };
    }
  }
  throw corrupt(bytes.name, 'its MetaImage header has no ElementDataFile line');
}

function numbers(fields: Fields, key: string): number[] | undefined {
  const text = fields.get(key);
  return text === undefined || text === '' ? undefined : text.split(/\s+/).map(Number);
}

function isTrue(fields: Fields, key: string): boolean {
  return fields.get(key)?.toLowerCase() === 'true';
}

/** Spacing of voxels, else their size; in millimetres unless the header names a unit, which is not part of the format. */
function spacingOf(fields: Fields): FileSpacing {
  const key = ['ElementSpacing', 'ElementSize'].find((name) => numbers(fields, name) !== undefined) ?? 'ElementSpacing';
  const [x = NaN, y = NaN, z = x] = numbers(fields, key) ?? [];
  const named = ['DistanceUnits', 'ElementSpacingUnit', 'Units']
    .map((name) => fields.get(name))
    .find((unit) => unit !== undefined && unit !== '' && unit !== '?');
  const source = named === undefined ? `MetaImage ${key} (millimetres by convention)` : `MetaImage ${key}`;
  return { value: [z, y, x], unit: named ?? 'mm', source };
}

interface MetaLayout {
  readonly stored: StoredType;
  readonly sizes: readonly number[];
  readonly channels: number;
  readonly needed: number;
}

function layoutOf(fields: Fields, name: string): MetaLayout {
  const type = fields.get('ElementType') ?? '';
  // an array of channels is as good as so many channels
  const stored = TYPES[type.replace(/_ARRAY$/, '')];
  if (stored === undefined) throw unsupported(name, `MetaImage element type "${type}" is not supported; save it as integers or floats.`);
  const sizes = numbers(fields, 'DimSize') ?? [];
  if (sizes.length !== Number(fields.get('NDims')) || sizes.length < 2 || sizes.length > 4)
    throw corrupt(
      name,
      `its header gives the size "${fields.get('DimSize') ?? ''}" for ${fields.get('NDims') ?? 'no'} dimensions; 2 to 4 are read`,
    );
  const channels = Number(fields.get('ElementNumberOfChannels') ?? 1);
  return { stored, sizes, channels, needed: checkedSize(name, [...sizes, channels, storedBytes(stored)]) };
}

async function dataOf(
  host: FormatHost,
  bytes: ByteSource,
  start: number,
  fields: Fields,
  layout: MetaLayout,
): Promise<{ data: ByteSource; offset: number }> {
  if (isTrue(fields, 'CompressedData'))
    return {
      data: await unpackWhole(bytes, start, layout.needed, (packed, most) => decodingOf(bytes.name, host.codecs.inflate(packed, most))),
      offset: 0,
    };
  if (fields.get('BinaryData')?.toLowerCase() === 'false')
    return { data: await unpackText(bytes, start, layout.needed / storedBytes(layout.stored), layout.stored), offset: 0 };
  const skip = Number(fields.get('HeaderSize') ?? 0);
  return { data: bytes, offset: skip < 0 ? bytes.size - layout.needed : start + skip };
}

async function open(host: FormatHost, path: string): Promise<VolumeSource> {
  const header = await host.files.open(path);
  const opened: ByteSource[] = [header];
  try {
    const { fields, files, end } = await readHeader(header);
    const layout = layoutOf(fields, header.name);
    const names: readonly AxisName[] = ['x', 'y', 'z', 't'];
    const axes: Axis[] = layout.sizes.map((size, i) => ({ name: names[i] ?? 'x', size })).toReversed();
    if (layout.channels > 1) axes.push({ name: 'c', size: layout.channels });
    const packed = isTrue(fields, 'CompressedData') || fields.get('BinaryData')?.toLowerCase() === 'false';
    const found: FoundInfo = {
      format: 'metaimage',
      kind: kindOf(axes),
      path,
      name: header.name,
      axes,
      stored: layout.stored,
      cost: packed ? 'whole-file' : 'contiguous',
      spacing: spacingOf(fields),
    };
    const file = fields.get('ElementDataFile') ?? '';
    const info = sourceInfo(found);
    const bigEndian =
      (isTrue(fields, 'BinaryDataByteOrderMSB') || isTrue(fields, 'ElementByteOrderMSB')) &&
      fields.get('BinaryData')?.toLowerCase() !== 'false';
    if (isManyFiles(file)) {
      const names = fileNames(header.name, file, files);
      const each = { ...layout, needed: layout.needed / names.length };
      if (!Number.isInteger(each.needed)) throw corrupt(header.name, `its ${names.length} data files cannot hold equal parts`);
      const data = await partsBeside(host, path, names, each.needed, (bytes) => dataOf(host, bytes, 0, fields, each));
      const source = rawSource(info, { bytes: data, offset: 0, stored: layout.stored, bigEndian });
      return { ...source, close: () => header.close() };
    }
    const bytes = /^local$/i.test(file) ? header : await besideFile(host, path, file);
    if (bytes !== header) opened.push(bytes);
    const { data, offset } = await dataOf(host, bytes, bytes === header ? end : 0, fields, layout);
    const source = rawSource(info, {
      bytes: data,
      offset,
      stored: layout.stored,
      bigEndian,
    });
    return { ...source, close: async () => void (await Promise.all(opened.map((one) => one.close()))) };
  } catch (error) {
    await Promise.all(opened.map((one) => one.close()));
    throw error;
  }
}

/** "ObjectType = Image" or another key of the format in the first line of a text. */
function sniff(head: Uint8Array): number {
  const text = new TextDecoder('latin1').decode(head);
  if (/^(ObjectType|NDims|Comment|CompressedData)\s*=/.test(text)) return /\b(NDims|ElementType|DimSize)\s*=/.test(text) ? 1 : 0.3;
  return 0;
}

export const METAIMAGE: VolumeFormat = {
  id: 'metaimage',
  title: 'MetaImage',
  extensions: ['mha', 'mhd'],
  kinds: ['volume', 'series', 'image'],
  text: {
    reads:
      'Raw samples in place (any size); zlib-compressed data and text up to 1 GiB decoded; detached data, a list or a numbered pattern of slice files in the same folder.',
    keeps:
      'Voxel size from ElementSpacing, else ElementSize; it counts as millimetres, as is the habit, unless DistanceUnits names another unit.',
    loses: 'The orientation matrix is not kept.',
  },
  sniff,
  list: () => Promise.resolve(ONE_DATASET),
  open,
};
