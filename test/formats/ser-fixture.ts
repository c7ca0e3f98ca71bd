/** A SER file of images whose samples count up. */
export interface SerSpec {
  readonly images?: number;
  readonly total?: number;
  readonly width?: number;
  readonly height?: number;
  readonly wide?: boolean;
  readonly step?: number;
  readonly dataType?: number;
  readonly kind?: number;
}

export function buildSer(spec: SerSpec = {}): Uint8Array {
  const { images = 2, width = 4, height = 3, wide = false, step = 2e-9, dataType = 2, kind = 0x4122 } = spec;
  const total = spec.total ?? images;
  const entry = wide ? 8 : 4;
  const tableAt = (wide ? 34 : 30) + 4;
  const first = tableAt + 2 * total * entry;
  const elementBytes = 50 + width * height * 2;
  const view = new DataView(new ArrayBuffer(first + images * elementBytes));
  const offset = (at: number, value: number): void => (wide ? view.setBigUint64(at, BigInt(value), true) : view.setUint32(at, value, true));
  [0x4949, 0x0197, wide ? 0x220 : 0x210].forEach((value, i) => view.setUint16(2 * i, value, true));
  [kind, 0x4152, total, images].forEach((value, i) => view.setUint32(6 + 4 * i, value, true));
  offset(22, tableAt);
  for (let k = 0; k < images; k++) {
    const at = first + k * elementBytes;
    offset(tableAt + k * entry, at);
    view.setFloat64(at + 8, step, true);
    view.setFloat64(at + 28, 2 * step, true);
    view.setUint16(at + 40, dataType, true);
    view.setInt32(at + 42, width, true);
    view.setInt32(at + 46, height, true);
    for (let i = 0; i < width * height; i++) view.setUint16(at + 50 + 2 * i, 100 * k + i, true);
  }
  return new Uint8Array(view.buffer);
}
