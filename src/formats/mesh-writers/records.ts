/** Files of many small equal records, written block by block, whole or not at all. */
import { checkAborted } from '../../base/index.js';
import type { RunOptions } from '../../base/index.js';
import type { ByteSink } from '../../ports/index.js';
import type { FormatHost } from '../format.js';
import { MIB } from '../limits.js';

const BLOCK_BYTES = 2 * MIB;

/** A file that appears under its name when `work` is done, and not at all when it fails. */
export async function writeWhole(host: FormatHost, path: string, work: (sink: ByteSink) => Promise<void>): Promise<void> {
  const sink = await host.files.create(path);
  try {
    await work(sink);
    await sink.commit();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

/** Writes `count` records of `bytes` each; `fill` puts number i at `at`. */
export async function writeRecords(
  sink: ByteSink,
  count: number,
  bytes: number,
  fill: (view: DataView, at: number, i: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const most = Math.max(1, Math.floor(BLOCK_BYTES / bytes));
  for (let first = 0; first < count; first += most) {
    checkAborted(signal);
    const end = Math.min(count, first + most);
    const block = new Uint8Array((end - first) * bytes);
    const view = new DataView(block.buffer);
    for (let i = first; i < end; i++) fill(view, (i - first) * bytes, i);
    await sink.write(block);
  }
}

const LINES = 16384;

/** The same for lines of text. */
export async function writeLines(sink: ByteSink, count: number, line: (i: number) => string, signal?: AbortSignal): Promise<void> {
  const encoder = new TextEncoder();
  for (let first = 0; first < count; first += LINES) {
    checkAborted(signal);
    const lines = Array.from({ length: Math.min(LINES, count - first) }, (_, i) => line(first + i));
    await sink.write(encoder.encode(`${lines.join('\n')}\n`));
  }
}

/** Counts what is written over several arrays. */
export function stepProgress({ onProgress }: RunOptions, total: number): (count: number) => void {
  let done = 0;
  return (count) => {
    done += count;
    onProgress?.({ done, total, what: 'parts written' });
  };
}
