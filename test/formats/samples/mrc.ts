/** MRC files built by hand: the header, an extended header, samples that count up. */

export interface MrcSpec {
  readonly sizes?: readonly [number, number, number];
  readonly mode?: number;
  readonly spaceGroup?: number;
  readonly intervals?: readonly [number, number, number];
  readonly cell?: readonly [number, number, number];
  readonly angles?: readonly [number, number, number];
  readonly map?: readonly [number, number, number];
  readonly magic?: boolean;
  readonly bigEndian?: boolean;
  /** of the machine stamp, where it lies */
  readonly stamp?: number;
  readonly extendedType?: string;
  readonly extendedWords?: readonly [number, number];
  readonly extended?: Uint8Array;
  readonly more?: number;
}

export function buildMrc(spec: MrcSpec = {}): Uint8Array {
  const { sizes = [4, 3, 2], mode = 0, bigEndian = false, extended = new Uint8Array(0), more = 0 } = spec;
  const [columns, rows, sections] = sizes;
  const row = mode === 101 ? Math.ceil(columns / 2) : columns * ({ 1: 2, 2: 4, 6: 2, 12: 2, 16: 3 }[mode] ?? 1);
  const offset = 1024 + extended.length;
  const view = new DataView(new ArrayBuffer(offset + row * rows * sections + more));
  const bytes = new Uint8Array(view.buffer);
  const little = !bigEndian;
  sizes.forEach((n, i) => view.setInt32(i * 4, n, little));
  view.setInt32(12, mode, little);
  (spec.intervals ?? sizes).forEach((n, i) => view.setInt32(28 + i * 4, n, little));
  (spec.cell ?? [0, 0, 0]).forEach((v, i) => view.setFloat32(40 + i * 4, v, little));
  (spec.angles ?? [90, 90, 90]).forEach((v, i) => view.setFloat32(52 + i * 4, v, little));
  (spec.map ?? [1, 2, 3]).forEach((n, i) => view.setInt32(64 + i * 4, n, little));
  view.setInt32(88, spec.spaceGroup ?? 1, little);
  view.setInt32(92, extended.length, little);
  bytes.set(new TextEncoder().encode(spec.extendedType ?? ''), 104);
  (spec.extendedWords ?? [0, 0]).forEach((n, i) => view.setInt16(128 + 2 * i, n, little));
  if (spec.magic !== false) bytes.set(new TextEncoder().encode('MAP '), 208);
  view.setUint8(212, spec.stamp ?? (bigEndian ? 0x11 : 0x44));
  bytes.set(extended, 1024);
  for (let i = 0; i < row * rows * sections; i++) bytes[offset + i] = (i * 37 + 5) % 251;
  return bytes;
}

export type TiltLayout = 'FEI1' | 'FEI2' | 'SERI' | 'AGAR' | '';

/** An extended header with a tilt for each section, and what the header says about it. */
export function tiltHeader(layout: TiltLayout, tilts: readonly number[]): Pick<MrcSpec, 'extended' | 'extendedType' | 'extendedWords'> {
  const words = { FEI1: [0, 0], FEI2: [0, 0], SERI: [2 + 6 + 2, 1 + 2 + 8], AGAR: [2, 3], '': [0, 32] }[layout] as [number, number];
  const stride = { FEI1: 768, FEI2: 888, SERI: 10, AGAR: 20, '': 128 }[layout];
  const view = new DataView(new ArrayBuffer(stride * tilts.length));
  tilts.forEach((tilt, i) => {
    const at = i * stride;
    if (layout.startsWith('FEI')) {
      view.setInt32(at, stride, true);
      view.setFloat64(at + 100, tilt, true);
    } else if (layout === 'SERI') view.setInt16(at, Math.round(tilt * 100), true);
    else view.setFloat32(at + 4 * words[0], tilt, true);
  });
  return { extended: new Uint8Array(view.buffer), extendedType: layout, extendedWords: words };
}

export const MRC_SAMPLES: readonly { readonly name: string; readonly bytes: Uint8Array }[] = [
  { name: 'permuted.mrc', bytes: buildMrc({ mode: 6, map: [3, 1, 2], cell: [9, 8, 8] }) },
  { name: 'tilts.st', bytes: buildMrc({ mode: 1, sizes: [4, 3, 3], spaceGroup: 0, ...tiltHeader('FEI1', [-60, 0, 60]) }) },
  { name: 'nibbles.mrc', bytes: buildMrc({ mode: 101, sizes: [5, 3, 2] }) },
  { name: 'colours.mrc', bytes: buildMrc({ mode: 16, bigEndian: true }) },
];
