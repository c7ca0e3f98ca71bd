/** Balls that stand out of a periodic box appear on its other side, too. */
import type { GeometryBox } from '../volume/index.js';
import { isUpright } from './grid.js';

export interface Balls {
  /** [balls, 3]: x, y, z */
  readonly centres: Float64Array;
  readonly radii: Float64Array;
}

type Edge = readonly [number, number, number];

/** The balls and those of their periodic images that reach into the box. Each edge is walked by at most one box. */
export function periodicImages(box: GeometryBox | undefined, centres: Float64Array, radii: Float64Array): Balls {
  if (box === undefined || !box.periodic.includes(true)) return { centres, radii };
  const low = [0, 1, 2].map((a) => box.edges.reduce((sum, edge) => sum + Math.min(0, edge[a] ?? 0), box.origin[a] ?? 0));
  const high = [0, 1, 2].map((a) => box.edges.reduce((sum, edge) => sum + Math.max(0, edge[a] ?? 0), box.origin[a] ?? 0));
  const shifts = imageShifts(box);
  const outCentres: number[] = [];
  const outRadii: number[] = [];
  radii.forEach((r, p) => {
    for (const shift of shifts) {
      const place = shift.map((length, a) => (centres[3 * p + a] ?? 0) + length);
      const own = shift.every((length) => length === 0);
      if (own || place.every((value, a) => value + r > (low[a] ?? 0) && value - r < (high[a] ?? 0))) {
        outCentres.push(...place);
        outRadii.push(r);
      }
    }
  });
  return { centres: Float64Array.from(outCentres), radii: Float64Array.from(outRadii) };
}

/** Centres that left an upright periodic box (as unwrapped coordinates do) back inside it. */
export function wrapped(box: GeometryBox | undefined, centres: Float64Array): Float64Array {
  if (box === undefined || !isUpright(box)) return centres;
  const { origin, edges, periodic } = box;
  return centres.map((value, i) => {
    const a = (i % 3) as 0 | 1 | 2;
    const length = edges[a][a];
    const away = value - origin[a];
    return periodic[a] && length > 0 && (away < 0 || away > length) ? value - Math.floor(away / length) * length : value;
  });
}

function imageShifts({ edges, periodic }: GeometryBox): readonly Edge[] {
  const times = (a: 0 | 1 | 2): readonly number[] => (periodic[a] ? [0, -1, 1] : [0]);
  return times(0).flatMap((i) =>
    times(1).flatMap((j) =>
      times(2).map((k): Edge => {
        const along = (axis: 0 | 1 | 2): number => i * edges[0][axis] + j * edges[1][axis] + k * edges[2][axis];
        return [along(0), along(1), along(2)];
      }),
    ),
  );
}
