/**
 * Opening and inspecting files, wherever the readers run: in this thread, or in one that can be stopped. Nobody outside
 * the formats and their hosts knows which.
 */
import type { RunOptions } from '../base/index.js';
import type { GeometryInfo, GeometrySource, SourceInfo, VolumeSource } from '../volume/index.js';

export interface DatasetInfo {
  /** passed back to `open`; empty for the only one */
  readonly id: string;
  readonly title: string;
}

export interface SpacingEntry {
  /** one entry for each of z, y, x that the source has */
  readonly value: readonly number[];
  readonly unit: string | null;
  readonly source: string;
}

export interface VolumeEntry {
  readonly path: string;
  readonly format: string;
  readonly kind: SourceInfo['kind'];
  readonly dataset?: string;
  readonly axes: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly spacing: SpacingEntry | null;
  readonly channels?: readonly { readonly name: string }[];
  readonly sha256: string;
  readonly warnings: readonly string[];
}

/** Particles and meshes have points instead of axes. */
export interface GeometryEntry {
  readonly path: string;
  readonly format: string;
  readonly kind: GeometryInfo['kind'];
  readonly points: number;
  /** of the run */
  readonly frames: number;
  /** names of the values on points and cells */
  readonly fields: readonly string[];
  /** of its lengths, where the file says */
  readonly unit: GeometryInfo['unit'];
  readonly spacing: null;
  /** over the coordinates as float64, in the layout of the file */
  readonly sha256: string;
  readonly warnings: readonly string[];
}

export interface ErrorEntry {
  readonly path: string;
  readonly error: { readonly code: string; readonly message: string; readonly subject: string };
}

export type InspectedEntry = VolumeEntry | GeometryEntry | ErrorEntry;

/** A source that also tells the SHA-256 of its stored values, taken where they are decoded. */
export interface OpenSource extends VolumeSource {
  hash(options?: RunOptions): Promise<string>;
}

export interface Sources {
  /** one entry for each data set of a path, with the hash of its values; one error entry when it cannot be read */
  inspect(path: string, options?: RunOptions): Promise<readonly InspectedEntry[]>;
  /** the same from headers alone, hashes left empty; several paths are the slices of one stack */
  glance(path: string | readonly string[], signal?: AbortSignal): Promise<readonly InspectedEntry[]>;
  /** the data sets of a path, the default one first */
  list(path: string, signal?: AbortSignal): Promise<readonly DatasetInfo[]>;
  /** a file, a folder of slices, an OME-Zarr, or several chosen slices */
  open(path: string | readonly string[], dataset?: string, signal?: AbortSignal): Promise<OpenSource>;
  /** particles or a mesh */
  openGeometry(path: string, signal?: AbortSignal): Promise<GeometrySource>;
}
