/**
 * What every file format looks like to the rest of the program: a record with a sniffer that never throws, and a way in.
 * A volume format lists data sets and opens one, which gives regions of voxels without reading the whole file; a
 * geometry format gives points and cells, which become voxels only when somebody says how long its unit is.
 */
import type { RunOptions } from '../base/index.js';
import type { Codecs, DatasetInfo, Files, Hdf5, Images, LongTailImages } from '../ports/index.js';
import type { Calibration, DType, GeometrySource, SourceKind, VolumeSource } from '../volume/index.js';
import type { Planes } from './planes.js';

/** What a reader or writer may use of the outside world. */
export interface FormatHost {
  readonly files: Files;
  readonly codecs: Codecs;
  readonly images: Images;
  /** absent where the host has no adapter for rare formats; those files are then refused by name */
  readonly longTail?: LongTailImages | undefined;
  /** absent where the host has no HDF5 library; those files are then refused by name */
  readonly hdf5?: Hdf5 | undefined;
}

export type { DatasetInfo };

/** The page about a format, for people: whole sentences. */
export interface FormatText {
  /** which variants are read, and how: in place, by chunks, or whole up to a stated limit */
  readonly reads: string;
  /** metadata that arrives: voxel size, unit, axes, channels, values */
  readonly keeps: string;
  /** what is lost on the way in, or refused by name */
  readonly loses: string;
  /** where it can be written: variants, what is kept in the file, what goes into the sidecar */
  readonly writes?: string;
}

interface FormatIdentity {
  readonly id: string;
  readonly title: string;
  readonly extensions: readonly string[];
  readonly kinds: readonly SourceKind[];
  readonly text: FormatText;
  /** whether a gzipped file of this format is read, too */
  readonly gzip?: boolean;
  /** 0 (not this format) to 1 (certain), from the first bytes; a gzipped file is sniffed with the size -1 */
  sniff(head: Uint8Array, name: string, size: number): number;
  /** asked where first bytes do not tell, like the kinds of HDF5: best scores first, the first that agrees has the file */
  confirm?(host: FormatHost, path: string): Promise<boolean>;
  /** whether a folder is this format, from the names and first bytes in it */
  ownsFolder?(host: FormatHost, path: string): Promise<boolean>;
}

export interface VolumeFormat extends FormatIdentity {
  /** data sets that can be opened, the default one first */
  list(host: FormatHost, path: string): Promise<readonly DatasetInfo[]>;
  open(host: FormatHost, path: string, dataset?: string): Promise<VolumeSource>;
  readonly writers?: readonly VolumeWriter[];
}

export interface WriteOptions extends RunOptions {
  /** the values are ids of the phase table: smaller copies take the commonest value, and names and colours are kept where they can */
  readonly labels?: boolean;
}

export interface VolumeWriter {
  /** by which it is chosen, the longest match first: "tif", "ome.tif" */
  readonly extension: string;
  readonly title: string;
  /** type that values get in the file, where it has no place for theirs */
  readonly storedAs?: Readonly<Partial<Record<DType, DType>>>;
  /** the file is there whole or not at all */
  write(host: FormatHost, path: string, planes: Planes, calibration: Calibration, options?: WriteOptions): Promise<void>;
}

export interface GeometryFormat extends FormatIdentity {
  openGeometry(host: FormatHost, path: string): Promise<GeometrySource>;
}

export type FormatRecord = VolumeFormat | GeometryFormat;

export function isGeometryFormat(format: FormatRecord): format is GeometryFormat {
  return 'openGeometry' in format;
}

/** How many first bytes `sniff` gets (fewer when the file is shorter). */
export const HEAD_BYTES = 1024;

/** Most formats hold one data set. */
export const ONE_DATASET: readonly DatasetInfo[] = [{ id: '', title: 'image' }];
