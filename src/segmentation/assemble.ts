/** Finished tiles as slabs of the volume, in the volume's own orientation. */
import { ModelError } from '../base/index.js';
import type { Shape3 } from '../volume/index.js';
import { tileKey } from './run-tiles.js';
import type { TileStore } from './tile-store.js';
import type { TilePlan } from './tiling.js';
import { boxInView, boxInVolume, boxVoxels, viewStrides, type Box, type View } from './view.js';

const CACHE_BYTES = 2 ** 28;

export interface TileExtras {
  readonly planes?: number;
  /** bytes behind the planes */
  readonly tail?: number;
  /** sees every tile that is read from the store */
  readonly onTile?: ((index: number, bytes: Uint8Array) => void) | undefined;
}

export class TileReader {
  readonly #store: TileStore;
  readonly #plan: TilePlan;
  readonly #view: View;
  readonly #shape: Shape3;
  readonly #planes: number;
  readonly #tail: number;
  readonly #onTile: TileExtras['onTile'];
  /** least recently used first */
  readonly #cache = new Map<number, Uint8Array>();
  #cached = 0;

  /** `classes` probability planes follow the class plane in each tile, then others and a tail where the run keeps them */
  constructor(store: TileStore, plan: TilePlan, view: View, shape: Shape3, classes: number, more: TileExtras = {}) {
    this.#store = store;
    this.#plan = plan;
    this.#view = view;
    this.#shape = shape;
    this.#planes = classes + 1 + (more.planes ?? 0);
    this.#tail = more.tail ?? 0;
    this.#onTile = more.onTile;
  }

  /** Plane 0: class index + 1; plane c + 1: probability of class c, 0..255. Volume planes [z0, z1), C order. */
  async read(plane: number, z0: number, z1: number): Promise<Uint8Array> {
    const [, ny, nx] = this.#shape;
    const wanted: Box = { start: [z0, 0, 0], end: [z1, ny, nx] };
    const inView = boxInView(this.#view, wanted);
    const out = new Uint8Array((z1 - z0) * ny * nx);
    const place = viewStrides(this.#view, boxInVolume(this.#view, inView));
    for (let index = 0; index < this.#plan.units.length; index++) {
      const unit = this.#plan.units[index] as Box;
      const start = unit.start.map((a, axis) => Math.max(a, inView.start[axis] as number));
      const end = unit.end.map((b, axis) => Math.min(b, inView.end[axis] as number));
      if (start.some((a, axis) => a >= (end[axis] as number))) continue;
      const tile = await this.#tile(index, unit);
      copyPart(tile, plane * boxVoxels(unit), unit, start, end, out, place);
    }
    return out;
  }

  async #tile(index: number, unit: Box): Promise<Uint8Array> {
    const known = this.#cache.get(index);
    if (known !== undefined) {
      this.#cache.delete(index);
      this.#cache.set(index, known);
      return known;
    }
    const bytes = await this.#store.read(tileKey(index));
    const expected = boxVoxels(unit) * this.#planes + this.#tail;
    if (bytes?.length !== expected)
      throw new ModelError(
        `The finished tile ${tileKey(index)} has ${bytes?.length ?? 0} bytes instead of ${expected}; delete the tiles of this run and segment again.`,
        {
          code: 'bad-tile',
          subject: tileKey(index),
        },
      );
    this.#onTile?.(index, bytes);
    this.#cache.set(index, bytes);
    this.#cached += bytes.length;
    for (const [oldest, old] of this.#cache) {
      if (this.#cached <= CACHE_BYTES || oldest === index) break;
      this.#cache.delete(oldest);
      this.#cached -= old.length;
    }
    return bytes;
  }
}

function copyPart(
  tile: Uint8Array,
  offset: number,
  unit: Box,
  start: readonly number[],
  end: readonly number[],
  out: Uint8Array,
  place: { base: number; step: readonly [number, number, number] },
): void {
  const ny = unit.end[1] - unit.start[1];
  const nx = unit.end[2] - unit.start[2];
  const [z0 = 0, y0 = 0, x0 = 0] = start;
  const [z1 = 0, y1 = 0, x1 = 0] = end;
  for (let z = z0; z < z1; z++)
    for (let y = y0; y < y1; y++) {
      let from = offset + ((z - unit.start[0]) * ny + (y - unit.start[1])) * nx + (x0 - unit.start[2]);
      let to = place.base + z * place.step[0] + y * place.step[1] + x0 * place.step[2];
      if (place.step[2] === 1) {
        out.set(tile.subarray(from, from + x1 - x0), to);
        continue;
      }
      for (let x = x0; x < x1; x++) {
        out[to] = tile[from++] as number;
        to += place.step[2];
      }
    }
}
