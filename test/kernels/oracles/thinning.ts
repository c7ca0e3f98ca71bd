/**
 * Directional thinning, voxel by voxel: the definition that the bit-packed kernel has to match. Whether a voxel is simple is found by
 * flooding its neighbourhood with coordinates instead of shifts.
 */
import { faceGeometry } from '../../../src/volume/index.js';
import type { ThinningOptions } from '../../../src/kernels/index.js';
import type { Shape3 } from '../../../src/volume/index.js';

type Place = readonly [number, number, number];

const CUBE: readonly Place[] = Array.from({ length: 27 }, (_, k) => [Math.floor(k / 9) - 1, (Math.floor(k / 3) % 3) - 1, (k % 3) - 1]);
const distance = (a: Place, b: Place): readonly number[] => a.map((v, k) => Math.abs(v - b[k]!));
const touches = (a: Place, b: Place): boolean => Math.max(...distance(a, b)) === 1;
const sharesFace = (a: Place, b: Place): boolean => distance(a, b).reduce((sum, v) => sum + v, 0) === 1;
const CENTRE: Place = [0, 0, 0];

function pieces(members: readonly Place[], joined: (a: Place, b: Place) => boolean): Place[][] {
  const rest = new Set(members);
  const found: Place[][] = [];
  for (const seed of members) {
    if (!rest.delete(seed)) continue;
    const piece = [seed];
    for (const here of piece) for (const other of rest) if (joined(here, other) && rest.delete(other)) piece.push(other);
    found.push(piece);
  }
  return found;
}

/** Simple for 26 neighbours inside and 6 outside. */
function isSimple(inside: (place: Place) => boolean): boolean {
  const around = CUBE.filter((place) => place !== CUBE[13]);
  if (pieces(around.filter(inside), touches).length !== 1) return false;
  const free = around.filter((place) => !inside(place) && distance(place, CENTRE).reduce((sum, v) => sum + v, 0) <= 2);
  return pieces(free, sharesFace).filter((piece) => piece.some((place) => sharesFace(place, CENTRE))).length === 1;
}

export function thinSlowly(labels: Uint8Array, shape: Shape3, options: ThinningOptions = {}): number[] {
  const { value = 1, fixedValue, anchors = [], spacing = [1, 1, 1] } = options;
  const [nz, ny, nx] = shape;
  const body = Uint8Array.from(labels, (label) => (label === value || label === fixedValue ? 1 : 0));
  const at = (z: number, y: number, x: number): boolean => {
    for (const { axis, atEnd } of anchors.map(faceGeometry)) if ([z, y, x][axis] === (atEnd ? shape[axis] : -1)) return true;
    return z >= 0 && y >= 0 && x >= 0 && z < nz && y < ny && x < nx && body[(z * ny + y) * nx + x] === 1;
  };
  const placeOf = (i: number): Place => [Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx];
  const simple = (i: number): boolean => {
    const [z, y, x] = placeOf(i);
    return isSimple(([dz, dy, dx]) => at(z + dz, y + dy, x + dx));
  };
  /** neighbours in the body; -1 for those behind an anchored face */
  const neighbours = (i: number): number[] => {
    const [z, y, x] = placeOf(i);
    return CUBE.filter(([a, b, c]) => (a !== 0 || b !== 0 || c !== 0) && at(z + a, y + b, x + c)).map(([a, b, c]) =>
      [z + a, y + b, x + c].every((v, k) => v >= 0 && v < shape[k]!) ? i + (a * ny + b) * nx + c : -1,
    );
  };
  const pass = (axis: number, sign: number): number => {
    const wanted = new Set<number>();
    for (let i = 0; i < body.length; i++) {
      if (body[i] === 0 || labels[i] === fixedValue) continue;
      const side = placeOf(i).map((v, k) => (k === axis ? v + sign : v)) as [number, number, number];
      if (!at(...side) && neighbours(i).length > 1 && simple(i)) wanted.add(i);
    }
    let deleted = 0;
    for (const i of wanted) {
      // what comes later and is marked may go as well
      if (!simple(i) || neighbours(i).every((n) => n > i && wanted.has(n))) continue;
      body[i] = 0;
      deleted++;
    }
    return deleted;
  };
  const axes = [0, 1, 2].filter((axis) => shape[axis]! > 1);
  const finest = Math.min(...axes.map((axis) => spacing[axis]!));
  const quiet = new Set<number>();
  for (let depth = 1; quiet.size < axes.length; depth++)
    for (const axis of axes) {
      const turns = (d: number): number => Math.floor((d * finest) / spacing[axis]! + 1e-6);
      if (turns(depth) === turns(depth - 1)) continue;
      if (pass(axis, -1) + pass(axis, 1) > 0) quiet.clear();
      else quiet.add(axis);
    }
  return Array.from(body.keys()).filter((i) => body[i] === 1 && labels[i] !== fixedValue);
}
