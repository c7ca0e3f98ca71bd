/**
 * What every file format looks like to the rest of the program: a record with a sniffer that never throws,
 * a list of data sets, and `open`, which gives regions of voxels without reading the whole file.
 */
import type { Codecs, Files, Images, LongTailImages } from '../ports/index.js';
import type { SourceKind, VolumeSource } from '../volume/index.js';

/** What a reader or writer may use of the outside world. */
export interface FormatHost {
  readonly files: Files;
  readonly codecs: Codecs;
  readonly images: Images;
  /** absent where the host has no adapter for rare formats; those files are then refused by name */
  readonly longTail?: LongTailImages | undefined;
}

export interface DatasetInfo {
  /** passed back to `open`; empty for the only one */
  readonly id: string;
  readonly title: string;
}

export interface FormatRecord {
  readonly id: string;
  readonly title: string;
  readonly extensions: readonly string[];
  readonly reads: boolean;
  readonly writes: boolean;
  readonly kinds: readonly SourceKind[];
  /** what is kept and what is lost, for people */
  readonly notes: string;
  /** whether a gzipped file of this format is read, too */
  readonly gzip?: boolean;
  /** 0 (not this format) to 1 (certain), from the first bytes; a folder is sniffed with empty bytes and the size -1 */
  sniff(head: Uint8Array, name: string, size: number): number;
  /** data sets that can be opened, the default one first */
  list(host: FormatHost, path: string): Promise<readonly DatasetInfo[]>;
  open(host: FormatHost, path: string, dataset?: string): Promise<VolumeSource>;
}

/** How many first bytes `sniff` gets (fewer when the file is shorter). */
export const HEAD_BYTES = 1024;

/** Most formats hold one data set. */
export const ONE_DATASET: readonly DatasetInfo[] = [{ id: '', title: 'image' }];
