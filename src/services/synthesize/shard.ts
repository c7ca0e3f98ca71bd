/**
 * Volumes for training in a plain layout: a JSON header, and one block of bytes to be gzipped: the image as little-endian
 * uint16 and then the labels as uint8, both in z,y,x order.
 */
import { synthesizeXct } from './synthesize-xct.js';
import type { SynthesizeXctRequest, XctTruth } from './synthesize-xct.js';

export interface ShardRequest extends Omit<SynthesizeXctRequest, 'family' | 'seed'> {
  /** apart for training, validation and test */
  readonly baseSeed: number;
  readonly index: number;
  /** taken in turn by index */
  readonly families: readonly string[];
}

export interface Shard {
  /** file name without extension */
  readonly name: string;
  readonly header: XctTruth & { readonly index: number; readonly dtype: 'uint16' };
  readonly bytes: Uint8Array;
}

/** Any index can be made by itself, on any machine. */
export function makeShard({ baseSeed, index, families, ...request }: ShardRequest): Shard {
  const family = families[index % families.length] ?? '';
  const { image, labels, truth } = synthesizeXct({ ...request, family, seed: baseSeed * 1_000_000 + index });
  const bytes = new Uint8Array(image.data.byteLength + labels.data.length);
  bytes.set(new Uint8Array(image.data.buffer));
  bytes.set(labels.data, image.data.byteLength);
  return { name: String(index).padStart(6, '0'), header: { index, dtype: 'uint16', ...truth }, bytes };
}
