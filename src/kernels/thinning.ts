/**
 * Topology-preserving thinning of a body to curves one voxel thick: 26 neighbours inside, 6 outside; 8 and 4 in an image.
 *
 * Six directions in turn (after Palagyi et al. 2001, doi 10.1007/3-540-45729-1_42): the voxels that are background on one side, simple and
 * no end of a curve are marked, then deleted one after another if they still are simple and touch a voxel that stays. A voxel is simple when
 * its 26 neighbours inside are one piece, and the face neighbours outside are joined within the 18 (Malandain & Bertrand 1992,
 * doi 10.1109/ICPR.1992.201959). Every single deletion keeps all pieces, handles and cavities, so the whole does: exact.
 *
 *     one bit per voxel, rows padded by a bit, planes by a row,       row   0 . . x . . 0 | 0 ...   (64-bit words)
 *     the volume by a plane: border voxels of 64 places are                 ^ voxel x is bit x + 1
 *     found by a few word operations, without a queue
 *
 * That a voxel stays is kept in a bit until a neighbour goes, so that the finished skeleton costs nothing in later rounds.
 * With unequal spacing a direction takes its turn when the others have gone as deep, so that curves stay centred.
 *
 * Bias: a body an even number of voxels thick has no middle voxel, so curves lie up to half a voxel off, on a side that depends on
 * the order of directions; ends are shortened by about the local radius. Time: linear in voxels, plus one scan of the bits per layer
 * and direction. Memory: 5/8 byte per voxel in rows of many words.
 */
import { faceGeometry } from '../volume/index.js';
import type { Face, Shape3, Vec3 } from '../volume/index.js';
import { thinningCode } from './compiled/thinning.js';
import { checkVoxels } from './planes.js';
import { kernel, kernelMemory, layout } from './wasm.js';

export interface ThinningOptions {
  /** voxels with this value are inside; 1 */
  readonly value?: number;
  /** voxels with this value are inside and stay */
  readonly fixedValue?: number | undefined;
  /** faces behind which the body goes on: curves end on them without a tip */
  readonly anchors?: readonly Face[];
  /** voxel size, for unequal spacing */
  readonly spacing?: Vec3;
}

interface ThinningExports {
  thinningPass(
    body: number,
    known: number,
    fixed: number,
    wanted: number,
    nz: number,
    ny: number,
    rowBytes: number,
    direction: number,
  ): number;
}

/** Bits of the volumes of a run, laid out as the kernel reads them. */
interface Bits {
  readonly shape: Shape3;
  readonly rowBytes: number;
  readonly planeBytes: number;
  readonly body: Uint8Array;
  readonly fixed: Uint8Array;
  /** deletes in one direction, returns how many */
  readonly pass: (direction: number) => number;
}

/** Indices of the voxels of the skeleton, ascending; fixed voxels are not among them. */
export function thin(labels: Uint8Array, shape: Shape3, options: ThinningOptions = {}): Uint32Array {
  const [nz, ny, nx] = shape;
  checkVoxels(labels, shape);
  if (labels.length === 0) return new Uint32Array(0);
  const bits = allocate(shape);
  const { value = 1, fixedValue = -1 } = options;
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      let at = rowAt(bits, z, y);
      // eight voxels a byte, the first byte starting with the padding
      for (let x = -1; x < nx; x += 8, at++) {
        const end = Math.min(x + 8, nx);
        let byte = 0;
        let stays = 0;
        for (let v = Math.max(x, 0), bit = 1 << (v - x); v < end; v++, bit <<= 1) {
          const label = labels[i++];
          if (label === value) byte |= bit;
          else if (label === fixedValue) stays |= bit;
        }
        bits.body[at] = byte | stays;
        bits.fixed[at] = stays;
      }
    }
  return run(bits, options);
}

/** The same for a body given by the ascending indices of its voxels; none of them is fixed. */
export function thinVoxels(voxels: Uint32Array, shape: Shape3, options: ThinningOptions = {}): Uint32Array {
  const [, ny, nx] = shape;
  if (voxels.length === 0) return voxels;
  const bits = allocate(shape);
  for (const voxel of voxels) {
    const row = Math.floor(voxel / nx);
    const bit = voxel - row * nx + 1;
    bits.body[rowAt(bits, Math.floor(row / ny), row % ny) + (bit >> 3)] |= 1 << (bit & 7);
  }
  return run(bits, options);
}

function allocate(shape: Shape3): Bits {
  const [nz, ny, nx] = shape;
  const rowBytes = 8 * Math.ceil((nx + 2) / 64);
  const planeBytes = rowBytes * (ny + 2);
  const bytes = planeBytes * (nz + 2);
  // neighbours of the last voxels are read two bytes at a time
  const { at, bytes: all } = layout({ body: bytes, known: bytes, fixed: bytes, wanted: bytes, slack: 16 });
  const memory = kernelMemory(all);
  const code = kernel<ThinningExports>(thinningCode, memory);
  return {
    shape,
    rowBytes,
    planeBytes,
    body: new Uint8Array(memory.buffer, at.body, bytes),
    fixed: new Uint8Array(memory.buffer, at.fixed, bytes),
    pass: (direction) => code.thinningPass(at.body, at.known, at.fixed, at.wanted, nz, ny, rowBytes, direction),
  };
}

const rowAt = ({ rowBytes, planeBytes }: Bits, z: number, y: number): number => (z + 1) * planeBytes + (y + 1) * rowBytes;

function run(bits: Bits, { anchors = [], spacing = [1, 1, 1] }: ThinningOptions): Uint32Array {
  for (const face of anchors) anchor(bits, face);
  peel(bits, spacing);
  return setVoxels(bits);
}

/** Fills the padding behind a face, and fixes it. */
function anchor({ body, fixed, shape, rowBytes, planeBytes }: Bits, face: Face): void {
  const { axis, atEnd } = faceGeometry(face);
  const [nz, ny, nx] = shape;
  if (axis === 0) body.fill(255, atEnd ? (nz + 1) * planeBytes : 0, atEnd ? (nz + 2) * planeBytes : planeBytes);
  for (let z = 0; z < nz + 2; z++) {
    const plane = z * planeBytes;
    if (axis === 1) {
      const row = plane + (atEnd ? (ny + 1) * rowBytes : 0);
      body.fill(255, row, row + rowBytes);
    }
    const bit = atEnd ? nx + 1 : 0;
    for (let y = 0; axis === 2 && y < ny + 2; y++) {
      const at = plane + y * rowBytes + (bit >> 3);
      body[at] |= 1 << (bit & 7);
      fixed[at] |= 1 << (bit & 7);
    }
  }
}

/** Takes layers off in all directions until nothing changes any more. */
function peel(bits: Bits, spacing: Vec3): void {
  const { shape, pass } = bits;
  const axes = ([0, 1, 2] as const).filter((axis) => shape[axis] > 1);
  const finest = Math.min(...axes.map((axis) => spacing[axis]));
  let deleted = 0;
  // what had been deleted when an axis was last found to be finished
  const finished = [-1, -1, -1];
  for (let depth = 1; axes.some((axis) => finished[axis] !== deleted); depth++)
    for (const axis of axes) {
      const layers = (depth * finest * (1 + 1e-9)) / spacing[axis];
      const isDue = Math.floor(layers) > Math.floor(layers - finest / spacing[axis]);
      if (!isDue || finished[axis] === deleted) continue;
      const count = pass(2 * axis) + pass(2 * axis + 1);
      deleted += count;
      finished[axis] = count === 0 ? deleted : -1;
    }
}

/** Indices of the set bits inside the box that are not fixed. */
function setVoxels(bits: Bits): Uint32Array {
  const [nz, ny, nx] = bits.shape;
  const { body, fixed } = bits;
  let count = 0;
  const visit = (out?: Uint32Array): void => {
    for (let z = 0; z < nz; z++)
      for (let y = 0; y < ny; y++) {
        const row = rowAt(bits, z, y);
        const first = (z * ny + y) * nx - 1;
        for (let k = 0; k < bits.rowBytes; k++)
          for (let rest = body[row + k] & ~fixed[row + k]; rest !== 0; rest &= rest - 1) {
            const bit = 8 * k + 31 - Math.clz32(rest & -rest);
            if (bit === 0 || bit > nx) continue;
            if (out !== undefined) out[count] = first + bit;
            count++;
          }
      }
  };
  visit();
  const voxels = new Uint32Array(count);
  count = 0;
  visit(voxels);
  return voxels;
}
