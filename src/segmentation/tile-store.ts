/** Where finished tiles are kept, so that a run that was stopped goes on where it was. */
import type { Files } from '../ports/index.js';

export interface TileStore {
  list(): Promise<ReadonlySet<string>>;
  /** null when there is no such tile */
  read(key: string): Promise<Uint8Array | null>;
  /** atomic: after a crash the tile is there whole or not at all */
  write(key: string, bytes: Uint8Array): Promise<void>;
  /** the file of a tile, where another process may put it by itself */
  file?(key: string): string;
}

/** Opens the store of one run; a run key names the input, the model and the set-up. */
export type TileStores = (runKey: string) => Promise<TileStore>;

export function memoryTiles(): TileStores {
  const runs = new Map<string, Map<string, Uint8Array>>();
  return async (runKey) => {
    const tiles = runs.get(runKey) ?? new Map<string, Uint8Array>();
    runs.set(runKey, tiles);
    return {
      list: async () => new Set(tiles.keys()),
      read: async (key) => tiles.get(key) ?? null,
      write: async (key, bytes) => {
        tiles.set(key, bytes);
      },
    };
  };
}

const SUFFIX = '.tile';
const MAX_TILE = 2 ** 30;

/** One file per tile in `root/<run key>`. */
export function folderTiles(files: Files, root: string): TileStores {
  return async (runKey) => {
    const folder = files.join(root, runKey);
    await files.makeFolder(folder);
    const place = (key: string): string => files.join(folder, key + SUFFIX);
    return {
      async list() {
        const entries = await files.list(folder);
        return new Set(entries.filter((entry) => entry.name.endsWith(SUFFIX)).map((entry) => entry.name.slice(0, -SUFFIX.length)));
      },
      read: async (key) => ((await files.exists(place(key))) ? files.readBytes(place(key), MAX_TILE) : null),
      write: (key, bytes) => files.writeBytes(place(key), bytes),
      file: place,
    };
  };
}
