/** A float32 NumPy file, version 1. */
export function writeNpy(dims: readonly number[], data: Float32Array): Uint8Array {
  const shape = dims.length === 1 ? `${dims[0]},` : dims.join(', ');
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape}), }`;
  const padded = head.padEnd(Math.ceil((head.length + 11) / 64) * 64 - 11) + '\n';
  const out = new Uint8Array(10 + padded.length + data.length * 4);
  out.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length % 256, Math.floor(padded.length / 256)]);
  out.set(new TextEncoder().encode(padded), 10);
  out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + padded.length);
  return out;
}
