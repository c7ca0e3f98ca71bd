/** How the samples of a headerless file lie, as text for people and programs, and guesses from the size of the file. */
import { InvalidInputError } from '../../base/index.js';
import { corrupt } from '../limits.js';
import { isStoredType, storedBytes } from '../stored.js';
import type { StoredType } from '../stored.js';

export interface RawLayoutText {
  /** slowest first: z, y, x, or y, x; with `axes` up to five */
  readonly shape: readonly number[];
  readonly dtype: StoredType;
  readonly bigEndian: boolean;
  readonly offset: number;
  /** names of the axes, slowest first; "yx", "zyx" and so on by their number when absent */
  readonly axes?: string;
}

const PREFIX = 'raw:';

export function isRawLayout(dataset: string | undefined): boolean {
  return dataset?.startsWith(PREFIX) ?? false;
}

/** `raw:shape=256x512x512,dtype=uint16,endian=little,offset=0` */
export function formatRawLayout(layout: RawLayoutText): string {
  const { shape, dtype, bigEndian, offset, axes } = layout;
  const text = `${PREFIX}shape=${shape.join('x')},dtype=${dtype},endian=${bigEndian ? 'big' : 'little'},offset=${offset}`;
  return axes === undefined ? text : `${text},axes=${axes}`;
}

function bad(text: string, why: string): InvalidInputError {
  return new InvalidInputError(
    `"${text}" ${why}; write it like raw:shape=256x512x512,dtype=uint16,endian=little,offset=0 (shape z x y x x).`,
    {
      code: 'bad-raw-layout',
      subject: text,
    },
  );
}

/** Checks what was found in a text or a sidecar. */
export function checkedLayout(layout: RawLayoutText, text: string): RawLayoutText {
  const { shape, offset, axes } = layout;
  const last = shape.length;
  if (last < 2 || last > 5 || shape.some((n) => !Number.isSafeInteger(n) || n < 1)) throw bad(text, 'does not give 2 to 5 lengths');
  if (!Number.isSafeInteger(offset) || offset < 0) throw bad(text, 'does not give a number of bytes to skip');
  if (axes !== undefined && (axes.length !== last || !/^t?c?z?yxc?$/.test(axes) || new Set(axes).size !== axes.length))
    throw bad(text, `names the axes "${axes}", where ${last} of t, c, z, y, x were expected`);
  return layout;
}

export function parseRawLayout(text: string): RawLayoutText {
  const fields = new Map<string, string>();
  for (const part of text.replace(/^raw:/, '').split(',')) {
    const [key = '', value = ''] = part.split('=').map((word) => word.trim());
    if (!['shape', 'dtype', 'endian', 'offset', 'axes'].includes(key) || value === '' || fields.has(key)) throw bad(text, `says "${part}"`);
    fields.set(key, value);
  }
  const dtype = fields.get('dtype') ?? '';
  const endian = fields.get('endian') ?? 'little';
  const axes = fields.get('axes');
  if (!isStoredType(dtype)) throw bad(text, `names the type "${dtype}"`);
  if (endian !== 'little' && endian !== 'big') throw bad(text, `names the byte order "${endian}"`);
  const shape = (fields.get('shape') ?? '').split('x').map((word) => (/^\d+$/.test(word) ? Number(word) : NaN));
  const offset = Number(fields.get('offset') ?? 0);
  return checkedLayout({ shape, dtype, bigEndian: endian === 'big', offset, ...(axes === undefined ? {} : { axes }) }, text);
}

/** Refuses a layout that needs more bytes than the file has; tells when some are left. */
export function checkFits(layout: RawLayoutText, name: string, size: number): string[] {
  const needed = layout.shape.reduce((product, n) => product * n, storedBytes(layout.dtype));
  if (!Number.isSafeInteger(needed) || layout.offset + needed > size)
    throw corrupt(name, `its layout needs ${layout.offset + needed} bytes, but it has ${size}`);
  const rest = size - layout.offset - needed;
  return rest === 0 ? [] : [`The layout leaves ${rest} bytes at the end of the file unread; check its shape and type.`];
}

/** Dimensions in a file name like foo_512x512x256_uint16.raw (x, y, z as ImageJ's users write it): a proposal only. */
export function layoutFromName(name: string, size: number): RawLayoutText | undefined {
  const match = /(?:^|[^0-9])(\d{1,6})x(\d{1,6})(?:x(\d{1,6}))?(?![0-9x])/i.exec(name);
  if (match === null) return undefined;
  const shape = match
    .slice(1, 4)
    .filter((word) => word !== undefined)
    .map(Number)
    .toReversed();
  const word = /(u?int(?:8|16|32|64)|float(?:16|32|64)|(?:8|16|32)[-_ ]?bit)/i.exec(name)?.[1]?.toLowerCase();
  const bits = word === undefined ? null : /^(8|16|32)[-_ ]?bit$/.exec(word);
  const voxels = shape.reduce((product, n) => product * n, 1);
  const bySize: Readonly<Record<number, StoredType>> = { 1: 'uint8', 2: 'uint16', 4: 'float32', 8: 'float64' };
  const text = bits === null ? word : bits[1] === '32' ? 'float32' : `uint${bits[1] ?? ''}`;
  const dtype = text !== undefined && isStoredType(text) ? text : bySize[Math.floor(size / voxels)];
  if (dtype === undefined || voxels < 1) return undefined;
  const needed = voxels * storedBytes(dtype);
  if (!Number.isSafeInteger(needed) || needed > size) return undefined;
  return { shape, dtype, bigEndian: /big|[^a-z]be[^a-z]/i.test(name), offset: size - needed };
}
