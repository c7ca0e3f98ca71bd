/** The header of a classic netCDF file (CDF-1, CDF-2 with 64-bit offsets, CDF-5 with 64-bit sizes): dimensions, attributes, variables. */
import type { ByteSource } from '../../ports/index.js';
import { corrupt, MIB, unsupported } from '../limits.js';
import type { StoredType } from '../stored.js';

export type NetcdfType = StoredType | 'char';
export type NetcdfAttribute = string | readonly number[];

export interface NetcdfVariable {
  readonly name: string;
  readonly type: NetcdfType;
  /** with the number of records first for record variables */
  readonly shape: readonly number[];
  readonly record: boolean;
  readonly attributes: ReadonlyMap<string, NetcdfAttribute>;
  readonly begin: number;
  /** of the variable, or of one of its records, without padding */
  readonly bytes: number;
}

export interface NetcdfHeader {
  readonly version: 1 | 2 | 5;
  readonly dimensions: ReadonlyMap<string, number>;
  readonly attributes: ReadonlyMap<string, NetcdfAttribute>;
  readonly variables: ReadonlyMap<string, NetcdfVariable>;
  /** whole ones that the file has bytes for */
  readonly records: number;
  readonly promisedRecords: number;
  /** from one record to the next */
  readonly recordBytes: number;
}

const TYPES: readonly (readonly [NetcdfType, number] | undefined)[] = [
  undefined,
  ['int8', 1],
  ['char', 1],
  ['int16', 2],
  ['int32', 4],
  ['float32', 4],
  ['float64', 8],
  ['uint8', 1],
  ['uint16', 2],
  ['uint32', 4],
  ['int64', 8],
  ['uint64', 8],
];
const [DIMENSIONS, VARIABLES, ATTRIBUTES] = [10, 11, 12];
/** read in growing parts: most headers are small */
const HEADER_STEPS = [64 * 1024, MIB, 16 * MIB];
const MAX_ENTRIES = 65_536;
const MAX_AXES = 64;

/** The part of the file that was read ends within the header. */
class HeaderEnds extends Error {}

class Cursor {
  readonly #view: DataView;
  readonly #file: string;
  readonly #wide: boolean;
  at = 4;

  constructor(bytes: Uint8Array, file: string, wide: boolean) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#file = file;
    this.#wide = wide;
  }

  skip(length: number): number {
    const from = this.at;
    if (length > this.#view.byteLength - from) throw new HeaderEnds();
    this.at += length;
    return from;
  }

  uint32(): number {
    return this.#view.getUint32(this.skip(4));
  }

  uint64(): number {
    return Number(this.#view.getBigUint64(this.skip(8)));
  }

  /** A length or a count: twice as wide in CDF-5. */
  size(): number {
    return this.#wide ? this.uint64() : this.uint32();
  }

  count(what: string, most: number): number {
    const count = this.size();
    if (count > most) throw corrupt(this.#file, `its netCDF header claims ${count} ${what}`);
    return count;
  }

  /** Bytes filled up to a multiple of four. */
  padded(length: number): Uint8Array {
    const from = this.skip(Math.ceil(length / 4) * 4);
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + from, length);
  }

  name(): string {
    return new TextDecoder().decode(this.padded(this.count('letters of a name', 4096)));
  }

  /** How many entries a list has; an empty one may be marked by zeros. */
  list(tag: number, what: string): number {
    const found = this.uint32();
    const count = this.count(what, MAX_ENTRIES);
    if (found !== tag && (found !== 0 || count !== 0))
      throw corrupt(this.#file, `its netCDF header has no list of ${what} where one should be`);
    return count;
  }

  type(): readonly [NetcdfType, number] {
    const code = this.uint32();
    const type = TYPES[code];
    if (type === undefined) throw corrupt(this.#file, `its netCDF header names the unknown type ${code}`);
    return type;
  }

  attributes(): Map<string, NetcdfAttribute> {
    const out = new Map<string, NetcdfAttribute>();
    for (let left = this.list(ATTRIBUTES, 'attributes'); left > 0; left--) {
      const name = this.name();
      const [type, size] = this.type();
      const count = this.count('values of an attribute', 16 * MIB);
      const raw = this.padded(count * size);
      out.set(name, type === 'char' ? new TextDecoder().decode(raw).replace(/\0+$/, '') : attributeNumbers(raw, type, size));
    }
    return out;
  }
}

function attributeNumbers(raw: Uint8Array, type: NetcdfType, size: number): number[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: Math.min(raw.length / size, MAX_ENTRIES) }, (_, i) => {
    const at = i * size;
    if (type === 'float32') return view.getFloat32(at);
    if (type === 'float64') return view.getFloat64(at);
    if (size === 1) return type === 'int8' ? view.getInt8(at) : view.getUint8(at);
    if (size === 2) return type === 'int16' ? view.getInt16(at) : view.getUint16(at);
    if (size === 4) return type === 'int32' ? view.getInt32(at) : view.getUint32(at);
    return Number(type === 'int64' ? view.getBigInt64(at) : view.getBigUint64(at));
  });
}

interface Dimension {
  readonly name: string;
  /** 0: of the records */
  readonly length: number;
}

interface Declared {
  readonly variable: Omit<NetcdfVariable, 'shape'>;
  readonly lengths: readonly number[];
}

function readVariable(cursor: Cursor, dimensions: readonly Dimension[], version: number, file: string): Declared {
  const name = cursor.name();
  const lengths: number[] = [];
  for (let left = cursor.count('axes of a variable', MAX_AXES); left > 0; left--) {
    const id = cursor.size();
    const dimension = dimensions[id];
    if (dimension === undefined) throw corrupt(file, `its variable "${name}" names dimension ${id} of ${dimensions.length}`);
    lengths.push(dimension.length);
  }
  const attributes = cursor.attributes();
  const [type, size] = cursor.type();
  // the stored size overflows for large variables: it follows from the shape
  cursor.size();
  const begin = version === 1 ? cursor.uint32() : cursor.uint64();
  const record = lengths[0] === 0;
  const bytes = (record ? lengths.slice(1) : lengths).reduce((product, n) => product * n, size);
  if (!Number.isSafeInteger(bytes) || !Number.isSafeInteger(begin)) throw corrupt(file, `its variable "${name}" has an impossible size`);
  return { variable: { name, type, record, attributes, begin, bytes }, lengths };
}

/** Records follow each other with all their variables, each filled up to four bytes, but for a single variable. */
function recordStep(declared: readonly Declared[]): number {
  const sizes = declared.filter(({ variable }) => variable.record).map(({ variable }) => variable.bytes);
  if (sizes.length === 1) return sizes[0] ?? 0;
  return sizes.reduce((sum, bytes) => sum + Math.ceil(bytes / 4) * 4, 0);
}

function parse(bytes: Uint8Array, file: string, fileBytes: number): NetcdfHeader {
  const version = bytes[3];
  if (version !== 1 && version !== 2 && version !== 5)
    throw unsupported(file, `its netCDF version ${version ?? '?'} is not known; save it as netCDF-3 or netCDF-4.`);
  const cursor = new Cursor(bytes, file, version === 5);
  const stated = cursor.size();
  const list: Dimension[] = [];
  for (let left = cursor.list(DIMENSIONS, 'dimensions'); left > 0; left--) list.push({ name: cursor.name(), length: cursor.size() });
  const attributes = cursor.attributes();
  const declared: Declared[] = [];
  for (let left = cursor.list(VARIABLES, 'variables'); left > 0; left--) declared.push(readVariable(cursor, list, version, file));

  const recordBytes = recordStep(declared);
  if (!Number.isSafeInteger(recordBytes)) throw corrupt(file, 'its records have an impossible size');
  const fitting = declared
    .filter(({ variable }) => variable.record && variable.bytes > 0)
    .map(({ variable }) => Math.floor((fileBytes - variable.begin - variable.bytes) / Math.max(1, recordBytes)) + 1);
  const held = Math.max(0, fitting.length === 0 ? 0 : Math.min(...fitting));
  // files that were being written do not say how many records they have
  const streaming = stated === 0xffffffff || !Number.isSafeInteger(stated);
  const promisedRecords = streaming ? held : stated;
  const records = fitting.length === 0 ? Math.min(promisedRecords, MAX_ENTRIES) : Math.min(promisedRecords, held);
  const variables = declared.map(({ variable, lengths }) => ({
    ...variable,
    shape: variable.record ? [records, ...lengths.slice(1)] : lengths,
  }));
  return {
    version,
    dimensions: new Map(list.map(({ name, length }) => [name, length === 0 ? records : length])),
    attributes,
    variables: new Map(variables.map((variable) => [variable.name, variable])),
    records,
    promisedRecords,
    recordBytes,
  };
}

export async function readNetcdfHeader(bytes: ByteSource): Promise<NetcdfHeader> {
  const { name, size } = bytes;
  for (const step of HEADER_STEPS) {
    const length = Math.min(step, size);
    try {
      return parse(await bytes.read(0, length), name, size);
    } catch (error) {
      if (!(error instanceof HeaderEnds)) throw error;
      if (length === size) break;
    }
  }
  throw corrupt(name, 'its netCDF header does not end');
}
