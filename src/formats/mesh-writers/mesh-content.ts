/** What the writers of meshes take: closed surfaces of phases, or hexahedra, both in lengths of one unit; coordinates are x, y, z. */
import type { RunOptions } from '../../base/index.js';
import type { Phase } from '../../volume/index.js';
import type { FormatHost } from '../format.js';

/** A slab of a surface: its triangles may name the first vertices of the next part, as if they followed its own. */
export interface SurfacePart {
  /** x, y, z in voxels from the centre of the first voxel */
  readonly vertices: Float32Array;
  readonly triangles: Uint32Array;
}

export interface Surface {
  readonly phase: Phase;
  readonly parts: readonly SurfacePart[];
}

/** Where voxels lie in space. */
export interface MeshFrame {
  /** edges of a voxel along x, y, z */
  readonly scale: readonly [x: number, y: number, z: number];
  /** centre of the first voxel */
  readonly origin: readonly [x: number, y: number, z: number];
  /** name of the unit of both; "voxel" where the voxel size is unknown */
  readonly unit: string;
}

export interface SurfaceContent {
  readonly surfaces: readonly Surface[];
  readonly frame: MeshFrame;
}

/** Hexahedra of voxels, which come in the order of the file, array by array. */
export interface HexahedraContent {
  readonly nodes: number;
  readonly cells: number;
  readonly phases: readonly Phase[];
  readonly unit: string;
  /** x, y, z of the nodes */
  points(): AsyncIterable<Float64Array>;
  /** eight nodes of each cell */
  connectivity(): AsyncIterable<Int32Array>;
  /** phase of each cell */
  labels(): AsyncIterable<Uint8Array>;
}

export type MeshExtension = 'stl' | 'ply' | 'obj' | 'vtp' | 'vtu';

interface WriterIdentity {
  /** by which it is chosen */
  readonly extension: MeshExtension;
  readonly title: string;
  /** for docs: what the file holds, and where its unit stands */
  readonly text: string;
}

/** The file is there whole or not at all. */
export interface SurfaceWriter extends WriterIdentity {
  readonly kind: 'surface';
  /** whether one file tells the surfaces of several phases apart */
  readonly several: boolean;
  write(host: FormatHost, path: string, mesh: SurfaceContent, options?: RunOptions): Promise<void>;
}

export interface HexahedraWriter extends WriterIdentity {
  readonly kind: 'hexahedra';
  write(host: FormatHost, path: string, mesh: HexahedraContent, options?: RunOptions): Promise<void>;
}

export type MeshWriter = SurfaceWriter | HexahedraWriter;

export function vertexCount({ parts }: Surface): number {
  return parts.reduce((sum, { vertices }) => sum + vertices.length / 3, 0);
}

export function triangleCount({ parts }: Surface): number {
  return parts.reduce((sum, { triangles }) => sum + triangles.length / 3, 0);
}

/** Red, green, blue of a phase, 0 to 255. */
export function phaseColour({ color }: Phase): readonly [number, number, number] {
  const at = (place: number): number => parseInt(color.slice(place, place + 2), 16);
  return [at(1), at(3), at(5)];
}
