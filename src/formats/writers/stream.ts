/** What the writers of plain formats share: a header, the planes as they are in memory, and a tail, whole or not at all. */
import { checkAborted, METRES } from '../../base/index.js';
import type { LengthUnit, RunOptions } from '../../base/index.js';
import type { Calibration, VoxelArray } from '../../volume/index.js';
import type { FormatHost } from '../format.js';
import { MIB } from '../limits.js';
import type { Planes } from '../planes.js';

const SLAB_BYTES = 32 * MIB;

export interface PlainFile {
  readonly head: Uint8Array;
  /** stored bytes of planes; default: the samples as they are, little-endian */
  readonly encode?: (data: VoxelArray) => Uint8Array;
  readonly tail?: Uint8Array;
}

const asBytes = (data: VoxelArray): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** Samples lie one after another in z, y, x order between head and tail. Memory: one slab of at most 32 MiB. */
export async function writePlain(
  host: FormatHost,
  path: string,
  planes: Planes,
  { head, encode = asBytes, tail }: PlainFile,
  { signal, onProgress }: RunOptions = {},
): Promise<void> {
  const [nz, ny, nx] = planes.shape;
  const step = Math.max(1, Math.floor(SLAB_BYTES / (ny * nx * 8)));
  const sink = await host.files.create(path);
  try {
    await sink.write(head);
    for (let z = 0; z < nz; z += step) {
      checkAborted(signal);
      const end = Math.min(nz, z + step);
      await sink.write(encode(await planes.read(z, end, signal)));
      onProgress?.({ done: end, total: nz, what: 'slices' });
    }
    if (tail !== undefined) await sink.write(tail);
    await sink.commit();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

export interface UnitLengths {
  readonly unit: LengthUnit;
  /** z, y, x */
  readonly value: readonly [number, number, number];
}

/** Lengths in the unit that people gave, without the noise of the conversion from metres; undefined when unknown. */
export function unitLengths({ spacing, unit }: Calibration): UnitLengths | undefined {
  if (spacing === null) return undefined;
  const shown = unit ?? 'um';
  const [z, y, x] = spacing.map((metres) => Number((metres / METRES[shown]).toPrecision(12)));
  return { unit: shown, value: [z ?? 0, y ?? 0, x ?? 0] };
}
