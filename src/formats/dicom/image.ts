/** What the elements of a DICOM image say about its samples, its place in space and its values. */
import type { DataSet } from 'dicom-parser';
import { checkedSize, corrupt, unsupported } from '../limits.js';
import type { StoredType } from '../stored.js';
import { EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE } from './header.js';
import type { DicomHeader } from './header.js';

export type Vector = readonly [number, number, number];

/** Where a frame lies: millimetres, in the coordinates of the instrument. */
export interface FramePlace {
  readonly position?: Vector;
  readonly slope: number;
  readonly intercept: number;
}

export interface DicomImage {
  readonly name: string;
  readonly path: string;
  readonly rows: number;
  readonly columns: number;
  readonly samples: number;
  readonly planar: boolean;
  readonly stored: StoredType;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly bitsAllocated: number;
  readonly signed: boolean;
  readonly colours: string;
  readonly bigEndian: boolean;
  /** name of a compression, or undefined when the pixels lie as they are */
  readonly compressed: string | undefined;
  readonly offset: number;
  /** the offset counts in the inflated content of the file */
  readonly inflated: boolean;
  readonly frames: readonly FramePlace[];
  /** first the direction of rising columns, then of rising rows */
  readonly orientation: readonly number[] | undefined;
  /** y and x, with the name of its element */
  readonly pixelSize: { readonly y: number; readonly x: number; readonly source: string } | undefined;
  /** SpacingBetweenSlices */
  readonly sliceDistance: number | undefined;
  readonly sliceLocation: number | undefined;
  /** a thickness says that the image is a section through something */
  readonly isSection: boolean;
  readonly number: number | undefined;
  readonly series: string;
  readonly seriesTitle: string;
}

const COMPRESSIONS: readonly (readonly [RegExp, string])[] = [
  [/^1\.2\.840\.10008\.1\.2\.5$/, 'RLE'],
  [/^1\.2\.840\.10008\.1\.2\.4\.(8[01])$/, 'JPEG-LS'],
  [/^1\.2\.840\.10008\.1\.2\.4\.9[0-3]$/, 'JPEG 2000'],
  [/^1\.2\.840\.10008\.1\.2\.4\.(5\d|6\d|70)$/, 'JPEG'],
];

function compressionOf(transferSyntax: string, name: string): string | undefined {
  if ([IMPLICIT_LITTLE, EXPLICIT_LITTLE, EXPLICIT_BIG].includes(transferSyntax)) return undefined;
  const found = COMPRESSIONS.find(([pattern]) => pattern.test(transferSyntax))?.[1];
  if (found !== undefined) return found;
  throw unsupported(name, `its DICOM transfer syntax ${transferSyntax} is not read; save it uncompressed.`, 'unsupported-compression');
}

/** Decimal texts of an element; undefined where one is missing. */
function numbers(set: DataSet | undefined, tag: string, count: number): number[] | undefined {
  const text = set?.string(tag);
  if (text === undefined || text.trim() === '') return undefined;
  const values = text.split('\\').map((part) => (part.trim() === '' ? NaN : Number(part)));
  return values.length >= count && values.slice(0, count).every(Number.isFinite) ? values.slice(0, count) : undefined;
}

function one(set: DataSet | undefined, tag: string): number | undefined {
  return numbers(set, tag, 1)?.[0];
}

function vector(set: DataSet | undefined, tag: string): Vector | undefined {
  const [x, y, z] = numbers(set, tag, 3) ?? [];
  return x === undefined || y === undefined || z === undefined ? undefined : [x, y, z];
}

/** The first item of a sequence, through several sequences. */
function inside(set: DataSet | undefined, ...tags: readonly string[]): DataSet | undefined {
  let at = set;
  for (const tag of tags) at = at?.elements[tag]?.items?.[0]?.dataSet;
  return at;
}

function pixelSize(set: DataSet, shared: DataSet | undefined, first: DataSet | undefined): DicomImage['pixelSize'] {
  const measures = inside(shared, 'x00289110') ?? inside(first, 'x00289110');
  const places: readonly (readonly [DataSet | undefined, string, string])[] = [
    [set, 'x00280030', 'DICOM PixelSpacing'],
    [measures, 'x00280030', 'DICOM PixelSpacing'],
    [set, 'x00181164', 'DICOM ImagerPixelSpacing (at the detector)'],
    [set, 'x00182010', 'DICOM NominalScannedPixelSpacing'],
  ];
  for (const [at, tag, source] of places) {
    const [y, x] = numbers(at, tag, 2) ?? [];
    if (y !== undefined && x !== undefined && y > 0 && x > 0) return { y, x, source };
  }
  return undefined;
}

/** Position and value scale of every frame: those of its own, else shared ones, else those of the file. */
function framesOf(set: DataSet, count: number, shared: DataSet | undefined): FramePlace[] {
  const own = set.elements['x52009230']?.items ?? [];
  return Array.from({ length: count }, (_, i) => {
    const item = own[i]?.dataSet;
    const position =
      vector(inside(item, 'x00209113'), 'x00200032') ??
      vector(inside(shared, 'x00209113'), 'x00200032') ??
      (count === 1 ? vector(set, 'x00200032') : undefined);
    const values = inside(item, 'x00289145') ?? inside(shared, 'x00289145') ?? set;
    const place = { slope: one(values, 'x00281053') ?? 1, intercept: one(values, 'x00281052') ?? 0 };
    return position === undefined ? place : { ...place, position };
  });
}

function storedType(bits: number, signed: boolean, name: string): StoredType {
  if (bits === 8) return signed ? 'int8' : 'uint8';
  if (bits === 16) return signed ? 'int16' : 'uint16';
  if (bits === 32) return signed ? 'int32' : 'uint32';
  throw unsupported(name, `DICOM pixels of ${bits} bits are not read; save it with 8, 16 or 32 bits.`);
}

export function describeImage(header: DicomHeader, name: string, path: string): DicomImage {
  const { elements: set, pixels } = header;
  const [rows = 0, columns = 0] = [set.uint16('x00280010'), set.uint16('x00280011')];
  if (pixels === undefined || rows === 0 || columns === 0)
    throw unsupported(name, 'it is a DICOM file without an image; open one with pixel data.', 'not-an-image');
  const compressed = compressionOf(header.transferSyntax, name);
  const samples = set.uint16('x00280002') ?? 1;
  const bitsAllocated = set.uint16('x00280100') ?? 16;
  const bitsStored = set.uint16('x00280101') ?? bitsAllocated;
  const highBit = set.uint16('x00280102') ?? bitsStored - 1;
  const signed = set.uint16('x00280103') === 1;
  const stored = storedType(bitsAllocated, signed, name);
  if (bitsStored < 1 || bitsStored > bitsAllocated || highBit >= bitsAllocated || highBit + 1 < bitsStored)
    throw corrupt(name, `its header puts ${bitsStored} bits below bit ${highBit} of ${bitsAllocated}`);
  if (samples < 1 || samples > 4) throw corrupt(name, `its header claims ${samples} samples for a pixel`);
  const colours = (set.string('x00280004') ?? '').trim();
  if (/_42[02]$/.test(colours) && compressed === undefined)
    throw unsupported(name, `its colours are stored as ${colours}, with fewer colour than grey samples; save it as RGB.`);
  const count = Math.max(1, set.intString('x00280008') ?? 1);
  checkedSize(name, [count, rows, columns, samples, bitsAllocated / 8]);
  // every frame takes at least one byte, compressed or not
  if (count > header.bytes.size) throw corrupt(name, `its header claims ${count} frames`);
  const shared = inside(set, 'x52009229');
  const first = inside(set, 'x52009230');
  const plane = inside(shared, 'x00209116') ?? inside(first, 'x00209116');
  const measures = inside(shared, 'x00289110') ?? inside(first, 'x00289110');
  return {
    name,
    path,
    rows,
    columns,
    samples,
    planar: compressed === undefined && samples > 1 && set.uint16('x00280006') === 1,
    stored,
    bitsStored,
    highBit,
    bitsAllocated,
    signed,
    colours,
    bigEndian: header.transferSyntax === EXPLICIT_BIG,
    compressed,
    offset: pixels.offset,
    inflated: header.inflated,
    frames: framesOf(set, count, shared),
    orientation: numbers(plane, 'x00200037', 6) ?? numbers(set, 'x00200037', 6),
    pixelSize: pixelSize(set, shared, first),
    sliceDistance: one(set, 'x00180088') ?? one(measures, 'x00180088'),
    sliceLocation: one(set, 'x00201041'),
    isSection: (one(set, 'x00180050') ?? one(measures, 'x00180050') ?? 0) > 0,
    number: one(set, 'x00200013'),
    series: (set.string('x0020000e') ?? '').trim(),
    seriesTitle: (set.string('x0008103e') ?? '').trim(),
  };
}
