/** SER files of spectra: calibration, type, number of channels, then counts. */
import { buildSer } from '../ser-fixture.js';

export interface SerSpectraSpec {
  readonly count?: number;
  readonly total?: number;
  readonly channels?: number;
  readonly wide?: boolean;
  readonly dataType?: number;
  /** size, step and unit, fastest first */
  readonly grid?: readonly (readonly [number, number, string])[];
}

/** Channel c of spectrum k holds 100 k + c. */
export function buildSpectra(spec: SerSpectraSpec = {}): Uint8Array {
  const { count = 1, channels = 6, wide = true, dataType = 5, grid = [] } = spec;
  const total = spec.total ?? count;
  const entry = wide ? 8 : 4;
  const head = wide ? 34 : 30;
  const described = grid.reduce((sum, [, , unit]) => sum + 32 + 'Position'.length + unit.length, 0);
  const tableAt = head + described;
  const first = tableAt + 2 * total * entry;
  const each = 26 + 2 * channels;
  const view = new DataView(new ArrayBuffer(first + count * each));
  const offset = (at: number, value: number): void => (wide ? view.setBigUint64(at, BigInt(value), true) : view.setUint32(at, value, true));
  [0x4949, 0x0197, wide ? 0x220 : 0x210].forEach((value, i) => view.setUint16(2 * i, value, true));
  [0x4120, 0x4142, total, count].forEach((value, i) => view.setUint32(6 + 4 * i, value, true));
  offset(22, tableAt);
  view.setUint32(head - 4, grid.length, true);
  let at = head;
  const text = (value: string): void => {
    view.setUint32(at, value.length, true);
    for (let i = 0; i < value.length; i++) view.setUint8(at + 4 + i, value.charCodeAt(i));
    at += 4 + value.length;
  };
  for (const [size, step, unit] of grid) {
    view.setUint32(at, size, true);
    view.setFloat64(at + 12, step, true);
    at += 24;
    text('Position');
    text(unit);
  }
  for (let k = 0; k < count; k++) {
    const from = first + k * each;
    offset(tableAt + k * entry, from);
    view.setFloat64(from + 8, 10, true);
    view.setUint16(from + 20, dataType, true);
    view.setInt32(from + 22, channels, true);
    for (let c = 0; c < channels; c++) view.setInt16(from + 26 + 2 * c, 100 * k + c, true);
  }
  return new Uint8Array(view.buffer);
}

export const SER_SAMPLES: readonly { readonly name: string; readonly bytes: Uint8Array }[] = [
  { name: 'images.ser', bytes: buildSer({ wide: false }) },
  { name: 'scan.ser', bytes: buildSpectra({ count: 6, grid: [[3, 1e-9, 'meters'], [2, 2e-9, 'meters']] }) },
];
