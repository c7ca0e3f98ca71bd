/**
 * The lithium surface seen face by face: is it covered by SEI, and how far does the SEI reach along the surface normal?
 *
 *        electrolyte   . . . .   x  outer surface: end of the ray
 *        SEI           . . . ^ .
 *        SEI           . . / . .      the ray starts at the centre of a lithium face and follows the
 *        ------------------o--        smoothed normal of the lithium (surface-normals.ts)
 *        lithium
 *
 * A face counts with its area times the cosine between the voxel face and that normal, which turns the area of the
 * staircase into the area of the smooth surface. The ray (sei-ray.ts) ends where the voxel is not SEI. One that leaves the box while in
 * SEI is cut: its length is only a lower bound (censored). Slabs of planes are walked apart: rays that leave a slab wait and
 * are followed in others, and bare patches are joined where slabs meet (face-patches.ts).
 *
 * Bias: none on flat surfaces; on curved ones the start and the end are each uncertain by half a voxel, with mean near zero.
 * Time: a bit per voxel and a window of bits per lithium face. Memory: 17 bytes per covered face, and 16 per bare face of a slab.
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import { rowBytes } from './component-runs.js';
import { FacePatches, GrowingNumbers, joinPatches } from './face-patches.js';
import type { PatchPart } from './face-patches.js';
import type { Planes } from './planes.js';
import { followRay, RAY_CUT, RAY_DONE, RAY_NUMBERS, RAY_WAITS, startRay } from './sei-ray.js';
import { SurfaceBits } from './surface-bits.js';
import { normalRadius } from './surface-normals.js';
import type { FacePlace } from './surface-normals.js';
import { voxelFaceAreas } from './voxel-edges.js';

export interface SeiSurface {
  /** smooth area of the lithium surface, and of the part under SEI */
  readonly area: number;
  readonly coveredArea: number;
  /** area of the voxel faces */
  readonly facesArea: number;
  readonly coveredFacesArea: number;
  /** smooth area of each bare part of the lithium surface, joined where voxel faces share an edge; largest first */
  readonly barePatches: Float64Array;
  /** one entry per covered face: length of the ray, its weight (smooth area), and 1 where it left the box */
  readonly length: Float64Array;
  readonly weight: Float64Array;
  readonly cut: Uint8Array;
}

export interface SeiOptions {
  lithium: number;
  sei: number;
  /** lithium at the box faces is bare surface; false: it is not surface */
  boxFaces?: boolean;
  /** the axis of length 1 of an image: its faces are never surface */
  flatAxis?: 0 | 1 | 2 | null;
}

/** What a slab tells. */
export interface SeiPart {
  readonly area: number;
  readonly coveredArea: number;
  /** voxel faces by axis: integers, so that shares of them are exact */
  readonly faces: readonly number[];
  readonly coveredFaces: readonly number[];
  readonly patches: PatchPart;
  readonly length: Float64Array;
  readonly weight: Float64Array;
  /** 1 where a ray left the box */
  readonly cut: Uint8Array;
  /** rays that need other planes, and their places in `length` */
  readonly waiting: Float64Array;
  readonly places: Uint32Array;
}

/** planes beyond those that normals need, so that few rays wait */
const RAY_PLANES = 4;

/** Planes that a slab needs beyond its own on both sides. */
export function seiHalo(shape: Shape3, spacing: Vec3): number {
  return Math.ceil(normalRadius(shape, spacing) / spacing[0]) + 2 + RAY_PLANES;
}

/** Walks the lithium surface in the planes [first, end) of a volume; a face belongs to the voxel on its high side. */
export function traceSeiSlab(
  planes: Planes,
  [first, end]: readonly [first: number, end: number],
  shape: Shape3,
  spacing: Vec3,
  options: SeiOptions,
): SeiPart {
  const [nz, ny, nx] = shape;
  const lithium = new SurfaceBits(planes, [first, end], shape, spacing, options.lithium);
  const { bits: rows, low } = lithium;
  const words = rowBytes(nx) / 4;
  const walk = new SurfaceWalk(planes, lithium, shape, spacing, options);
  for (let z = first; z < end + (end === nz ? 1 : 0); z++) {
    walk.startLayer(z);
    for (let y = 0; y <= ny; y++) {
      if (z === 0 || z === nz || y === 0 || y === ny) {
        for (let x = 0; x <= nx; x++) walk.visit(y, x);
        continue;
      }
      // the row, the one before it in the plane and the one before it along z: most voxels are like those before them
      const here = ((z - low) * ny + y) * words;
      const before = here - words;
      const below = here - ny * words;
      let carry = 0;
      walk.visit(y, 0);
      for (let w = 0; w < words; w++) {
        const bits = rows[here + w];
        let changes = (bits ^ ((bits << 1) | carry)) | (bits ^ rows[before + w]) | (bits ^ rows[below + w]);
        carry = bits >>> 31;
        if (w === 0) changes &= ~1;
        while (changes !== 0) {
          const x = 32 * w + 31 - Math.clz32(changes & -changes);
          if (x < nx) walk.visit(y, x);
          changes &= changes - 1;
        }
      }
      walk.visit(y, nx);
    }
  }
  return walk.part();
}

/** What the walk has found so far. Numbers of a layer are kept in fields, so that a face costs no object. */
class SurfaceWalk {
  private area = 0;
  private coveredArea = 0;
  private readonly faces = [0, 0, 0];
  private readonly coveredFaces = [0, 0, 0];
  private readonly length = new GrowingNumbers();
  private readonly weight = new GrowingNumbers();
  private readonly cut = new GrowingNumbers();
  private readonly waiting = new GrowingNumbers();
  private readonly places = new GrowingNumbers();
  private readonly normal = new Float64Array(3);
  private readonly ray = new Float64Array(RAY_NUMBERS);
  private readonly at: FacePlace = { z: 0, y: 0, x: 0, axis: 0, sign: 1 };
  private readonly patches: FacePatches;
  private readonly lithium: SurfaceBits;
  private readonly faceAreas: readonly number[];
  private readonly planes: Planes;
  private readonly shape: Shape3;
  private readonly spacing: Vec3;
  private readonly options: SeiOptions;
  private z = 0;

  constructor(planes: Planes, lithium: SurfaceBits, shape: Shape3, spacing: Vec3, options: SeiOptions) {
    const [, ny, nx] = shape;
    this.planes = planes;
    this.lithium = lithium;
    this.shape = shape;
    this.spacing = spacing;
    this.options = options;
    this.patches = new FacePatches(ny, nx);
    this.faceAreas = voxelFaceAreas(spacing);
  }

  startLayer(z: number): void {
    this.z = z;
    this.patches.startLayer();
  }

  /** The faces between voxel (y, x) of the layer and those before it along the three axes. */
  visit(y: number, x: number): void {
    const { z, options } = this;
    const { data, first } = this.planes;
    const [nz, ny, nx] = this.shape;
    const { lithium } = options;
    const boxFaces = options.boxFaces === true;
    const i = ((z - first) * ny + y) * nx + x;
    // a face at the end of one axis lies within the box along the two others
    if (options.flatAxis !== 0 && y < ny && x < nx && (boxFaces || (z > 0 && z < nz))) {
      const high = z === nz ? -1 : data[i];
      const low = z === 0 ? -1 : data[i - ny * nx];
      if ((low === lithium) !== (high === lithium)) this.face(0, y, x, low, high);
    }
    if (z === nz) return;
    if (options.flatAxis !== 1 && x < nx && (boxFaces || (y > 0 && y < ny))) {
      const high = y === ny ? -1 : data[i];
      const low = y === 0 ? -1 : data[i - nx];
      if ((low === lithium) !== (high === lithium)) this.face(1, y, x, low, high);
    }
    if (options.flatAxis !== 2 && y < ny && (boxFaces || (x > 0 && x < nx))) {
      const high = x === nx ? -1 : data[i];
      const low = x === 0 ? -1 : data[i - 1];
      if ((low === lithium) !== (high === lithium)) this.face(2, y, x, low, high);
    }
  }

  /** A face of the lithium surface between the labels on its two sides. */
  private face(axis: 0 | 1 | 2, y: number, x: number, low: number, high: number): void {
    const { at, normal, ray, planes, shape, z, options } = this;
    const outward = low === options.lithium;
    at.z = (axis === 0 ? z - 1 : z) - planes.first;
    at.y = axis === 1 ? y - 1 : y;
    at.x = axis === 2 ? x - 1 : x;
    at.axis = axis;
    at.sign = outward ? 1 : -1;
    this.lithium.normal(at, normal);
    const smooth = this.faceAreas[axis] * Math.abs(normal[axis]);
    this.area += smooth;
    this.faces[axis]++;
    if ((outward ? high : low) !== options.sei) {
      this.patches.add(y, x, axis, smooth);
      return;
    }
    this.coveredArea += smooth;
    this.coveredFaces[axis]++;
    // the SEI voxel on the other side of the face
    if (outward) startRay(ray, z, y, x, axis, normal, this.spacing);
    else startRay(ray, at.z + planes.first, at.y, at.x, axis, normal, this.spacing);
    const state = followRay(ray, planes, shape, options.sei);
    if (state === RAY_WAITS) {
      this.places.push(this.length.length);
      for (let k = 0; k < RAY_NUMBERS; k++) this.waiting.push(ray[k]);
    }
    this.length.push(ray[0]);
    this.weight.push(smooth);
    this.cut.push(state === RAY_CUT ? 1 : 0);
  }

  part(): SeiPart {
    return {
      area: this.area,
      coveredArea: this.coveredArea,
      faces: this.faces,
      coveredFaces: this.coveredFaces,
      patches: this.patches.part(),
      length: this.length.take(),
      weight: this.weight.take(),
      cut: Uint8Array.from(this.cut.take()),
      waiting: this.waiting.take(),
      places: Uint32Array.from(this.places.take()),
    };
  }
}

/** Rays that wait, all slabs together, and where they belong in the merged surface. */
export interface WaitingRays {
  readonly rays: Float64Array;
  readonly places: Float64Array;
}

/** Joins slabs in their order. Rays that wait are to be followed and put in with `settleRays`. */
export function joinSei(parts: readonly SeiPart[], spacing: Vec3): { surface: SeiSurface; waiting: WaitingRays } {
  const faceAreas = voxelFaceAreas(spacing);
  const sum = (pick: (part: SeiPart) => number): number => parts.reduce((total, part) => total + pick(part), 0);
  const facesOf = (pick: (part: SeiPart) => readonly number[]): number =>
    faceAreas.reduce((total, area, axis) => total + area * sum((part) => pick(part)[axis]), 0);
  const entries = sum((part) => part.length.length);
  const length = new Float64Array(entries);
  const weight = new Float64Array(entries);
  const cut = new Uint8Array(entries);
  const rays = new Float64Array(sum((part) => part.waiting.length));
  const places = new Float64Array(rays.length / RAY_NUMBERS);
  let entry = 0;
  let wait = 0;
  for (const part of parts) {
    length.set(part.length, entry);
    weight.set(part.weight, entry);
    cut.set(part.cut, entry);
    rays.set(part.waiting, wait * RAY_NUMBERS);
    for (const place of part.places) places[wait++] = entry + place;
    entry += part.length.length;
  }
  const surface = {
    area: sum((part) => part.area),
    coveredArea: sum((part) => part.coveredArea),
    facesArea: facesOf((part) => part.faces),
    coveredFacesArea: facesOf((part) => part.coveredFaces),
    barePatches: joinPatches(parts.map(({ patches }) => patches)),
    length,
    weight,
    cut,
  };
  return { surface, waiting: { rays, places } };
}

/** Writes rays that have ended to their places, and gives those that still wait. */
export function settleRays({ length, cut }: SeiSurface, { rays, places }: WaitingRays, states: Uint8Array): WaitingRays {
  const still: number[] = [];
  states.forEach((state, k) => {
    if (state === RAY_WAITS) {
      still.push(k);
      return;
    }
    length[places[k]] = rays[k * RAY_NUMBERS];
    cut[places[k]] = state === RAY_DONE ? 0 : 1;
  });
  const left = new Float64Array(still.length * RAY_NUMBERS);
  still.forEach((k, n) => left.set(rays.subarray(k * RAY_NUMBERS, (k + 1) * RAY_NUMBERS), n * RAY_NUMBERS));
  return { rays: left, places: Float64Array.from(still, (k) => places[k]) };
}

/** Walks the lithium surface of a volume at once. */
export function traceSei(data: Uint8Array, shape: Shape3, spacing: Vec3, options: SeiOptions): SeiSurface {
  return joinSei([traceSeiSlab({ data, first: 0 }, [0, shape[0]], shape, spacing, options)], spacing).surface;
}
