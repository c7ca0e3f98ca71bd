/**
 * Tilt angles in the extended header of an MRC stack. Layouts: FEI1 and FEI2 by Thermo Fisher, SERI by SerialEM,
 * AGAR by Agard's programs, which older files of FEI share.
 */
import type { ByteSource } from '../../ports/index.js';
import type { MrcHeader } from './header.js';
import { HEADER_BYTES } from './header.js';

const MAX_SECTIONS = 100_000;
/** degrees */
const MAX_TILT = 180;
/** stages hold an angle better than this */
const MIN_RANGE = 0.5;
const FEI_ALPHA = 100;
/** bytes that each flag of SerialEM adds to a section: tilt, piece, stage, magnification, intensity, dose */
const SERIAL_BYTES = [2, 6, 4, 2, 2, 4];
/** kinds that hold something else: symmetry operators, or nothing that is described */
const NO_TILT: readonly string[] = ['CCP4', 'MRCO'];

interface Layout {
  readonly stride: number;
  angle(view: DataView, at: number): number;
}

function serialStride(flags: number): number {
  return SERIAL_BYTES.reduce((sum, bytes, bit) => sum + ((flags >> bit) & 1) * bytes, 0);
}

function layoutOf(header: MrcHeader, first: DataView): Layout | undefined {
  const little = !header.bigEndian;
  const { extendedType } = header;
  const [words, flags] = header.extendedWords;
  if (/^FEI[12]$/.test(extendedType)) {
    const stride = first.byteLength >= 4 ? first.getInt32(0, little) : 0;
    return { stride, angle: (view, at) => view.getFloat64(at + FEI_ALPHA, little) };
  }
  if (NO_TILT.includes(extendedType)) return undefined;
  const serial = words > 0 && words < 256 && serialStride(flags) === words;
  if (extendedType === 'SERI' || (serial && extendedType !== 'AGAR'))
    return (flags & 1) === 0 ? undefined : { stride: words, angle: (view, at) => view.getInt16(at, little) / 100 };
  if (words < 0 || flags < 1) return undefined;
  // whole numbers come first, then floats, of which the first is the tilt
  return { stride: 4 * (words + flags), angle: (view, at) => view.getFloat32(at + 4 * words, little) };
}

/** Smallest and largest tilt in degrees, where the sections were taken at different ones. */
export async function tiltRange(bytes: ByteSource, header: MrcHeader): Promise<readonly [number, number] | undefined> {
  const sections = header.sizes[2];
  const length = Math.min(header.dataOffset, bytes.size) - HEADER_BYTES;
  if (length < 4 || sections < 2 || sections > MAX_SECTIONS) return undefined;
  const first = await bytes.read(HEADER_BYTES, Math.min(length, 4));
  const layout = layoutOf(header, new DataView(first.buffer, first.byteOffset, first.byteLength));
  const least = header.extendedType.startsWith('FEI') ? FEI_ALPHA + 8 : 2;
  if (layout === undefined || layout.stride < least || layout.stride * sections > length) return undefined;
  const block = await bytes.read(HEADER_BYTES, layout.stride * sections);
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < sections; i++) {
    const angle = layout.angle(view, i * layout.stride);
    if (!(Math.abs(angle) <= MAX_TILT)) return undefined;
    low = Math.min(low, angle);
    high = Math.max(high, angle);
  }
  return high - low >= MIN_RANGE ? [low, high] : undefined;
}
