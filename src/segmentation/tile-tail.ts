/** Behind the planes of a tile: how far its slices lie from the training pictures. Kept with the tile, so that a resumed run knows it. */

/** a mean and a count, float32 each */
export const TAIL_BYTES = 8;

export function writeTail(tile: Uint8Array, distances: readonly number[]): void {
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / Math.max(1, distances.length);
  const view = tailOf(tile);
  view.setFloat32(0, mean, true);
  view.setFloat32(4, distances.length, true);
}

export function readTail(tile: Uint8Array): { readonly mean: number; readonly count: number } {
  const view = tailOf(tile);
  return { mean: view.getFloat32(0, true), count: view.getFloat32(4, true) };
}

function tailOf(tile: Uint8Array): DataView {
  return new DataView(tile.buffer, tile.byteOffset + tile.byteLength - TAIL_BYTES, TAIL_BYTES);
}
