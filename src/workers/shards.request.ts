/** Pictures for training out of the calling thread: all that are wanted of one structure in one task. */
import type { ParamValues } from '../base/index.js';
import { task } from '../ports/index.js';
import type { Shape3 } from '../volume/index.js';

export interface ShardSet {
  /** taken in turn by structure */
  readonly families: readonly string[];
  readonly modality: string;
  /** apart for training, validation and test */
  readonly baseSeed: number;
  /** of every structure */
  readonly pictures: number;
  readonly shape?: Shape3 | undefined;
  readonly voxel?: number | undefined;
  readonly given?: ParamValues | undefined;
}

export interface ShardsArgs {
  readonly set: ShardSet;
  readonly indices: readonly number[];
}

export interface ShardResult {
  readonly index: number;
  readonly header: Readonly<Record<string, unknown>>;
  readonly bytes: Uint8Array;
}

export const shardsRequest = task<ShardsArgs, readonly ShardResult[]>('shards');
