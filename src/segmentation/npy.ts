/** Reads a NumPy array file (version 1 to 3) into float32: what test tensors are stored in. */
import { FormatError, UnsupportedError } from '../base/index.js';
import type { TensorData } from '../ports/index.js';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

const READERS: Readonly<Record<string, { readonly size: number; readonly get: (view: DataView, at: number) => number }>> = {
  f4: { size: 4, get: (view, at) => view.getFloat32(at, true) },
  f8: { size: 8, get: (view, at) => view.getFloat64(at, true) },
  u1: { size: 1, get: (view, at) => view.getUint8(at) },
  i1: { size: 1, get: (view, at) => view.getInt8(at) },
  u2: { size: 2, get: (view, at) => view.getUint16(at, true) },
  i2: { size: 2, get: (view, at) => view.getInt16(at, true) },
  u4: { size: 4, get: (view, at) => view.getUint32(at, true) },
  i4: { size: 4, get: (view, at) => view.getInt32(at, true) },
};

export function readNpy(bytes: Uint8Array, name: string): TensorData {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || MAGIC.some((byte, i) => bytes[i] !== byte))
    throw new FormatError(`${name} is not a NumPy file; export the test tensor again.`, { subject: name });
  const wide = (bytes[6] ?? 1) >= 2;
  const start = wide ? 12 : 10;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const header = new TextDecoder('latin1').decode(bytes.subarray(start, start + length));
  const dtype = /'descr':\s*'([<|>=])([a-z]\d+)'/.exec(header);
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header);
  const reader = dtype?.[2] === undefined ? undefined : READERS[dtype[2]];
  if (shape?.[1] === undefined || reader === undefined || dtype?.[1] === '>' || !header.includes("'fortran_order': False"))
    throw new UnsupportedError(
      `${name}: the array header ${header.trim().slice(0, 80)} is not supported; save it as C-ordered little-endian float32.`,
      {
        subject: name,
      },
    );
  const dims = shape[1].split(',').map((part) => part.trim()).filter((part) => part !== '').map(Number); // prettier-ignore
  const count = dims.reduce((product, n) => product * n, 1);
  if (bytes.length < start + length + count * reader.size)
    throw new FormatError(`${name} ends before its ${count} values; export the test tensor again.`, { subject: name });
  const data = new Float32Array(count);
  for (let i = 0; i < count; i++) data[i] = reader.get(view, start + length + i * reader.size);
  return { dims, data };
}
