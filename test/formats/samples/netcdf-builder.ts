/** Classic netCDF files built from dimensions, variables and attributes, in each of the three versions. */

export interface NetcdfSpec {
  version: 1 | 2 | 5;
  /** 0: of the records */
  dimensions: Record<string, number>;
  records: number;
  variables: Record<
    string,
    { type: 'char' | 'int16' | 'int32' | 'float32' | 'float64'; axes: string[]; values: readonly number[] | string[]; attributes?: Record<string, string> }
  >;
}

const CODES = { char: 2, int16: 3, int32: 4, float32: 5, float64: 6 } as const;
const SIZES = { char: 1, int16: 2, int32: 4, float32: 4, float64: 8 } as const;

class Writer {
  readonly parts: number[] = [];
  uint32(v: number): this {
    this.parts.push((v >>> 24) & 255, (v >>> 16) & 255, (v >>> 8) & 255, v & 255);
    return this;
  }
  size(v: number, wide: boolean): this {
    return wide ? this.uint32(0).uint32(v) : this.uint32(v);
  }
  name(text: string, wide: boolean): this {
    this.size(text.length, wide).parts.push(...Buffer.from(text));
    while (this.parts.length % 4 !== 0) this.parts.push(0);
    return this;
  }
}

function encode(type: keyof typeof CODES, values: readonly number[] | string[], width: number): Buffer {
  if (type === 'char') return Buffer.concat((values as string[]).map((text) => Buffer.from(text.padEnd(width, '\0'))));
  const out = Buffer.alloc(values.length * SIZES[type]);
  (values as number[]).forEach((v, i) => {
    if (type === 'int16') out.writeInt16BE(v, i * 2);
    else if (type === 'int32') out.writeInt32BE(v, i * 4);
    else if (type === 'float32') out.writeFloatBE(v, i * 4);
    else out.writeDoubleBE(v, i * 8);
  });
  return out;
}

const padded = (n: number): number => Math.ceil(n / 4) * 4;

export function buildNetcdf({ version, dimensions, records, variables }: NetcdfSpec): Uint8Array {
  const wide = version === 5;
  const names = Object.keys(dimensions);
  const list = Object.entries(variables).map(([name, variable]) => {
    const lengths = variable.axes.map((axis) => dimensions[axis]!);
    const record = lengths[0] === 0;
    const bytes = (record ? lengths.slice(1) : lengths).reduce((product, n) => product * n, SIZES[variable.type]);
    return { name, ...variable, record, bytes, data: encode(variable.type, variable.values, lengths.at(-1) ?? 0) };
  });
  const recordVariables = list.filter(({ record }) => record);
  // one record variable alone is not filled up
  const step = recordVariables.length === 1 ? recordVariables[0]!.bytes : recordVariables.reduce((sum, { bytes }) => sum + padded(bytes), 0);

  const header = (begins: readonly number[]): number[] => {
    const out = new Writer();
    out.parts.push(0x43, 0x44, 0x46, version);
    out.size(records, wide).uint32(10).size(names.length, wide);
    for (const name of names) out.name(name, wide).size(dimensions[name]!, wide);
    out.uint32(0).size(0, wide).uint32(11).size(list.length, wide);
    list.forEach(({ name, axes, attributes = {}, type, bytes }, i) => {
      out.name(name, wide).size(axes.length, wide);
      for (const axis of axes) out.size(names.indexOf(axis), wide);
      const given = Object.entries(attributes);
      out.uint32(given.length > 0 ? 12 : 0).size(given.length, wide);
      for (const [key, text] of given) out.name(key, wide).uint32(2).name(text, wide);
      out.uint32(CODES[type]).size(padded(bytes), wide);
      if (version !== 1) out.uint32(0);
      out.uint32(begins[i] ?? 0);
    });
    return out.parts;
  };

  let at = header([]).length;
  const begins: number[] = [];
  for (const record of [false, true])
    list.forEach((variable, i) => {
      if (variable.record !== record) return;
      begins[i] = at;
      at += padded(variable.bytes);
    });
  const firstRecord = Math.min(at, ...begins.filter((_, i) => list[i]!.record));
  const end = recordVariables.length === 0 ? at : firstRecord + step * records;
  const out = Buffer.alloc(end);
  Buffer.from(header(begins)).copy(out);
  list.forEach(({ record, data, bytes }, i) => {
    if (!record) data.copy(out, begins[i]);
    else for (let r = 0; r < records; r++) data.copy(out, begins[i]! + r * step, r * bytes, (r + 1) * bytes);
  });
  return Uint8Array.from(out);
}
