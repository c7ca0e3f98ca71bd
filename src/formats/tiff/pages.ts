/** An open TIFF as a list of pages whose blocks can be read. */
import { LithoscopeError } from '../../base/index.js';
import type { ByteSource } from '../../ports/index.js';
import type { VoxelArray } from '../../volume/index.js';
import type { FormatHost } from '../format.js';
import type { Block } from '../plane-source.js';
import { chunkTable, readPageBlock } from './chunks.js';
import type { ChunkTable } from './chunks.js';
import { withDecoder } from './decoder.js';
import { openTiff, readChain } from './ifd.js';
import { describePage } from './page.js';
import type { TiffPage } from './page.js';
import { readPlanes } from './runs.js';
import { TAG } from './tags.js';

/** strip tables kept in memory at once */
const TABLES_KEPT = 256;

export interface TiffPages {
  readonly source: ByteSource;
  readonly pages: readonly TiffPage[];
  /** the chain of pages ran off the end of the file */
  readonly cut: boolean;
  /** pages that cannot be read, as messages */
  readonly skipped: readonly string[];
  readBlock(page: TiffPage, sample: number, block: Block, signal?: AbortSignal): Promise<VoxelArray>;
  /** the same block of many pages, one behind the other in `into` */
  readPlanes(
    planes: readonly { readonly page: TiffPage; readonly sample: number }[],
    block: Block,
    into: VoxelArray,
    signal?: AbortSignal,
  ): Promise<void>;
  close(): Promise<void>;
}

export async function openPages(host: FormatHost, path: string): Promise<TiffPages> {
  const source = await host.files.open(path);
  try {
    const { file, first } = await openTiff(source);
    const { ifds, cut } = await readChain(file, first);
    const pages: TiffPage[] = [];
    const skipped: string[] = [];
    for (const [index, ifd] of ifds.entries()) {
      try {
        const page = await withDecoder(host, await describePage(file, ifd, index));
        // pages of one strip say at once whether their data are there
        if ((ifd.entries.get(TAG.stripOffsets)?.count ?? 0) === 1) await chunkTable(page);
        pages.push(page);
      } catch (error) {
        // a later page of another kind (a JPEG thumbnail) does not spoil the stack; damage does
        if (pages.length === 0 || !(error instanceof LithoscopeError) || error.tag !== 'unsupported') throw error;
        skipped.push(error.message);
      }
    }
    const last = pages.at(-1);
    if (last !== undefined) await chunkTable(last);
    return pagesOf(host, source, pages, cut, skipped);
  } catch (error) {
    await source.close();
    throw error;
  }
}

function pagesOf(host: FormatHost, source: ByteSource, pages: readonly TiffPage[], cut: boolean, skipped: readonly string[]): TiffPages {
  const tables = new Map<TiffPage, Promise<ChunkTable>>();
  function tableOf(page: TiffPage): Promise<ChunkTable> {
    const known = tables.get(page);
    if (known !== undefined) return known;
    const table = chunkTable(page);
    if (tables.size >= TABLES_KEPT) tables.clear();
    tables.set(page, table);
    return table;
  }
  return {
    source,
    pages,
    cut,
    skipped,
    async readBlock(page, sample, block, signal) {
      return readPageBlock({ page, table: await tableOf(page), sample }, block, host.codecs, signal);
    },
    async readPlanes(planes, block, into, signal) {
      const open = planes.map(({ page, sample }) => async () => ({ page, table: await tableOf(page), sample }));
      await readPlanes(open, block, into, host.codecs, signal);
    },
    close: () => source.close(),
  };
}
