/** Pictures (PNG, JPEG, WebP) through the host's library: decoded exactly, or refused. */
import type { VoxelArray } from '../volume/index.js';

export interface DecodedImage {
  readonly width: number;
  readonly height: number;
  /** interleaved samples per pixel: 1 grey, 3 RGB, 4 RGBA */
  readonly samples: number;
  readonly data: VoxelArray;
}

export interface Images {
  /** size and type without decoding pixels */
  probe(bytes: Uint8Array, name: string): Promise<{ width: number; height: number; samples: number; dtype: 'uint8' | 'uint16' }>;
  decode(bytes: Uint8Array, name: string): Promise<DecodedImage>;
  encodePng(image: { width: number; height: number; samples: 1 | 3 | 4; data: Uint8Array }): Promise<Uint8Array>;
}

/** The long tail of image formats, decoded whole, at most 1 GiB, out of the calling thread. */
export interface LongTailImages {
  decode(
    path: string,
    maxBytes: number,
    signal?: AbortSignal,
  ): Promise<{
    shape: readonly [number, number, number];
    samples: number;
    data: VoxelArray;
    spacing: readonly [number, number, number];
    direction: readonly number[];
  }>;
}
