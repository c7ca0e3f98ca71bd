/** MetaImage (.mha, and .mhd with its data beside it): "Key = value" lines ending with ElementDataFile. */
import type { ByteSource } from '../ports/index.js';
import type { Axis, AxisName, VolumeSource } from '../volume/index.js';
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

async function readHeader(bytes: ByteSource): Promise<{ fields: Fields; end: number }> {
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
    if (key === 'ElementDataFile') return { fields, end: at };
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

interface MetaLayout {
  readonly stored: StoredType;
  readonly sizes: readonly number[];
  readonly channels: number;
  readonly needed: number;
}

function layoutOf(fields: Fields, name: string): MetaLayout {
  const type = fields.get('ElementType') ?? '';
  const stored = TYPES[type];
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
    const { fields, end } = await readHeader(header);
    const layout = layoutOf(fields, header.name);
    const names: readonly AxisName[] = ['x', 'y', 'z', 't'];
    const axes: Axis[] = layout.sizes.map((size, i) => ({ name: names[i] ?? 'x', size })).toReversed();
    if (layout.channels > 1) axes.push({ name: 'c', size: layout.channels });
    const [x = NaN, y = NaN, z = x] = numbers(fields, 'ElementSpacing') ?? numbers(fields, 'ElementSize') ?? [];
    const packed = isTrue(fields, 'CompressedData') || fields.get('BinaryData')?.toLowerCase() === 'false';
    const found: FoundInfo = {
      format: 'metaimage',
      kind: kindOf(axes),
      path,
      name: header.name,
      axes,
      stored: layout.stored,
      cost: packed ? 'whole-file' : 'contiguous',
      spacing: { value: [z, y, x], unit: 'mm', source: 'MetaImage ElementSpacing (millimetres by convention)' },
    };
    const file = fields.get('ElementDataFile') ?? '';
    if (isManyFiles(file)) {
      await header.close();
      return await openLongTail(host, found, 'MetaImage data spread over several files');
    }
    const info = sourceInfo(found);
    const bytes = file.toUpperCase() === 'LOCAL' ? header : await besideFile(host, path, file);
    if (bytes !== header) opened.push(bytes);
    const { data, offset } = await dataOf(host, bytes, bytes === header ? end : 0, fields, layout);
    const bigEndian = isTrue(fields, 'BinaryDataByteOrderMSB') || isTrue(fields, 'ElementByteOrderMSB');
    const source = rawSource(info, {
      bytes: data,
      offset,
      stored: layout.stored,
      bigEndian: bigEndian && fields.get('BinaryData')?.toLowerCase() !== 'false',
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

export const METAIMAGE: FormatRecord = {
  id: 'metaimage',
  title: 'MetaImage',
  extensions: ['mha', 'mhd'],
  reads: true,
  writes: false,
  kinds: ['volume', 'series', 'image'],
  notes:
    'Read: raw in place (any size), zlib-compressed and text up to 1 GiB decoded, detached data in the same folder; spacing counts as ' +
    'millimetres, as is the habit. The orientation matrix is not applied. Lists of slice files go through the long-tail decoder.',
  sniff,
  list: () => Promise.resolve(ONE_DATASET),
  open,
};
