/** Planes of labels along x, gathered by strips: scrolling through a large volume touches its memory once for sixteen planes. */
import { gatherPlane, gatherStrip } from '../../kernels/index.js';
import { slicePlane } from '../../review/index.js';
import type { Shape3 } from '../../volume/index.js';

const STRIP = 16;
/** two, so that looking ahead over the end of one does not drop it */
const KEPT = 2;

interface Strip {
  readonly version: string;
  readonly first: number;
  readonly planes: Uint8Array;
}

interface Kept {
  readonly strips: readonly Strip[];
  readonly lastAsked: number;
}

/** Strips go with the array that they were read from. */
const kept = new WeakMap<Uint8Array, Kept>();

/** A plane far from the last one is gathered alone: a jump is no scrolling. */
export function planeAlongX(data: Uint8Array, shape: Shape3, version: string, index: number): Uint8Array {
  const [nz, ny, nx] = shape;
  const before = kept.get(data);
  const known = (before?.strips ?? []).filter((strip) => strip.version === version);
  const first = index - (index % STRIP);
  let strip = known.find((one) => one.first === first);
  const isNear = before !== undefined && Math.abs(index - before.lastAsked) <= STRIP;
  if (strip === undefined && isNear) strip = { version, first, planes: gatherStrip(data, shape, first, Math.min(STRIP, nx - first)) };
  const strips = strip === undefined ? known : [strip, ...known.filter((one) => one !== strip)].slice(0, KEPT);
  kept.set(data, { strips, lastAsked: index });
  if (strip === undefined) return gatherPlane(data, slicePlane(shape, 'x', index)) as Uint8Array;
  const at = (index - first) * nz * ny;
  return strip.planes.subarray(at, at + nz * ny);
}
