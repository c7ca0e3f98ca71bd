/**
 * How far the live deposit still is from the counter electrode: the shortest path through voxels that are neither lithium nor blocked
 * (geodesic.ts), from a face of a live voxel to the face of the image opposite of the collector, or to the lithium that has grown on a
 * collector there. An open gap of n voxels measures n steps exactly.
 *
 * Bias: that of the geodesic (0 to +0.65 of the longest voxel edge per bend), and paths need a face between open voxels, so gaps open only across edges are closed. The true
 * counter electrode may lie beyond the image, which makes the value a lower bound.
 */
import { faceAt, faceGeometry } from '../volume/index.js';
import type { Shape3, Vec3 } from '../volume/index.js';
import { geodesicDistance } from './geodesic.js';
import type { Geodesic } from './geodesic.js';
import { measureIsolation } from './isolation.js';
import type { IsolationOptions } from './isolation.js';
import { orientAlongGrowth } from './orient.js';
import type { DendriteTips } from './dendrite-tips.js';
import { inVoxelEdges } from './voxel-edges.js';

export interface ShortCircuitOptions extends IsolationOptions {
  /** labels that no path may cross; lithium never is crossed */
  readonly blockingLabels: readonly number[];
}

/** What lies between the live deposit and the counter electrode. */
export interface Gap {
  /** Infinity when no path leads there */
  readonly distance: number;
  readonly live: number;
  readonly hasCollector: boolean;
}

const CLOSED = 0;
const OPEN = 1;
const LIVE = 2;
const COUNTER = 3;

/** The shortest distance of any live voxel to the counter electrode. */
export function shortCircuitGap(labels: Uint8Array, shape: Shape3, spacing: Vec3, options: ShortCircuitOptions): Gap {
  const cell = layOut(labels, shape, spacing, options);
  const { hasCollector, live } = cell;
  if (cell.touches || live === 0) return { distance: cell.touches ? 0 : Infinity, live, hasCollector };
  const nearest = Math.min(...cell.spacing) / 2;
  const surface = surfaceOf(cell);
  let best = Infinity;
  geodesicDistance(cell, (voxel, distance) => {
    best = Math.min(best, distance + surface(voxel));
    return distance + nearest < best;
  });
  return { distance: best * cell.unit, live, hasCollector };
}

/** The distance of each tip: the shortest one of the live surface within twice the radius around it. */
export function tipGaps(
  labels: Uint8Array,
  shape: Shape3,
  spacing: Vec3,
  options: ShortCircuitOptions,
  tips: Pick<DendriteTips, 'voxels' | 'radii'>,
): Float64Array {
  const cell = layOut(labels, shape, spacing, options);
  const surface = surfaceOf(cell);
  const distance = geodesicDistance(cell);
  const [nz, ny, nx] = cell.shape;
  const [sz, sy, sx] = cell.spacing;
  return Float64Array.from(tips.voxels, (tip, t) => {
    const row = Math.floor(tip / nx);
    const z = Math.floor(row / ny);
    const [y, x] = [row - z * ny, tip - row * nx];
    const reach = (2 * tips.radii[t]) / cell.unit;
    const [rz, ry, rx] = [Math.ceil(reach / sz), Math.ceil(reach / sy), Math.ceil(reach / sx)];
    let best = Infinity;
    for (let c = Math.max(0, z - rz); c <= Math.min(nz - 1, z + rz); c++)
      for (let b = Math.max(0, y - ry); b <= Math.min(ny - 1, y + ry); b++)
        for (let a = Math.max(0, x - rx); a <= Math.min(nx - 1, x + rx); a++) {
          if (Math.hypot((c - z) * sz, (b - y) * sy, (a - x) * sx) > reach) continue;
          const voxel = (c * ny + b) * nx + a;
          if (cell.open[voxel] === OPEN) best = Math.min(best, distance[voxel] + surface(voxel));
          // lithium at the far face is there already
          if (cell.open[voxel] === LIVE && c === nz - 1) best = 0;
        }
    return best * cell.unit;
  });
}

/** Spacing and distances are in units of the shortest voxel edge, in which steps of cubic voxels are exact. */
interface Cell extends Geodesic {
  readonly unit: number;
  readonly live: number;
  readonly hasCollector: boolean;
  /** lithium reaches the counter electrode */
  readonly touches: boolean;
}

/** Codes of all voxels with growth along +z, and the voxels next to the counter electrode. */
function layOut(labels: Uint8Array, shape: Shape3, spacing: Vec3, options: ShortCircuitOptions): Cell {
  const { collectorFaces, phase = 1, blockingLabels } = options;
  const first = collectorFaces[0] ?? 'z-';
  const { axis, atEnd } = faceGeometry(first);
  const opposite = faceAt(axis, !atEnd);
  const own = measureIsolation(labels, shape, { ...options, collectorFaces: collectorFaces.filter((face) => face !== opposite) });
  const table = new Uint8Array(256).fill(OPEN);
  for (const label of [phase, ...blockingLabels]) table[label] = CLOSED;
  const codes = own.states;
  let touches = false;
  for (let i = 0; i < codes.length; i++) codes[i] = codes[i] === 1 ? LIVE : table[labels[i]];
  if (collectorFaces.includes(opposite)) {
    const other = measureIsolation(labels, shape, { ...options, collectorFaces: [opposite] });
    for (let i = 0; i < codes.length; i++) {
      if (other.states[i] !== 1) continue;
      if (codes[i] === LIVE) touches = true;
      else codes[i] = COUNTER;
    }
  }
  const { unit, steps } = inVoxelEdges(spacing);
  const turned = orientAlongGrowth(codes, shape, steps, first);
  const plane = turned.shape[1] * turned.shape[2];
  touches ||= turned.data.includes(LIVE, (turned.shape[0] - 1) * plane);
  return {
    unit,
    open: turned.data,
    shape: turned.shape,
    spacing: turned.spacing,
    ...startsOf(turned),
    live: own.live,
    hasCollector: own.hasCollector,
    touches,
  };
}

/** Open voxels on the last plane or beside lithium of the counter electrode, half a step away from it. */
function startsOf({ data, shape, spacing }: { data: Uint8Array; shape: Shape3; spacing: Vec3 }): Pick<Geodesic, 'sources' | 'startAt'> {
  const [nz, ny, nx] = shape;
  const sources: number[] = [];
  const startAt: number[] = [];
  const plane = ny * nx;
  const beside = stepTo(data, shape, spacing, COUNTER);
  const hasCounter = data.includes(COUNTER);
  for (let i = hasCounter ? 0 : (nz - 1) * plane; i < data.length; i++) {
    if (data[i] !== OPEN) continue;
    const start = Math.min(i >= (nz - 1) * plane ? spacing[0] / 2 : Infinity, hasCounter ? beside(i) : Infinity);
    if (start === Infinity) continue;
    sources.push(i);
    startAt.push(start);
  }
  return { sources: Uint32Array.from(sources), startAt: Float64Array.from(startAt) };
}

const surfaceOf = ({ open, shape, spacing }: Cell): ((voxel: number) => number) => stepTo(open, shape, spacing, LIVE);

/** Half the shortest step from a voxel to a face neighbour of this code; Infinity without one. */
function stepTo(codes: Uint8Array, [nz, ny, nx]: Shape3, [sz, sy, sx]: Vec3, code: number): (voxel: number) => number {
  const plane = ny * nx;
  return (voxel) => {
    const row = Math.floor(voxel / nx);
    const z = Math.floor(row / ny);
    const [y, x] = [row - z * ny, voxel - row * nx];
    let best = Infinity;
    if ((z > 0 && codes[voxel - plane] === code) || (z < nz - 1 && codes[voxel + plane] === code)) best = sz / 2;
    if (sy / 2 < best && ((y > 0 && codes[voxel - nx] === code) || (y < ny - 1 && codes[voxel + nx] === code))) best = sy / 2;
    if (sx / 2 < best && ((x > 0 && codes[voxel - 1] === code) || (x < nx - 1 && codes[voxel + 1] === code))) best = sx / 2;
    return best;
  };
}
