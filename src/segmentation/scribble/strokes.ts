/** Painted voxels: where strokes are and which phase they name, checked before anything is computed. */
import { InvalidInputError } from '../../base/index.js';
import { PHASES, voxelCount, type Shape3 } from '../../volume/index.js';
import { boxInView, type View } from '../view.js';

/** Voxels in the order of the volume; coordinates are those of the volume. */
export interface Strokes {
  /** connected painted pieces */
  readonly strokes: number;
  readonly shape: Shape3;
  /** z y x index */
  readonly voxels: Float64Array;
  /** phase of each */
  readonly phases: Uint8Array;
  /** which stroke, or part of a long one, each belongs to, from 0 */
  readonly groups: Int32Array;
}

/** more than this says nothing new, and takes its time */
const MOST_VOXELS = 60_000;
/** of a class, to learn from */
const FEWEST_VOXELS = 3;

function refuse(message: string, code: string): never {
  throw new InvalidInputError(message, { code, subject: 'scribbles' });
}

/** `painted` holds a phase where a stroke is and 0 elsewhere, in the shape of the image. */
export function collectStrokes(painted: Uint8Array, shape: Shape3, image: Shape3): Strokes {
  if (shape.some((n, axis) => n !== image[axis]))
    refuse(
      `The strokes have ${shape.join(' x ')} voxels and the image ${image.join(' x ')} (z x y x x); give strokes of the same shape.`,
      'shape-mismatch',
    );
  const counts = new Float64Array(256);
  for (let i = 0; i < painted.length; i++) counts[painted[i] as number] = (counts[painted[i] as number] as number) + 1;
  const total = voxelCount(shape) - (counts[0] as number);
  const foreign = [...counts.keys()].filter((value) => value >= PHASES.length && (counts[value] as number) > 0);
  if (foreign.length > 0)
    refuse(
      `The strokes hold the values ${foreign.join(', ')}, which are no phases (1 to ${PHASES.length - 1}, 0 where nothing is painted); say what they mean with a map, like ${foreign[0] ?? 255}=lithium.`,
      'unknown-phase',
    );
  if (total === 0) refuse('No voxel is painted: the strokes are 0 everywhere; paint at least two phases.', 'no-strokes');
  const painting = PHASES.filter(({ id }) => id > 0 && (counts[id] as number) > 0);
  if (painting.length < 2)
    refuse(
      `All strokes say ${painting[0]?.name ?? 'nothing'}: with one phase there is nothing to tell apart; paint at least one other phase too.`,
      'one-class',
    );
  const thin = painting.find(({ id }) => (counts[id] as number) < FEWEST_VOXELS);
  if (thin !== undefined)
    refuse(
      `Only ${counts[thin.id] ?? 0} painted voxels say ${thin.name}, at least ${FEWEST_VOXELS} are needed to learn from; paint more of it.`,
      'too-few-voxels',
    );
  const { count, root } = pieces(painted, shape, total);
  const { voxels, phases } = thinned(painted, counts, total);
  const ids = new Map<string, number>();
  const groups = Int32Array.from(voxels, (voxel) => {
    const key = `${root(voxel)} ${blockOf(voxel, shape)}`;
    const id = ids.get(key) ?? ids.size;
    ids.set(key, id);
    return id;
  });
  return { strokes: count, shape, voxels, phases, groups };
}

/** more painted voxels than this are filled regions, and nobody counts strokes in them */
const MOST_COUNTED = 2_000_000;

/** Connected painted pieces (26 neighbours, one phase each), by merging every painted voxel with its earlier neighbours. */
function pieces(painted: Uint8Array, shape: Shape3, total: number): { count: number; root: (voxel: number) => number } {
  const [, ny, nx] = shape;
  if (total > MOST_COUNTED) return { count: 0, root: () => 0 };
  const parent = new Map<number, number>();
  const root = (voxel: number): number => {
    let at = voxel;
    for (let up = parent.get(at) ?? at; up !== at; up = parent.get(at) ?? at) {
      parent.set(at, parent.get(up) ?? up);
      at = up;
    }
    return at;
  };
  let count = 0;
  for (let i = 0; i < painted.length; i++) {
    const phase = painted[i] as number;
    if (phase === 0) continue;
    parent.set(i, i);
    count++;
    const x = i % nx;
    const y = Math.floor(i / nx) % ny;
    for (const [dz, dy, dx] of EARLIER) {
      if (x + dx < 0 || x + dx >= nx || y + dy < 0 || y + dy >= ny) continue;
      const near = i + (dz * ny + dy) * nx + dx;
      if (near < 0 || painted[near] !== phase) continue;
      const [a, b] = [root(i), root(near)];
      if (a === b) continue;
      parent.set(Math.max(a, b), Math.min(a, b));
      count--;
    }
  }
  return { count, root };
}

const BLOCK = 32;

/** Long strokes and filled regions count as many. */
function blockOf(voxel: number, [, ny, nx]: Shape3): number {
  const [z, y, x] = [Math.floor(voxel / (ny * nx)), Math.floor(voxel / nx) % ny, voxel % nx];
  const rows = Math.ceil(ny / BLOCK);
  return (Math.floor(z / BLOCK) * rows + Math.floor(y / BLOCK)) * Math.ceil(nx / BLOCK) + Math.floor(x / BLOCK);
}

/** the 13 neighbours that come before a voxel */
const EARLIER: readonly (readonly [number, number, number])[] = [-1, 0, 1]
  .flatMap((dz) => [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => [dz, dy, dx] as const)))
  .slice(0, 13);

/** All painted voxels; of phases painted over large areas an even part, so that the rare ones keep all of theirs. */
function thinned(painted: Uint8Array, counts: Float64Array, total: number): Pick<Strokes, 'voxels' | 'phases'> {
  const share = total <= MOST_VOXELS ? null : allowances(counts);
  const voxels: number[] = [];
  const phases: number[] = [];
  const seen = new Float64Array(256);
  for (let i = 0; i < painted.length; i++) {
    const phase = painted[i] as number;
    if (phase === 0) continue;
    if (share !== null) {
      const [before, now] = [seen[phase] as number, (seen[phase] as number) + 1];
      seen[phase] = now;
      const part = share[phase] as number;
      if (Math.floor(now * part) === Math.floor(before * part)) continue;
    }
    voxels.push(i);
    phases.push(phase);
  }
  return { voxels: Float64Array.from(voxels), phases: Uint8Array.from(phases) };
}

/** Part of each phase that is kept: the largest equal number of voxels that fits. */
function allowances(counts: Float64Array): Float64Array {
  let [low, high] = [0, MOST_VOXELS];
  const kept = (most: number): number => counts.reduce((sum, count, phase) => sum + (phase === 0 ? 0 : Math.min(count, most)), 0);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (kept(middle) <= MOST_VOXELS) low = middle;
    else high = middle;
  }
  return counts.map((count) => (count === 0 ? 0 : Math.min(1, low / count)));
}

/** View coordinates of a voxel of the volume. */
export function inView(view: View, shape: Shape3, voxel: number): readonly [number, number, number] {
  const plane = shape[1] * shape[2];
  const z = Math.floor(voxel / plane);
  const y = Math.floor((voxel - z * plane) / shape[2]);
  const x = voxel - z * plane - y * shape[2];
  return boxInView(view, { start: [z, y, x], end: [z + 1, y + 1, x + 1] }).start;
}
