/**
 * Many shards on all workers. A folder can be filled in several runs: what is complete is not made again. The header is
 * written last, so a shard with a header is whole.
 */
import { checkAborted } from '../../base/index.js';
import type { RunOptions } from '../../base/index.js';
import { shardsRequest } from '../../workers/index.js';
import type { ShardSet } from '../../workers/index.js';
import type { ServiceHost } from '../service-host.js';
import { hashBytes } from '../volumes/hash-bytes.js';
import { shardName } from './shard.js';

export interface ShardFile {
  readonly header: string;
  readonly data: string;
  readonly seed: number;
  readonly sha256: string;
}

const MOST_HEADER_BYTES = 1 << 20;

export async function writeShards(
  host: ServiceHost,
  set: ShardSet,
  range: { readonly start: number; readonly count: number; readonly folder: string },
  options: RunOptions,
): Promise<ShardFile[]> {
  const { files, codecs, workers } = host.ports;
  const path = (index: number, ending: string): string => files.join(range.folder, shardName(index) + ending);
  const made = new Map<number, ShardFile>();
  const groups = new Map<number, number[]>();
  for (let index = range.start; index < range.start + range.count; index++) {
    const whole = await complete(host, path(index, '.json'), path(index, '.bin.gz'));
    if (whole !== undefined) made.set(index, whole);
    else groups.set(Math.floor(index / set.pictures), [...(groups.get(Math.floor(index / set.pictures)) ?? []), index]);
  }
  const report = (): void => options.onProgress?.({ done: made.size, total: range.count, what: 'volumes' });
  report();

  const queue = [...groups.values()];
  const lane = async (): Promise<void> => {
    for (let indices = queue.shift(); indices !== undefined; indices = queue.shift()) {
      checkAborted(options.signal);
      for (const { index, header, bytes } of await workers.run(shardsRequest, { set, indices }, options.signal)) {
        const voxels = bytes.length / 3;
        const sha256 = hashBytes(host, bytes.subarray(0, 2 * voxels));
        await files.writeBytes(path(index, '.bin.gz'), await codecs.gzip(bytes, 1));
        const text = JSON.stringify({ ...header, sha256, appVersion: host.options.appVersion });
        await files.writeBytes(path(index, '.json'), new TextEncoder().encode(text));
        made.set(index, { header: path(index, '.json'), data: path(index, '.bin.gz'), seed: Number(header['seed']), sha256 });
        report();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, workers.threads) }, lane));
  return [...made].sort(([a], [b]) => a - b).map(([, file]) => file);
}

/** What a header that can be read says, when its data are there too. */
async function complete(host: ServiceHost, header: string, data: string): Promise<ShardFile | undefined> {
  const { files } = host.ports;
  if (!(await files.exists(header)) || !(await files.exists(data))) return undefined;
  try {
    const { seed, sha256 } = JSON.parse(new TextDecoder().decode(await files.readBytes(header, MOST_HEADER_BYTES))) as {
      seed: unknown;
      sha256: unknown;
    };
    return typeof seed === 'number' && typeof sha256 === 'string' ? { header, data, seed, sha256 } : undefined;
  } catch {
    return undefined;
  }
}
