/**
 * Isolation of a phase from a current collector, slab by slab: the counts of isolation.ts without a label or a state per voxel, so
 * that a stack of any size can be judged. Each slab gives its pieces with what decides about them (the faces of the volume
 * that they touch, the collector faces that they reach, their voxels of the phase); pieces are joined over the planes in which
 * slabs meet, and judged when all are joined.
 *
 * Gap closing looks `gapVoxels` planes beyond a slab, so gaps much larger than a slab is thick are slow. A collector body is labelled first, in a pass of its own; the runs that
 * hang on a collector face then stand for it (collector-body.ts), thickened by the halo.
 *
 * Exact: the same integers as isolation.ts. Time linear in voxels. Memory per voxel of a slab: 1/8 byte for bits, twice that with
 * gaps or several conducting labels, at most 3/16 for runs of words, and 4 bytes per run; over the whole volume 22 bytes per
 * piece of a slab.
 */
import { FACES, faceGeometry } from '../volume/index.js';
import type { Face, Shape3 } from '../volume/index.js';
import { bitMorphologyCode } from './compiled/bit-morphology.js';
import { addPart, finishMerge, startMerge } from './component-merge.js';
import type { ComponentMerge, ComponentPart } from './component-merge.js';
import { cutBits, MARKED_BYTES, measureMarked, numberSlab, packVoxels, planeRuns, rowBytes, slabParts } from './component-runs.js';
import type { PlaneRuns, SlabRuns } from './component-runs.js';
import { foregroundTable } from './components.js';
import type { Planes } from './planes.js';
import { faceBit, faceBits } from './face-voxels.js';
import { kernel, layout, scratchMemory } from './wasm.js';

interface Morphology {
  setup(nz: number, ny: number, nx: number): void;
  paint(row: number, from: number, end: number): void;
  close(source: number, target: number, gap: number): void;
  dilate(source: number, target: number, neighbours: number): void;
}

/** The rule, and the collector faces. */
export interface IsolationPath {
  readonly phase: number;
  /** labels that carry the path beside the phase */
  readonly conductiveLabels: readonly number[];
  readonly connectivity: 6 | 18 | 26;
  readonly gapVoxels: number;
  readonly haloVoxels: number;
  /** may be empty: then nothing is live, and only the pieces count */
  readonly collectorFaces: readonly Face[];
}

/** Planes of a collector body from `first` on: the component of a run is the set of collector faces that it hangs on, as bits. */
export interface CollectorPlanes {
  readonly first: number;
  readonly planes: readonly PlaneRuns[];
}

export interface IsolationPart extends ComponentPart {
  /** per piece of the slab, faces of the volume as bits: touched, and reached of those with a collector */
  readonly touched: Uint8Array;
  readonly reached: Uint8Array;
  /** voxels of the phase, and layers from the first collector face to the last of them */
  readonly judged: Float64Array;
  readonly depth: Uint32Array;
}

export interface IsolationTotals {
  readonly pieces: number;
  readonly live: number;
  readonly dead: number;
  readonly unknown: number;
  readonly liveByFace: readonly number[];
  readonly shortCircuit: boolean;
  readonly liveLayers: number;
}

/** The pieces of the planes [first, end) of a volume; `planes` reach gapVoxels further where the volume does. `body` holds the planes first - halo - 1 to end + halo of a collector body. */
export function isolationPart(
  planes: Planes,
  [first, end]: readonly [number, number],
  shape: Shape3,
  rule: IsolationPath,
  body?: CollectorPlanes,
): IsolationPart {
  const [nz, ny, nx] = shape;
  const { phase, conductiveLabels, connectivity, gapVoxels } = rule;
  const own: Shape3 = [end - first, ny, nx];
  const low = Math.max(0, first - gapVoxels);
  const deep = Math.min(nz, end + gapVoxels) - low;
  const planeBytes = ny * rowBytes(nx);
  const alone = gapVoxels === 0 && conductiveLabels.every((label) => label === phase);
  const bodyBytes = body === undefined ? 0 : body.planes.length * planeBytes;
  const { at, bytes } = layout({
    ...slabParts(own, connectivity),
    raw: deep * planeBytes,
    closed: gapVoxels > 0 ? deep * planeBytes : 0,
    judged: alone ? 0 : (end - first) * planeBytes,
    near: bodyBytes,
    wide: bodyBytes,
  });
  const memory = scratchMemory(bytes);
  const voxels = (from: number, to: number): Uint8Array =>
    planes.data.subarray((from - planes.first) * ny * nx, (to - planes.first) * ny * nx);

  packVoxels(memory, voxels(low, low + deep), nx, foregroundTable([phase, ...conductiveLabels]), at, at.raw);
  if (gapVoxels > 0) {
    const volume = kernel<Morphology>(bitMorphologyCode, memory);
    volume.setup(deep, ny, nx);
    volume.close(at.raw, at.closed, gapVoxels);
  }
  const bits = (gapVoxels > 0 ? at.closed : at.raw) + (first - low) * planeBytes;
  const slab = cutBits(memory, own, connectivity, { ...at, bits }, bytes);
  numberSlab(slab);

  const boxes = measureMarked(slab, bits, first);
  if (!alone) packVoxels(memory, voxels(first, end), nx, foregroundTable([phase]), at, at.judged);
  const judgedBoxes = alone ? boxes : measureMarked(slab, at.judged, first);
  const reached = body === undefined ? facesWithin(boxes, shape, rule.haloVoxels) : reachedFromBody(slab, first, rule, body, at);
  const collectors = faceBits(rule.collectorFaces);
  return {
    components: slab.components,
    first: planeRuns(slab, 0),
    last: planeRuns(slab, end - first - 1),
    touched: facesWithin(boxes, shape, 0),
    reached: reached.map((faces) => faces & collectors),
    judged: voxelsOf(judgedBoxes),
    depth: depths(judgedBoxes, shape, rule.collectorFaces[0]),
  };
}

function voxelsOf(boxes: ArrayBuffer): Float64Array {
  const values = new Float64Array(boxes);
  return Float64Array.from({ length: boxes.byteLength / MARKED_BYTES }, (_, k) => values[4 * k]);
}

/** Faces within `depth` layers of which each box begins or ends, as bits. */
export function facesWithin(boxes: ArrayBuffer, shape: Shape3, depth: number): Uint8Array {
  const box = new Uint32Array(boxes);
  const faces = new Uint8Array(boxes.byteLength / MARKED_BYTES);
  for (let k = 0, b = 2; k < faces.length; k++, b += 8)
    for (let axis = 0; axis < 3; axis++) {
      if (box[b + axis] <= depth) faces[k] |= 1 << (2 * axis);
      if (box[b + 3 + axis] + depth >= shape[axis]) faces[k] |= 2 << (2 * axis);
    }
  return faces;
}

/** Layers from a face to the far end of each box; 0 without voxels. */
function depths(boxes: ArrayBuffer, shape: Shape3, face: Face | undefined): Uint32Array {
  const out = new Uint32Array(boxes.byteLength / MARKED_BYTES);
  if (face === undefined) return out;
  const { axis, atEnd } = faceGeometry(face);
  const box = new Uint32Array(boxes);
  for (let k = 0, b = 2; k < out.length; k++, b += 8) if (box[b + 3] > 0) out[k] = atEnd ? shape[axis] - box[b + axis] : box[b + 3 + axis];
  return out;
}

/** Collector faces whose part of the body, thickened by the halo, holds or neighbours a voxel of the piece. */
function reachedFromBody(
  slab: SlabRuns,
  first: number,
  { haloVoxels, connectivity, collectorFaces }: IsolationPath,
  body: CollectorPlanes,
  at: { readonly near: number; readonly wide: number },
): Uint8Array {
  const [, ny, nx] = slab.shape;
  const planeBytes = ny * rowBytes(nx);
  const volume = kernel<Morphology>(bitMorphologyCode, slab.memory);
  volume.setup(body.planes.length, ny, nx);
  const reached = new Uint8Array(slab.components);
  for (const face of collectorFaces) {
    let { near, wide } = at;
    new Uint8Array(slab.memory.buffer, near, body.planes.length * planeBytes).fill(0);
    if (!paintBody(volume, body, faceBit(face), near, ny, nx)) continue;
    for (let step = 0; step <= haloVoxels; step++) {
      volume.dilate(near, wide, step < haloVoxels ? 6 : connectivity);
      [near, wide] = [wide, near];
    }
    const hits = voxelsOf(measureMarked(slab, near + (first - body.first) * planeBytes, first));
    for (let k = 0; k < hits.length; k++) if (hits[k] > 0) reached[k] |= faceBit(face);
  }
  return reached;
}

/** Paints the runs that hang on a face; false when there are none. */
function paintBody(volume: Morphology, body: CollectorPlanes, bit: number, target: number, ny: number, nx: number): boolean {
  let any = false;
  for (let z = 0; z < body.planes.length; z++) {
    const { rows, runs } = body.planes[z];
    for (let y = 0; y < ny; y++)
      for (let k = 3 * rows[y]; k < 3 * rows[y + 1]; k += 3) {
        if ((runs[k + 2] & bit) === 0) continue;
        volume.paint(target + (z * ny + y) * rowBytes(nx), runs[k], runs[k + 1]);
        any = true;
      }
  }
  return any;
}

export interface IsolationMerge {
  readonly components: ComponentMerge;
  readonly parts: Omit<IsolationPart, keyof ComponentPart>[];
}

/** No slab yet. */
export function startIsolation(connectivity: 6 | 18 | 26): IsolationMerge {
  return { components: startMerge(connectivity), parts: [] };
}

/** Adds the pieces of the next slab. */
export function addIsolation(merge: IsolationMerge, { components, first, last, ...part }: IsolationPart): void {
  addPart(merge.components, { components, first, last });
  merge.parts.push(part);
}

/** Judges the pieces of the volume. */
export function finishIsolation(merge: IsolationMerge, faces: readonly Face[], flatAxis: number | null): IsolationTotals {
  const { count, labels } = finishMerge(merge.components);
  const touched = new Uint8Array(count + 1);
  const reached = new Uint8Array(count + 1);
  const judged = new Float64Array(count + 1);
  const depth = new Uint32Array(count + 1);
  merge.parts.forEach((part, slab) => {
    const own = labels[slab];
    for (let k = 0; k < own.length; k++) {
      const piece = own[k];
      touched[piece] |= part.touched[k];
      reached[piece] |= part.reached[k];
      judged[piece] += part.judged[k];
      depth[piece] = Math.max(depth[piece], part.depth[k]);
    }
  });
  let cutting = 0; // faces at which a piece may go on outside the image
  for (const face of FACES) if (!faces.includes(face) && faceGeometry(face).axis !== flatAxis) cutting |= faceBit(face);
  const totals = { live: 0, dead: 0, unknown: 0 };
  const liveByFace = faces.map(() => 0);
  let liveLayers = 0;
  let shortCircuit = false;
  for (let piece = 1; piece <= count; piece++) {
    const bits = reached[piece];
    totals[bits !== 0 ? 'live' : (touched[piece] & cutting) !== 0 ? 'unknown' : 'dead'] += judged[piece];
    if (bits === 0) continue;
    liveLayers = Math.max(liveLayers, depth[piece]);
    shortCircuit ||= (bits & (bits - 1)) !== 0;
    for (let f = 0; f < faces.length; f++) if ((bits & faceBit(faces[f])) !== 0) liveByFace[f] += judged[piece];
  }
  return { pieces: count, ...totals, liveByFace, shortCircuit, liveLayers };
}
