/** Text files beside a headerless one that say how its samples lie. */
import { parseVoxelSize } from '../../base/index.js';
import type { FileSpacing } from '../calibration.js';
import type { FormatHost } from '../format.js';
import { corrupt, MAX_HEADER_BYTES, unsupported } from '../limits.js';
import { isStoredType } from '../stored.js';
import type { StoredType } from '../stored.js';
import { checkedLayout } from './layout.js';
import type { RawLayoutText } from './layout.js';

export interface Described {
  readonly layout: RawLayoutText;
  readonly spacing?: FileSpacing;
  /** for every shown axis its position among the file's axes; absent when they agree */
  readonly order?: readonly number[];
}

type Fields = ReadonlyMap<string, string>;

/** "key = value" lines; keys in lower case, "!" and "//" begin comments. */
function fieldsOf(text: string): Fields {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*([^=!/{][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
    if (match?.[1] !== undefined && !fields.has(match[1].toLowerCase())) fields.set(match[1].toLowerCase(), match[2] ?? '');
  }
  return fields;
}

function list(fields: Fields, key: string): number[] {
  return (fields.get(key) ?? '')
    .replace(/[{}]/g, '')
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map(Number);
}

/** PyHST's .vol.info: float32 unless it says otherwise, voxel size in micrometres. */
function fromVolInfo(name: string, fields: Fields): Described {
  const n = (axis: string): number => Number(fields.get(`num_${axis}`) ?? NaN);
  const type = (fields.get('datatype') ?? fields.get('data_type') ?? 'float').toLowerCase();
  const types: Readonly<Record<string, StoredType>> = {
    float: 'float32',
    floatvalue: 'float32',
    unsignedbyte: 'uint8',
    unsignedshort: 'uint16',
    double: 'float64',
  };
  const dtype = types[type] ?? (isStoredType(type) ? type : undefined);
  if (dtype === undefined) throw unsupported(name, `its data type "${type}" is not supported.`);
  const size = Number(fields.get('voxelsize') ?? NaN);
  const layout = { shape: [n('z'), n('y'), n('x')], dtype, bigEndian: /high/i.test(fields.get('byteorder') ?? ''), offset: 0 };
  return { layout, spacing: { value: [size, size, size], unit: 'um', source: `voxelSize of ${name}` } };
}

/** VGStudio's .vgi: size and type of the file, resolution in millimetres. */
function fromVgi(name: string, fields: Fields): Described {
  const [x = NaN, y = NaN, z = NaN] = list(fields, 'size');
  const bits = Number(fields.get('bitsperelement') ?? NaN);
  const kind = (fields.get('datatype') ?? 'unsigned integer').toLowerCase();
  const dtype = `${kind.includes('float') ? 'float' : kind.includes('unsigned') ? 'uint' : 'int'}${bits}`;
  if (!isStoredType(dtype))
    throw unsupported(name, `its samples (${kind} of ${fields.get('bitsperelement') ?? 'no'} bits) are not supported.`);
  const [dx = NaN, dy = dx, dz = dx] = list(fields, fields.has('resolution') ? 'resolution' : 'samplingdistance');
  const offset = Number(fields.get('skipheader') ?? 0);
  const unit = (fields.get('unit') ?? 'mm').toLowerCase();
  return {
    layout: { shape: [z, y, x], dtype, bigEndian: false, offset },
    spacing: { value: [dz, dy, dx], unit, source: `resolution of ${name}` },
  };
}

const ENVI_TYPES: Readonly<Record<string, StoredType>> = {
  1: 'uint8', 2: 'int16', 3: 'int32', 4: 'float32', 5: 'float64', 12: 'uint16', 13: 'uint32', 14: 'int64', 15: 'uint64',
}; // prettier-ignore

/** ENVI's .hdr: lines, samples and bands; bands of one slice each count as z. */
function fromEnvi(name: string, fields: Fields): Described {
  const n = (key: string): number => Number(fields.get(key) ?? NaN);
  const dtype = ENVI_TYPES[fields.get('data type') ?? ''];
  if (dtype === undefined) throw unsupported(name, `its ENVI data type ${fields.get('data type') ?? 'none'} is not supported.`);
  const bands = Number(fields.get('bands') ?? 1);
  const common = { dtype, bigEndian: fields.get('byte order') === '1', offset: Number(fields.get('header offset') ?? 0) };
  const [y, x] = [n('lines'), n('samples')];
  if (bands === 1) return { layout: { ...common, shape: [y, x] } };
  // the shown order is bands, lines, samples; bil has lines first, bip has bands last
  const orders: Readonly<Record<string, readonly number[]>> = { bsq: [0, 1, 2], bil: [1, 0, 2], bip: [2, 0, 1] };
  const order = orders[(fields.get('interleave') ?? 'bsq').toLowerCase()];
  if (order === undefined) throw unsupported(name, `its interleave "${fields.get('interleave') ?? ''}" is not supported.`);
  return { layout: { ...common, shape: [bands, y, x] }, order };
}

function voxelOf(text: string, name: string): FileSpacing {
  return { ...parseVoxelSize(text), source: `voxel of ${name}` };
}

/** Our own NAME.json, where it has a part "raw". */
function fromJson(name: string, text: string): Described | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const part = (key: string): unknown =>
    typeof parsed === 'object' && parsed !== null && Object.hasOwn(parsed, key) ? (parsed as Record<string, unknown>)[key] : undefined;
  const raw = part('raw');
  if (raw === undefined) return undefined;
  if (typeof raw !== 'object' || raw === null) throw corrupt(name, 'its part "raw" is not an object');
  const field = (key: string): unknown => (Object.hasOwn(raw, key) ? (raw as Record<string, unknown>)[key] : undefined);
  const [shape, dtype, axes, endian, offset] = [field('shape'), field('dtype'), field('axes'), field('endian'), field('offset')];
  if (!Array.isArray(shape) || typeof dtype !== 'string' || !isStoredType(dtype))
    throw corrupt(name, 'its part "raw" needs "shape" as a list of lengths and "dtype" like "uint16"');
  if (endian !== undefined && endian !== 'little' && endian !== 'big')
    throw corrupt(name, 'its part "raw" needs "endian" as little or big');
  const layout = { shape: shape.map(Number), dtype, bigEndian: endian === 'big', offset: Number(offset ?? 0) };
  const voxel = part('voxel');
  const spacing = typeof voxel === 'string' ? { spacing: voxelOf(voxel, name) } : {};
  return { layout: typeof axes === 'string' ? { ...layout, axes } : layout, ...spacing };
}

async function textOf(host: FormatHost, path: string): Promise<string | undefined> {
  if (!(await host.files.exists(path)) || (await host.files.stat(path)).kind !== 'file') return undefined;
  return new TextDecoder('latin1').decode(await host.files.readBytes(path, MAX_HEADER_BYTES));
}

/** What lies beside a file, or undefined. */
export async function describedBeside(host: FormatHost, path: string): Promise<Described | undefined> {
  const { files } = host;
  const folder = files.dirname(path);
  const name = files.basename(path);
  const stem = name.replace(/\.[^.]+$/, '');
  for (const base of new Set([name, stem]))
    for (const ending of ['.json', '.info', '.vol.info', '.vgi', '.hdr', '.HDR']) {
      const beside = base + ending;
      if (beside === name) continue;
      const text = await textOf(host, files.join(folder, beside));
      if (text === undefined) continue;
      const found = parse(beside, ending, text);
      if (found !== undefined) return { ...found, layout: checkedLayout(found.layout, beside) };
    }
  return undefined;
}

function parse(name: string, ending: string, text: string): Described | undefined {
  if (ending === '.json') return fromJson(name, text);
  const fields = fieldsOf(text);
  if (fields.has('num_x')) return fromVolInfo(name, fields);
  if (ending === '.vgi' && fields.has('size')) return fromVgi(name, fields);
  return fields.has('samples') && fields.has('lines') ? fromEnvi(name, fields) : undefined;
}
