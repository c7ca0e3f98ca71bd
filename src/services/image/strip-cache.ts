/** Planes of labels along x, gathered by strips: scrolling through a large volume touches its memory once for sixteen planes. */
import { gatherStrip } from '../../kernels/index.js';
import type { Shape3 } from '../../volume/index.js';

const STRIP = 16;
/** two, so that looking ahead over the end of one does not drop it */
const KEPT = 2;

interface Strip {
  readonly version: string;
  readonly first: number;
  readonly planes: Uint8Array;
}

/** Strips go with the array that they were read from. */
const strips = new WeakMap<Uint8Array, readonly Strip[]>();

export function planeAlongX(data: Uint8Array, shape: Shape3, version: string, index: number): Uint8Array {
  const [nz, ny, nx] = shape;
  const first = index - (index % STRIP);
  const known = (strips.get(data) ?? []).filter((strip) => strip.version === version);
  let strip = known.find((one) => one.first === first);
  if (strip === undefined) {
    strip = { version, first, planes: gatherStrip(data, shape, first, Math.min(STRIP, nx - first)) };
    strips.set(data, [strip, ...known].slice(0, KEPT));
  }
  const at = (index - first) * nz * ny;
  return strip.planes.subarray(at, at + nz * ny);
}
