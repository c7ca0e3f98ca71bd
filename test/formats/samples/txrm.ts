/** Compound files with the streams of an X-ray microscope. */

export interface OleSpec {
  readonly streams: Readonly<Record<string, Uint8Array>>;
  readonly sector?: 512 | 4096;
  /** sectors of a stream lie one after another, or every second one */
  readonly scattered?: boolean;
}

const END = 0xfffffffe;
const FREE = 0xffffffff;

interface Entry {
  name: string;
  type: 1 | 2 | 5;
  child: number;
  right: number;
  start: number;
  size: number;
}

/** Storages and streams as directory entries; siblings are a list of right neighbours. */
function directoryOf(streams: OleSpec['streams']): { entries: Entry[]; at: Map<string, Entry> } {
  const root: Entry = { name: 'Root Entry', type: 5, child: FREE, right: FREE, start: END, size: 0 };
  const entries = [root];
  const at = new Map<string, Entry>([['', root]]);
  for (const path of Object.keys(streams)) {
    const parts = path.split('/');
    for (let depth = 1; depth <= parts.length; depth++) {
      const own = parts.slice(0, depth).join('/');
      if (at.has(own)) continue;
      const parent = at.get(parts.slice(0, depth - 1).join('/'))!;
      const entry: Entry = { name: parts[depth - 1]!, type: depth === parts.length ? 2 : 1, child: FREE, right: parent.child, start: END, size: 0 };
      parent.child = entries.push(entry) - 1;
      at.set(own, entry);
    }
  }
  return { entries, at };
}

export function buildOle({ streams, sector = 512, scattered = false }: OleSpec): Uint8Array {
  const { entries, at } = directoryOf(streams);
  const sectors: Uint8Array[] = [];
  const table: number[] = [];
  /** puts bytes into sectors and gives the first */
  const put = (bytes: Uint8Array): number => {
    let last = -1;
    let first = END;
    for (let from = 0; from < bytes.length; from += sector) {
      const part = new Uint8Array(sector);
      part.set(bytes.subarray(from, from + sector));
      if (scattered && sectors.length > 0) table[sectors.push(new Uint8Array(sector)) - 1] = FREE;
      const number = sectors.push(part) - 1;
      table[number] = END;
      if (last >= 0) table[last] = number;
      else first = number;
      last = number;
    }
    return first;
  };

  const small: number[] = [];
  const smallTable: number[] = [];
  for (const [path, bytes] of Object.entries(streams)) {
    const entry = at.get(path)!;
    entry.size = bytes.length;
    if (bytes.length >= 4096) {
      entry.start = put(bytes);
      continue;
    }
    entry.start = smallTable.length;
    for (let from = 0; from < bytes.length; from += 64) {
      const last = from + 64 >= bytes.length;
      smallTable.push(last ? END : smallTable.length + 1);
      small.push(...bytes.subarray(from, from + 64), ...new Uint8Array(Math.max(0, from + 64 - bytes.length)));
    }
  }
  entries[0]!.size = small.length;
  entries[0]!.start = put(Uint8Array.from(small));
  const smallStart = put(new Uint8Array(Uint32Array.from(smallTable).buffer));

  const directory = new DataView(new ArrayBuffer(entries.length * 128));
  entries.forEach((entry, i) => {
    const base = i * 128;
    for (let k = 0; k < entry.name.length; k++) directory.setUint16(base + 2 * k, entry.name.charCodeAt(k), true);
    directory.setUint16(base + 64, 2 * (entry.name.length + 1), true);
    directory.setUint8(base + 66, entry.type);
    directory.setUint32(base + 68, FREE, true);
    directory.setUint32(base + 72, entry.right, true);
    directory.setUint32(base + 76, entry.child, true);
    directory.setUint32(base + 116, entry.start, true);
    directory.setUint32(base + 120, entry.size, true);
  });
  const directoryStart = put(new Uint8Array(directory.buffer));

  // the table covers its own sectors and those that list it, too
  const perTable = sector / 4;
  let tables = 1;
  let lists = 0;
  const listsFor = (count: number): number => Math.ceil(Math.max(0, count - 109) / (perTable - 1));
  while (tables * perTable < sectors.length + tables + lists) lists = listsFor(++tables);
  const firstTable = sectors.length;
  const all = new Uint32Array(tables * perTable).fill(FREE);
  all.set(table);
  all.fill(0xfffffffd, firstTable, firstTable + tables);
  all.fill(0xfffffffc, firstTable + tables, firstTable + tables + lists);
  const numbers = Array.from({ length: tables }, (_, i) => firstTable + i);

  const out = new Uint8Array((1 + sectors.length + tables + lists) * sector);
  sectors.forEach((part, i) => out.set(part, (i + 1) * sector));
  out.set(new Uint8Array(all.buffer), (firstTable + 1) * sector);
  const view = new DataView(out.buffer);
  for (let i = 0; i < lists; i++) {
    const base = (firstTable + tables + i + 1) * sector;
    const part = numbers.slice(109 + i * (perTable - 1), 109 + (i + 1) * (perTable - 1));
    for (let k = 0; k < perTable - 1; k++) view.setUint32(base + 4 * k, part[k] ?? FREE, true);
    view.setUint32(base + sector - 4, i + 1 < lists ? firstTable + tables + i + 1 : END, true);
  }
  out.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  [
    [24, 0x3e],
    [26, sector === 512 ? 3 : 4],
    [28, 0xfffe],
    [30, Math.log2(sector)],
    [32, 6],
  ].forEach(([offset, value]) => view.setUint16(offset!, value!, true));
  const fields = [tables, directoryStart, 0, 4096, smallStart, Math.ceil((smallTable.length * 4) / sector), lists === 0 ? END : firstTable + tables, lists];
  fields.forEach((value, i) => view.setUint32(44 + 4 * i, value, true));
  for (let i = 0; i < 109; i++) view.setUint32(76 + 4 * i, numbers[i] ?? FREE, true);
  return out;
}

export interface TxrmSpec {
  readonly width?: number;
  readonly height?: number;
  readonly dataType?: number;
  readonly images?: number;
  /** those that are there */
  readonly stored?: number;
  readonly angles?: readonly number[];
  readonly pixel?: number;
  readonly more?: Readonly<Record<string, Uint8Array>>;
  readonly sector?: 512 | 4096;
  readonly scattered?: boolean;
}

const integer = (value: number): Uint8Array => new Uint8Array(Int32Array.from([value]).buffer);
const floats = (...values: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

/** Samples of image k: its bytes count up from k. */
export function imageBytes(spec: TxrmSpec, k: number): Uint8Array {
  const { width = 5, height = 4, dataType = 5 } = spec;
  const size = { 3: 1, 5: 2, 10: 4 }[dataType] ?? 2;
  return Uint8Array.from({ length: width * height * size }, (_, i) => (i * 5 + k * 3) % 127);
}

export function buildTxrm(spec: TxrmSpec = {}): Uint8Array {
  const { width = 5, height = 4, dataType = 5, images = 1, stored = images, angles, pixel = 0.5 } = spec;
  const streams: Record<string, Uint8Array> = {
    Version: floats(3),
    'ImageInfo/ImageWidth': integer(width),
    'ImageInfo/ImageHeight': integer(height),
    'ImageInfo/DataType': integer(dataType),
    'ImageInfo/NoOfImages': integer(images),
    'ImageInfo/PixelSize': floats(pixel),
    ...(angles === undefined ? {} : { 'ImageInfo/Angles': floats(...angles) }),
    ...spec.more,
  };
  for (let k = 0; k < stored; k++) streams[`ImageData${Math.floor(k / 100) + 1}/Image${k + 1}`] = imageBytes(spec, k);
  return buildOle({ streams, sector: spec.sector ?? 512, scattered: spec.scattered ?? false });
}

export const TXRM_SAMPLES: readonly { readonly name: string; readonly bytes: Uint8Array }[] = [
  { name: 'small.xrm', bytes: buildTxrm() },
  { name: 'turned.txrm', bytes: buildTxrm({ width: 46, height: 45, images: 2, angles: [-10, 10] }) },
  { name: 'scattered.xrm', bytes: buildTxrm({ width: 46, height: 46, scattered: true }) },
];
