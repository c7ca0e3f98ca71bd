/** A `GeometrySource` over a mesh whose points and cells are known and whose fields are read for each frame. */
import { InvalidInputError } from '../../base/index.js';
import type { FrameInfo, Geometry, GeometryField, GeometryInfo, GeometrySource } from '../../volume/index.js';
import { corrupt } from '../limits.js';
import type { SortedCells } from './cells.js';

export interface FieldSpec {
  readonly name: string;
  readonly on: 'points' | 'cells';
  readonly components: number;
}

export interface FoundMesh {
  readonly format: string;
  readonly path: string;
  readonly name: string;
  /** [points, 3] */
  readonly points: Float64Array;
  readonly cells: SortedCells;
  readonly grid?: Geometry['grid'];
  readonly dimensions?: 2 | 3;
  readonly frames?: readonly FrameInfo[];
  readonly fields: readonly FieldSpec[];
  readonly warnings: readonly string[];
  /** of its lengths, where the file says */
  readonly unit?: GeometryInfo['unit'];
  /** as the file lays coordinates out; the points themselves when absent */
  readonly stored?: Float64Array;
  /** [points or cells of the file, components] of one field at one frame */
  values(field: number, frame: number, signal?: AbortSignal): Promise<ArrayLike<number>>;
  close(): Promise<void>;
}

/** Flat meshes lie at one height. */
export function dimensionsOf(points: Float64Array): 2 | 3 {
  const z = points[2] ?? 0;
  for (let i = 5; i < points.length; i += 3) if (points[i] !== z) return 3;
  return 2;
}

export function checkFinite(name: string, points: Float64Array): Float64Array {
  for (let i = 0; i < points.length; i++)
    if (!Number.isFinite(points[i])) throw corrupt(name, `its point ${Math.floor(i / 3) + 1} has a coordinate that is no number`);
  return points;
}

/** Values of cells in the order of the blocks. */
function inBlockOrder(values: ArrayLike<number>, components: number, { order }: SortedCells): Float64Array {
  if (order === undefined) return Float64Array.from(values);
  const out = new Float64Array(order.length * components);
  for (let cell = 0; cell < order.length; cell++) {
    const from = (order[cell] ?? 0) * components;
    for (let c = 0; c < components; c++) out[cell * components + c] = values[from + c] ?? NaN;
  }
  return out;
}

export function meshSource(found: FoundMesh): GeometrySource {
  const { format, path, name, points, cells, fields } = found;
  const frames = found.frames ?? [{ step: 0 }];
  const info: GeometryInfo = {
    format,
    kind: 'mesh',
    path,
    points: points.length / 3,
    dimensions: found.dimensions ?? dimensionsOf(points),
    unit: found.unit ?? null,
    frames,
    fields: fields.map((field) => ({ name: field.name, on: field.on, components: field.components })),
    warnings: [...found.warnings, ...cells.warnings],
  };

  async function frame(index: number, signal?: AbortSignal): Promise<Geometry> {
    if (!Number.isInteger(index) || index < 0 || index >= frames.length)
      throw new InvalidInputError(`${name} has ${frames.length} frames, counted from 0; frame ${index} does not exist.`, {
        code: 'no-frame',
        subject: path,
      });
    const read: GeometryField[] = [];
    for (const [i, { name: title, on, components }] of fields.entries()) {
      const values = await found.values(i, index, signal);
      read.push({
        name: title,
        on,
        components,
        values: on === 'cells' ? inBlockOrder(values, components, cells) : Float64Array.from(values),
      });
    }
    return { points, cells: cells.blocks, fields: read, ...(found.grid === undefined ? {} : { grid: found.grid }) };
  }

  return { info, frame, storedCoordinates: () => Promise.resolve(found.stored ?? points), close: () => found.close() };
}
