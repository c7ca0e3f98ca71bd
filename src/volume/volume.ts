/**
 * The words everything else is written in. Axes are always z, y, x (plane, row, column), slowest first;
 * spacing and origin are in metres; `null` spacing means unknown, never 1.
 */
import type { LengthUnit } from '../base/index.js';
import type { DType, VoxelArray } from './dtype.js';

export type Vec3 = readonly [z: number, y: number, x: number];
export type Shape3 = readonly [nz: number, ny: number, nx: number];

/** Voxel size with where it was read: "ImageJ spacing and resolution tags", "given by the user". */
export interface Calibration {
  /** metres; null = unknown */
  readonly spacing: Vec3 | null;
  readonly source: string;
  /** the unit people gave; numbers are shown in it. null when unknown */
  readonly unit: LengthUnit | null;
}

export interface Volume<T extends VoxelArray = VoxelArray> {
  readonly data: T;
  readonly shape: Shape3;
  readonly dtype: DType;
  readonly calibration: Calibration;
  /** metres, of the centre of voxel (0,0,0) */
  readonly origin: Vec3;
  /** 3x3 row-major direction cosines */
  readonly direction: readonly number[];
  readonly provenance: Provenance;
}

/** A volume whose values are ids of the phase table (`phases.ts`). */
export interface LabelVolume extends Volume<Uint8Array> {
  readonly dtype: 'uint8';
}

export interface Provenance {
  /** what the data came from: a path, a generator with its seed, a model */
  readonly source: string;
  /** of the decoded values in z,y,x order, little-endian; absent until computed */
  readonly sha256?: string;
}

export const NO_CALIBRATION: Calibration = { spacing: null, source: 'unknown', unit: null };
export const IDENTITY_DIRECTION: readonly number[] = [1, 0, 0, 0, 1, 0, 0, 0, 1];

export function voxelCount(shape: Shape3): number {
  return shape[0] * shape[1] * shape[2];
}

/** A label volume from its essentials. */
export function labelVolume(data: Uint8Array, shape: Shape3, calibration: Calibration, source: string): LabelVolume {
  if (data.length !== voxelCount(shape))
    throw new RangeError(`label data has ${data.length} voxels, the shape ${shape.join('x')} needs ${voxelCount(shape)}`);
  return { data, shape, dtype: 'uint8', calibration, origin: [0, 0, 0], direction: IDENTITY_DIRECTION, provenance: { source } };
}

/** The faces of the box: `-` is index 0. */
export type Face = 'z-' | 'z+' | 'y-' | 'y+' | 'x-' | 'x+';
export const FACES: readonly Face[] = ['z-', 'z+', 'y-', 'y+', 'x-', 'x+'];

export interface FaceGeometry {
  /** 0 z, 1 y, 2 x */
  readonly axis: 0 | 1 | 2;
  /** true when the face is at the last index, so growth away from it runs towards index 0 */
  readonly atEnd: boolean;
}

export function faceGeometry(face: Face): FaceGeometry {
  const axis = face[0] === 'z' ? 0 : face[0] === 'y' ? 1 : 2;
  return { axis, atEnd: face[1] === '+' };
}

/** The face at the first or the last index of an axis. */
export function faceAt(axis: 0 | 1 | 2, atEnd: boolean): Face {
  return `${(['z', 'y', 'x'] as const)[axis]}${atEnd ? '+' : '-'}`;
}

/** Labels read plane by plane, so that they need not fit into memory. */
export interface LabelStack {
  readonly shape: Shape3;
  readonly calibration: Calibration;
  /** the planes [first, end) along z; the caller does not write into them */
  planes(first: number, end: number, signal?: AbortSignal): Promise<Uint8Array>;
}

/** A volume in memory as a stack: planes are views, nothing is copied. */
export function stackOf({ data, shape, calibration }: LabelVolume): LabelStack {
  const plane = shape[1] * shape[2];
  return { shape, calibration, planes: (first, end) => Promise.resolve(data.subarray(first * plane, end * plane)) };
}
