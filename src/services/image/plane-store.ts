/** The last planes that were looked at, within a number of bytes; scrolling back costs nothing. */
import type { VoxelArray } from '../../volume/index.js';

export interface PlaneStore {
  get(key: string): VoxelArray | undefined;
  put(key: string, data: VoxelArray): void;
}

export function createPlaneStore(budgetBytes: number): PlaneStore {
  const planes = new Map<string, VoxelArray>();
  let bytes = 0;
  return {
    get(key) {
      const data = planes.get(key);
      if (data === undefined) return undefined;
      // a map keeps the order of insertion: taking it out and in again makes it the youngest
      planes.delete(key);
      planes.set(key, data);
      return data;
    },
    put(key, data) {
      if (data.byteLength > budgetBytes / 4) return;
      const before = planes.get(key);
      if (before !== undefined) {
        bytes -= before.byteLength;
        planes.delete(key);
      }
      planes.set(key, data);
      bytes += data.byteLength;
      for (const [oldest, old] of planes) {
        if (bytes <= budgetBytes) return;
        planes.delete(oldest);
        bytes -= old.byteLength;
      }
    },
  };
}
