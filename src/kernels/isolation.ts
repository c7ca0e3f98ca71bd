/**
 * Which lithium is electrically connected to the current collector.
 *
 * The conducting voxels (lithium and whatever else conducts) fall into pieces. A piece is live when it holds a seed;
 * otherwise unknown when it touches a face of the image that is no collector face, since it may be connected outside;
 * otherwise dead. Seeds are the conducting voxels on the collector face, or, when the collector is inside the image,
 * those that neighbour a part of the collector body that touches its face; other islands of collector material carry
 * nothing. A halo lets seeds reach through `haloVoxels` layers, because a bright collector hides the first layer.
 *
 *      face  | body | halo |   # seed    # # live       # dead        # # | unknown
 *
 * Exact on its labels. Its sign as an estimate: missing necks raise the dead share, touching pieces lower it; fewer
 * neighbours never give less. Time linear; memory 1 + 4 + 1 bytes per voxel (1 more with a body) and 12 per run.
 */
import { InvalidInputError } from '../base/index.js';
import { FACES, faceGeometry } from '../volume/index.js';
import type { Face, Shape3 } from '../volume/index.js';
import { closeGaps } from './close-gaps.js';
import { foregroundTable, labelComponents } from './components.js';
import type { Components, Connectivity } from './components.js';
import { faceBit, facePlane, touchesFaces } from './face-voxels.js';
import { neighbourSteps } from './neighbourhood.js';

export interface IsolationOptions {
  readonly collectorFaces: readonly Face[];
  /** default 18 */
  readonly connectivity?: Connectivity;
  /** the label whose voxels are judged; default 1 */
  readonly phase?: number;
  /** labels that carry the path, the phase always among them; default the phase alone */
  readonly conductiveLabels?: readonly number[];
  /** label of a collector body inside the image; default none: the collector is the face itself */
  readonly collectorBodyLabel?: number | undefined;
  /** gaps of up to this many voxels are closed before the pieces are formed; default 0 */
  readonly gapVoxels?: number;
  /** seeds reach through this many voxels above the collector; default 0 */
  readonly haloVoxels?: number;
  /** axis of length 1 of an image; its faces then do not cut */
  readonly flatAxis?: 0 | 1 | 2 | null;
}

export interface Isolation {
  /** per voxel, codes of `ISOLATION_STATES`: 0 none, 1 live, 2 dead, 3 unknown */
  readonly states: Uint8Array;
  readonly live: number;
  readonly dead: number;
  readonly unknown: number;
  /** live voxels reachable from each collector face, in the order of the faces */
  readonly liveByFace: readonly number[];
  /** one piece reaches two collector faces */
  readonly shortCircuit: boolean;
  /** false when a collector body was named and none of it touches a collector face */
  readonly hasCollector: boolean;
}

/** Codes per voxel: 0 none, 1 live, 2 dead, 3 unknown. */
export function isolationStates(labels: Uint8Array, shape: Shape3, options: IsolationOptions): Uint8Array {
  return measureIsolation(labels, shape, options).states;
}

/** States with their counts. */
export function measureIsolation(labels: Uint8Array, shape: Shape3, options: IsolationOptions): Isolation {
  const { collectorFaces, connectivity = 18, phase = 1, gapVoxels = 0, haloVoxels = 0, collectorBodyLabel, flatAxis = null } = options;
  if (collectorFaces.length === 0)
    throw new InvalidInputError('No collector face was given; name the face of the image where the current collector lies.');
  const conducting = selectMask(labels, [phase, ...(options.conductiveLabels ?? [])]);
  const pieces = labelComponents(gapVoxels > 0 ? closeGaps(conducting, shape, gapVoxels) : conducting, shape, connectivity);

  const reached = new Uint8Array(pieces.count + 1); // per piece: bits of the collector faces it is joined to
  let hasCollector = true;
  if (collectorBodyLabel === undefined) for (const face of collectorFaces) markFromFace(reached, pieces, shape, face, haloVoxels);
  else
    hasCollector = markFromBody(reached, pieces, selectMask(labels, [collectorBodyLabel]), shape, connectivity, collectorFaces, haloVoxels);

  const code = stateOfPieces(reached, pieces, shape, collectorFaces, flatAxis);
  return { ...countStates(labels, phase, pieces, code, reached, collectorFaces), shortCircuit: reached.some(severalBits), hasCollector };
}

/** 1 where the label is one of `values`. */
export function selectMask(labels: Uint8Array, values: readonly number[]): Uint8Array {
  const table = foregroundTable(values);
  const mask = new Uint8Array(labels.length);
  for (let i = 0; i < labels.length; i++) mask[i] = table[labels[i]];
  return mask;
}

/** Pieces with a voxel in the first 1 + halo layers of a face. */
function markFromFace(reached: Uint8Array, pieces: Components, shape: Shape3, face: Face, halo: number): void {
  const layers = Math.min(halo + 1, shape[faceGeometry(face).axis]);
  for (let depth = 0; depth < layers; depth++) {
    const { first, outer, outerStride, inner, innerStride } = facePlane(shape, face, depth);
    for (let a = 0; a < outer; a++)
      for (let b = 0, i = first + a * outerStride; b < inner; b++, i += innerStride) reached[pieces.labels[i]] |= faceBit(face);
  }
}

/** Pieces that neighbour the parts of the body that touch a collector face, thickened by the halo. */
function markFromBody(
  reached: Uint8Array,
  pieces: Components,
  body: Uint8Array,
  shape: Shape3,
  connectivity: Connectivity,
  faces: readonly Face[],
  halo: number,
): boolean {
  const parts = labelComponents(body, shape, connectivity);
  const touched = touchesFaces(parts.labels, parts.count, shape);
  let any = false;
  for (const face of faces) {
    const bit = faceBit(face);
    const source = new Uint8Array(body.length);
    let found = false;
    for (let i = 0; i < source.length; i++) {
      if (parts.labels[i] === 0 || (touched[parts.labels[i]] & bit) === 0) continue;
      source[i] = 1;
      found = true;
    }
    if (!found) continue;
    any = true;
    for (let step = 0; step < halo; step++) thicken(source, shape);
    markNeighbours(reached, pieces.labels, source, shape, connectivity, bit);
  }
  return any;
}

/** Adds the six neighbours of every voxel that is 1, in place (new voxels carry 2 until the end). */
export function thicken(mask: Uint8Array, shape: Shape3): void {
  const [nz, ny, nx] = shape;
  const plane = ny * nx;
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        if (mask[i] !== 1) continue;
        if (x > 0 && mask[i - 1] === 0) mask[i - 1] = 2;
        if (x < nx - 1 && mask[i + 1] === 0) mask[i + 1] = 2;
        if (y > 0 && mask[i - nx] === 0) mask[i - nx] = 2;
        if (y < ny - 1 && mask[i + nx] === 0) mask[i + nx] = 2;
        if (z > 0 && mask[i - plane] === 0) mask[i - plane] = 2;
        if (z < nz - 1 && mask[i + plane] === 0) mask[i + plane] = 2;
      }
  for (let i = 0; i < mask.length; i++) if (mask[i] === 2) mask[i] = 1;
}

/** Marks the pieces that hold a voxel of `source` or neighbour one. */
function markNeighbours(
  reached: Uint8Array,
  labels: Uint32Array,
  source: Uint8Array,
  shape: Shape3,
  connectivity: Connectivity,
  bit: number,
): void {
  const [nz, ny, nx] = shape;
  const steps = neighbourSteps(connectivity);
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        if (source[i] === 0) continue;
        reached[labels[i]] |= bit;
        for (let s = 0; s < steps.length; s += 3) {
          const a = z + steps[s];
          const b = y + steps[s + 1];
          const c = x + steps[s + 2];
          if (a < 0 || b < 0 || c < 0 || a >= nz || b >= ny || c >= nx) continue;
          reached[labels[(a * ny + b) * nx + c]] |= bit;
        }
      }
}

function stateOfPieces(
  reached: Uint8Array,
  pieces: Components,
  shape: Shape3,
  faces: readonly Face[],
  flatAxis: number | null,
): Uint8Array {
  let cutting = 0; // faces at which a piece may go on outside the image
  for (const face of FACES) if (!faces.includes(face) && faceGeometry(face).axis !== flatAxis) cutting |= faceBit(face);
  reached[0] = 0; // background
  const touched = touchesFaces(pieces.labels, pieces.count, shape);
  const code = new Uint8Array(pieces.count + 1);
  for (let p = 1; p <= pieces.count; p++) code[p] = reached[p] !== 0 ? 1 : (touched[p] & cutting) !== 0 ? 3 : 2;
  return code;
}

function countStates(
  labels: Uint8Array,
  phase: number,
  pieces: Components,
  code: Uint8Array,
  reached: Uint8Array,
  faces: readonly Face[],
): Pick<Isolation, 'states' | 'live' | 'dead' | 'unknown' | 'liveByFace'> {
  const states = new Uint8Array(labels.length);
  const judged = new Uint32Array(pieces.count + 1); // voxels of the phase per piece
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== phase) continue;
    const piece = pieces.labels[i];
    states[i] = code[piece];
    judged[piece]++;
  }
  const total = [0, 0, 0, 0];
  const liveByFace = faces.map(() => 0);
  for (let p = 1; p <= pieces.count; p++) {
    total[code[p]] += judged[p];
    for (let f = 0; f < faces.length; f++) if ((reached[p] & faceBit(faces[f])) !== 0) liveByFace[f] += judged[p];
  }
  return { states, live: total[1], dead: total[2], unknown: total[3], liveByFace };
}

function severalBits(bits: number): boolean {
  return (bits & (bits - 1)) !== 0;
}
