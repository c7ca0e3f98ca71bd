/**
 * Particles and meshes as files hold them: points, cells between them, fields on either, and the frames of a run.
 * Unlike everywhere else in the core, coordinates are x, y, z, in the unit of the file: most files do not name one.
 */

export type CellShape = 'vertex' | 'line' | 'triangle' | 'quad' | 'tetrahedron' | 'pyramid' | 'wedge' | 'hexahedron';

/** Nodes of a cell of each shape, in the order of VTK. */
export const CELL_NODES: Readonly<Record<CellShape, number>> = {
  vertex: 1,
  line: 2,
  triangle: 3,
  quad: 4,
  tetrahedron: 4,
  pyramid: 5,
  wedge: 6,
  hexahedron: 8,
};

export interface CellBlock {
  readonly shape: CellShape;
  /** of the block in the file: a part or a material */
  readonly name?: string;
  /** [cells, nodes of the shape], counted from 0 */
  readonly nodes: Int32Array;
}

export interface GeometryField {
  readonly name: string;
  readonly on: 'points' | 'cells';
  readonly components: number;
  /** [points or cells, components]; cells follow the order of the blocks */
  readonly values: Float64Array;
}

/** The simulation box: a corner and three edges, which need not be at right angles. */
export interface GeometryBox {
  readonly origin: readonly [number, number, number];
  /** a, b, c as rows of x, y, z */
  readonly edges: readonly [readonly [number, number, number], readonly [number, number, number], readonly [number, number, number]];
  readonly periodic: readonly [boolean, boolean, boolean];
}

export interface Geometry {
  /** [points, 3]: x, y, z; z is 0 in two dimensions */
  readonly points: Float64Array;
  readonly fields: readonly GeometryField[];
  /** none for particles */
  readonly cells: readonly CellBlock[];
  readonly box?: GeometryBox;
  /** coordinates along each axis where the points form a rectilinear grid, x fastest; the steps may differ */
  readonly grid?: { readonly x: Float64Array; readonly y: Float64Array; readonly z: Float64Array };
}

export interface FrameInfo {
  /** as the file counts: a time step, or the number of the snapshot */
  readonly step: number;
  /** simulated time, where the file gives one */
  readonly time?: number;
}

export interface GeometryInfo {
  /** id of the format record */
  readonly format: string;
  readonly kind: 'particles' | 'mesh';
  readonly path: string;
  /** of the first frame; later frames may have more or fewer */
  readonly points: number;
  readonly dimensions: 2 | 3;
  /** metres in one length of the file, and where that was read; null: the file does not say, so a person must */
  readonly unit: { readonly metres: number; readonly source: string } | null;
  readonly frames: readonly FrameInfo[];
  readonly fields: readonly { readonly name: string; readonly on: 'points' | 'cells'; readonly components: number }[];
  readonly warnings: readonly string[];
}

export interface GeometrySource {
  readonly info: GeometryInfo;
  frame(index: number, signal?: AbortSignal): Promise<Geometry>;
  /** the coordinates of the first frame in the layout of the file, over which its hash is taken */
  storedCoordinates(): Promise<Float64Array>;
  close(): Promise<void>;
}
