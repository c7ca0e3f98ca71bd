/** What the writers say about a stack: the voxel size in the words of ImageJ or of OME-XML. */
import { METRES } from '../../base/index.js';
import type { LengthUnit } from '../../base/index.js';
import type { Calibration, DType } from '../../volume/index.js';
import type { Planes } from '../planes.js';

export type TiffDialect = 'imagej' | 'ome';

export interface WrittenLengths {
  readonly unit: LengthUnit;
  readonly z: number;
  readonly y: number;
  readonly x: number;
}

/** a resolution is a fraction of two 32-bit integers: lengths should be near 1 */
const COMFORTABLE = 1e6;
const UNITS: readonly LengthUnit[] = ['um', 'nm', 'mm', 'm', 'A'];

/** Lengths in the calibration's unit (or one that fits better), without the noise of the conversion from metres. */
export function writtenLengths({ spacing, unit }: Calibration): WrittenLengths | undefined {
  if (spacing === null) return undefined;
  const inUnit = (shown: LengthUnit): WrittenLengths => {
    const [z, y, x] = spacing.map((v) => Number((v / METRES[shown]).toPrecision(12)));
    return { unit: shown, z: z ?? 0, y: y ?? 0, x: x ?? 0 };
  };
  const fits = ({ x, y }: WrittenLengths): boolean => [x, y].every((v) => v <= COMFORTABLE && v >= 1 / COMFORTABLE);
  const wanted = [unit ?? 'um', ...UNITS].map(inUnit);
  return wanted.find(fits) ?? wanted[0];
}

/** The nearest fraction of two 32-bit integers, by its continued fraction: decimals come out exact. */
export function fraction(value: number): [numerator: number, denominator: number] {
  const most = 0xffffffff;
  let [n0, n1, d0, d1] = [0, 1, 1, 0];
  let rest = value;
  for (let i = 0; i < 64; i++) {
    const whole = Math.floor(rest);
    const [n, d] = [whole * n1 + n0, whole * d1 + d0];
    if (n > most || d > most) break;
    [n0, n1, d0, d1] = [n1, n, d1, d];
    if (rest === whole || Math.abs(n / d / value - 1) < 1e-15) break;
    rest = 1 / (rest - whole);
  }
  return n1 > 0 && d1 > 0 ? [n1, d1] : [1, 1];
}

export function imageJDescription(slices: number, calibration: Calibration): string {
  const lengths = writtenLengths(calibration);
  const lines = ['ImageJ=1.53t', `images=${slices}`, ...(slices > 1 ? [`slices=${slices}`] : [])];
  if (lengths !== undefined) lines.push(`unit=${lengths.unit}`, `spacing=${lengths.z}`);
  return [...lines, 'loop=false', ''].join('\n');
}

const OME_UNITS: Readonly<Record<LengthUnit, string>> = { m: 'm', mm: 'mm', um: '\u00b5m', nm: 'nm', A: '\u00c5' };
const OME_TYPES: Partial<Record<DType, string>> = { float32: 'float', float64: 'double' };
const SCHEMA = 'http://www.openmicroscopy.org/Schemas/OME/2016-06';

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' }[c] ?? ''};`);
}

/** 32 hex digits in the form of a UUID made from a hash (version 8). */
export function uuidOf(hex: string): string {
  const variant = ((parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)];
  return `urn:uuid:${parts.join('-')}`;
}

/** OME-XML of one channel and one time: page k is slice k. */
export function omeDescription(name: string, planes: Planes, calibration: Calibration, uuid: string): string {
  const [nz, ny, nx] = planes.shape;
  const lengths = writtenLengths(calibration);
  const sizes =
    lengths === undefined
      ? []
      : (['x', 'y', 'z'] as const).flatMap((axis) => [
          ` PhysicalSize${axis.toUpperCase()}="${lengths[axis]}"`,
          ` PhysicalSize${axis.toUpperCase()}Unit="${OME_UNITS[lengths.unit]}"`,
        ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<OME xmlns="${SCHEMA}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`,
    ` xsi:schemaLocation="${SCHEMA} ${SCHEMA}/ome.xsd" UUID="${uuid}" Creator="Lithoscope">`,
    `<Image ID="Image:0" Name="${escapeXml(name)}">`,
    `<Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="${OME_TYPES[planes.dtype] ?? planes.dtype}" BigEndian="false"`,
    ` SizeX="${nx}" SizeY="${ny}" SizeZ="${nz}" SizeC="1" SizeT="1"${sizes.join('')}>`,
    '<Channel ID="Channel:0:0" SamplesPerPixel="1"/>',
    `<TiffData IFD="0" FirstZ="0" FirstC="0" FirstT="0" PlaneCount="${nz}"/>`,
    '</Pixels></Image></OME>',
  ].join('');
}
