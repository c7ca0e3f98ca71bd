/** What all readers of particles share: limits, the columns of a table as points and fields, and the source of a run. */
import { InvalidInputError } from '../../base/index.js';
import type { ByteSource } from '../../ports/index.js';
import type { FrameInfo, Geometry, GeometryBox, GeometryField, GeometryInfo, GeometrySource } from '../../volume/index.js';
import { byteText, corrupt, GIB, unsupported } from '../limits.js';

/** points of one frame */
export const MAX_POINTS = 50_000_000;
/** what the numbers of one frame may take */
const MAX_FRAME_BYTES = 4 * GIB;
/** snapshots of one run */
export const MAX_FRAMES = 1_000_000;

export type Triple = readonly [number, number, number];

export const POINTS_TEXT = 'up to 50 million points in a frame';

/** A count of points that a file promises: within the limits, and possible in the bytes that follow. */
export function checkedPoints(name: string, count: number, columns: number, bytesLeft: number): number {
  if (!Number.isSafeInteger(count) || count < 0)
    throw corrupt(name, `it promises ${Number.isNaN(count) ? 'an unreadable number of' : count} points`);
  if (count > MAX_POINTS)
    throw unsupported(name, `${count} points in a frame are more than the ${MAX_POINTS} that are read; write a part of them.`, 'too-large');
  // every number takes a digit and a separator
  if (count * columns * 2 - 1 > bytesLeft) throw corrupt(name, `its ${bytesLeft} bytes cannot hold the ${count} points it promises`);
  if (count * columns * 8 > MAX_FRAME_BYTES)
    throw unsupported(
      name,
      `${count} points with ${columns} columns need more than ${byteText(MAX_FRAME_BYTES)}; write fewer columns.`,
      'too-large',
    );
  return count;
}

/** A frame as its file holds it, and as geometry. */
export interface ParticleFrame {
  readonly geometry: Geometry;
  /** the numbers over which the hash is taken */
  readonly stored: Float64Array;
  /** whether all points lie in a plane of z */
  readonly flat: boolean;
}

export function isFlat(points: Float64Array): boolean {
  const z = points[2] ?? 0;
  for (let i = 2; i < points.length; i += 3) if (points[i] !== z) return false;
  return true;
}

/** Column `from` of a row-major table. */
export function column(table: Float64Array, width: number, from: number): Float64Array {
  const rows = table.length / width;
  const out = new Float64Array(rows);
  for (let i = 0, at = from; i < rows; i++, at += width) out[i] = table[at] as number;
  return out;
}

/** Three columns of a row-major table as points; a column of -1 is 0 everywhere. */
export function pointsOf(table: Float64Array, width: number, columns: Triple): Float64Array {
  const rows = table.length / width;
  const out = new Float64Array(rows * 3);
  for (let axis = 0; axis < 3; axis++) {
    const from = columns[axis] ?? -1;
    if (from < 0) continue;
    for (let i = 0, at = from, o = axis; i < rows; i++, at += width, o += 3) out[o] = table[at] as number;
  }
  return out;
}

/** Fields of one component from the columns that are not coordinates. */
export function fieldsOf(table: Float64Array, names: readonly string[], not: readonly number[]): GeometryField[] {
  return names.flatMap((name, i) =>
    not.includes(i) ? [] : [{ name, on: 'points' as const, components: 1, values: column(table, names.length, i) }],
  );
}

/** Points of scaled coordinates: fractions of the edges of the box. */
export function fromFractions(fractions: Float64Array, { origin, edges }: Pick<GeometryBox, 'origin' | 'edges'>): Float64Array {
  const [[ax, ay, az], [bx, by, bz], [cx, cy, cz]] = edges;
  const [ox, oy, oz] = origin;
  const out = new Float64Array(fractions.length);
  for (let i = 0; i < out.length; i += 3) {
    const a = fractions[i] as number;
    const b = fractions[i + 1] as number;
    const c = fractions[i + 2] as number;
    out[i] = ox + a * ax + b * bx + c * cx;
    out[i + 1] = oy + a * ay + b * by + c * cy;
    out[i + 2] = oz + a * az + b * bz + c * cz;
  }
  return out;
}

export interface FoundRun {
  readonly format: string;
  readonly bytes: Pick<ByteSource, 'name' | 'path' | 'close'>;
  readonly path: string;
  readonly unit: GeometryInfo['unit'];
  readonly frames: readonly FrameInfo[];
  readonly warnings?: readonly string[];
  readonly read: (index: number, signal?: AbortSignal) => Promise<ParticleFrame>;
  /** known after the first frame is read */
  readonly notes?: () => readonly string[];
}

/** A source over a run. The first frame is read at once, which tells its points and fields, and is kept. */
export async function particleSource(run: FoundRun): Promise<GeometrySource> {
  const first = await run.read(0);
  const { geometry } = first;
  const info: GeometryInfo = {
    format: run.format,
    kind: 'particles',
    path: run.path,
    points: geometry.points.length / 3,
    dimensions: first.flat ? 2 : 3,
    unit: run.unit,
    frames: run.frames,
    fields: geometry.fields.map(({ name, on, components }) => ({ name, on, components })),
    warnings: [...(run.warnings ?? []), ...(run.notes?.() ?? [])],
  };
  return {
    info,
    async frame(index, signal) {
      if (!Number.isInteger(index) || index < 0 || index >= run.frames.length)
        throw new InvalidInputError(`${run.bytes.name} has frames 0 to ${run.frames.length - 1}, not ${index}; choose one of them.`, {
          code: 'bad-frame',
          subject: run.path,
        });
      return index === 0 ? geometry : (await run.read(index, signal)).geometry;
    },
    storedCoordinates: () => Promise.resolve(first.stored),
    close: () => run.bytes.close(),
  };
}

/** A note on words that became numbers, where there is more than one. */
export function wordNote(what: string, names: readonly string[]): string[] {
  if (names.length < 2) return [];
  const shown = names.slice(0, 12).map((name, i) => `${i + 1} ${name.slice(0, 20)}`);
  return [`${what} is numbered: ${shown.join(', ')}${names.length > 12 ? ` and ${names.length - 12} more` : ''}.`];
}
