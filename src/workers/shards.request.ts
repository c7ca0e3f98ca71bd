/** Pictures for training out of the calling thread: all that are wanted of one structure in one task. */
import type { ParamValues } from '../base/index.js';
import { task } from '../ports/index.js';
import type { Shape3 } from '../volume/index.js';

export interface ShardsArgs {
  readonly set: {
    readonly families: readonly string[];
    readonly modality: string;
    readonly baseSeed: number;
    readonly pictures: number;
    readonly shape?: Shape3 | undefined;
    readonly voxel?: number | undefined;
    readonly given?: ParamValues | undefined;
  };
  readonly indices: readonly number[];
}

export interface ShardResult {
  readonly index: number;
  readonly header: Readonly<Record<string, unknown>>;
  readonly bytes: Uint8Array;
}

export const shardsRequest = task<ShardsArgs, readonly ShardResult[]>('shards');
