/**
 * Pictures for training in a plain layout: a JSON header, and one block of bytes to be gzipped: the image as little-endian
 * uint16 and then its classes as uint8, both in z,y,x order. The classes are the phases, or the finer codes of the modality,
 * with DEAD_BIT added on lithium that is cut off in the whole structure (18 neighbours), which a slice cannot show.
 */
import type { RunOptions } from '../../base/index.js';
import { deadLithium } from '../../simulate/index.js';
import type { ShardSet } from '../../workers/index.js';
import { synthesizeVolume } from './synthesize-volume.js';
import type { SynthesisTruth } from './synthesize-volume.js';

const DEAD_BIT = 0x80;

export interface Shard {
  readonly header: SynthesisTruth & { readonly index: number; readonly dtype: 'uint16' };
  readonly bytes: Uint8Array;
}

export function shardName(index: number): string {
  return String(index).padStart(6, '0');
}

/** Any index can be made by itself, on any machine; pictures of one structure are cheapest one after another. */
export function makeShard(set: ShardSet, index: number, options: RunOptions = {}): Shard {
  const { families, baseSeed, pictures, ...request } = set;
  const number = Math.floor(index / pictures);
  const family = families[number % families.length] ?? '';
  const seed = baseSeed * 1_000_000 + number;
  const { image, labels, codes, truth } = synthesizeVolume({ ...request, family, seed, picture: index % pictures }, options);
  const classes = codes ?? labels.data;
  const bytes = new Uint8Array(image.data.byteLength + classes.length);
  bytes.set(new Uint8Array(image.data.buffer, image.data.byteOffset, image.data.byteLength));
  bytes.set(classes, image.data.byteLength);
  if (truth.collector !== null && labels.shape[0] > 1)
    deadLithium(labels.data, labels.shape, 18).forEach((dead, i) => {
      if (dead === 1) bytes[image.data.byteLength + i] = (classes[i] ?? 0) | DEAD_BIT;
    });
  return { header: { index, dtype: 'uint16', ...truth }, bytes };
}
