/** A triangle mesh. Vertices are z,y,x in metres. */
export interface Mesh {
  readonly vertices: Float32Array;
  readonly triangles: Uint32Array;
  readonly title: string;
}
