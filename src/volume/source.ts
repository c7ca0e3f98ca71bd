/**
 * Reading voxels without ever needing the whole volume. Stored values stay stored: a rescale slope or a
 * palette is described, not applied. Coordinates follow `info.axes`, slowest first.
 */
import type { DType, VoxelArray } from './dtype.js';
import type { Calibration, Shape3 } from './volume.js';

export type AxisName = 't' | 'c' | 'z' | 'y' | 'x';

/** What a multi-plane file is. Only a `volume` has a third dimension of space. */
export type SourceKind = 'volume' | 'series' | 'projections' | 'image' | 'spectrum' | 'particles' | 'mesh';

export interface Axis {
  readonly name: AxisName;
  readonly size: number;
}

export interface SourceInfo {
  /** id of the format record: "tiff", "mrc", ... */
  readonly format: string;
  readonly kind: SourceKind;
  /** slowest first; a subsequence of t c z y x, with interleaved colour samples as a trailing c */
  readonly axes: readonly Axis[];
  readonly dtype: DType;
  /** as in the file, e.g. "float16", "bool"; equals dtype when nothing was converted */
  readonly storedDtype: string;
  readonly calibration: Calibration;
  /** numbers for the voxel size without a unit (z, y, x), when the file gives them so */
  readonly unitlessSpacing?: readonly [number, number, number];
  readonly direction: readonly number[];
  readonly valueScale?: { readonly slope: number; readonly intercept: number; readonly unit?: string };
  readonly channels?: readonly { readonly name: string }[];
  /** decoded size in bytes */
  readonly bytes: number;
  /** what one slice costs: whole-file sources are decoded once and kept within the stated limit */
  readonly cost: 'contiguous' | 'per-slice' | 'per-chunk' | 'whole-file';
  readonly warnings: readonly string[];
  readonly path: string;
  readonly dataset?: string;
  /** rows at the lower edge that a microscope wrote under its picture; another data set leaves them out */
  readonly dataBarRows?: number;
}

export interface Region {
  /** first index on every axis of `info.axes` */
  readonly start: readonly number[];
  /** length on every axis of `info.axes` */
  readonly size: readonly number[];
}

export interface VolumeSource {
  readonly info: SourceInfo;
  /** C-ordered values of a region, converted to `info.dtype`; the array is the caller's. Rejects regions outside the axes. */
  read(region: Region, signal?: AbortSignal): Promise<VoxelArray>;
  close(): Promise<void>;
}

/** z, y, x lengths of a source; missing axes count 1. */
export function spatialShape(info: SourceInfo): Shape3 {
  const size = (name: AxisName): number => info.axes.find((axis) => axis.name === name)?.size ?? 1;
  return [size('z'), size('y'), size('x')];
}

/** The region of planes [z0, z1) of a source, first channel and time point. */
export function slabRegion(info: SourceInfo, z0: number, z1: number): Region {
  const start = info.axes.map((axis) => (axis.name === 'z' ? z0 : 0));
  const size = info.axes.map((axis) => (axis.name === 'z' ? z1 - z0 : axis.name === 't' || axis.name === 'c' ? 1 : axis.size));
  return { start, size };
}
