/** Behind the planes of a tile: how far its slices lie from the training pictures. Kept with the tile, so that a resumed run knows it. */

/** a mean and a count, float32 each */
export const TAIL_BYTES = 8;

export function withTail(bytes: Uint8Array, distances: readonly number[]): Uint8Array {
  const out = new Uint8Array(bytes.length + TAIL_BYTES);
  out.set(bytes);
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / Math.max(1, distances.length);
  const view = new DataView(out.buffer, bytes.length);
  view.setFloat32(0, mean, true);
  view.setFloat32(4, distances.length, true);
  return out;
}

export function readTail(tile: Uint8Array): { readonly mean: number; readonly count: number } {
  const view = new DataView(tile.buffer, tile.byteOffset + tile.byteLength - TAIL_BYTES, TAIL_BYTES);
  return { mean: view.getFloat32(0, true), count: view.getFloat32(4, true) };
}
