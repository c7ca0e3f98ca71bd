/**
 * The growth-axis rule: a network saw its lithium grow along one axis, away from index 0. A volume whose
 * collector lies on another face is looked at through a view that swaps that axis with the growth axis and,
 * where the collector is at the far end, runs backwards. Strides do it; voxels are not moved.
 *
 *     volume z,y,x --(swap, flip)--> view z',y',x'      collector on y' = 0, growth along +y'
 */
import { faceGeometry, type Face, type Shape3 } from '../volume/index.js';
import type { SpaceId } from './model-axes.js';

export interface View {
  /** axis of the volume that each view axis runs along */
  readonly axes: readonly [number, number, number];
  /** true where the view axis runs against the volume axis */
  readonly flipped: readonly [boolean, boolean, boolean];
  readonly shape: Shape3;
}

const AXIS: Readonly<Record<SpaceId, number>> = { z: 0, y: 1, x: 2 };

/** The view in which growth from `collector` runs along the model's growth axis; as it is without either. */
export function orientView(shape: Shape3, collector: Face | null, growthAxis: SpaceId | null): View {
  const axes: [number, number, number] = [0, 1, 2];
  const flipped: [boolean, boolean, boolean] = [false, false, false];
  if (collector !== null && growthAxis !== null) {
    const face = faceGeometry(collector);
    const growth = AXIS[growthAxis];
    axes[growth] = face.axis;
    axes[face.axis] = growth;
    flipped[growth] = face.atEnd;
  }
  return { axes, flipped, shape: [shape[axes[0]] ?? 1, shape[axes[1]] ?? 1, shape[axes[2]] ?? 1] };
}

/** The same view with its slices along another of its axes; growth stays where it is when that is not the axis. */
export function sliceAlong(view: View, axis: SpaceId): View {
  const other = AXIS[axis];
  const swap = <T>(list: readonly [T, T, T]): [T, T, T] => {
    const out: [T, T, T] = [...list];
    [out[0], out[other]] = [list[other] as T, list[0]];
    return out;
  };
  return { axes: swap(view.axes), flipped: swap(view.flipped), shape: swap(view.shape) };
}

/** A half-open box, three starts and three ends. */
export interface Box {
  readonly start: readonly [number, number, number];
  readonly end: readonly [number, number, number];
}

export function boxVoxels(box: Box): number {
  return (box.end[0] - box.start[0]) * (box.end[1] - box.start[1]) * (box.end[2] - box.start[2]);
}

/** The box of the volume that a box of the view covers. */
export function boxInVolume(view: View, box: Box): Box {
  const start: [number, number, number] = [0, 0, 0];
  const end: [number, number, number] = [0, 0, 0];
  for (let v = 0; v < 3; v++) {
    const axis = view.axes[v] as number;
    const [a, b, n] = [box.start[v] as number, box.end[v] as number, view.shape[v] as number];
    start[axis] = view.flipped[v] ? n - b : a;
    end[axis] = view.flipped[v] ? n - a : b;
  }
  return { start, end };
}

/** The box of the view that a box of the volume covers. */
export function boxInView(view: View, box: Box): Box {
  const start: [number, number, number] = [0, 0, 0];
  const end: [number, number, number] = [0, 0, 0];
  for (let v = 0; v < 3; v++) {
    const axis = view.axes[v] as number;
    const [a, b, n] = [box.start[axis] as number, box.end[axis] as number, view.shape[v] as number];
    start[v] = view.flipped[v] ? n - b : a;
    end[v] = view.flipped[v] ? n - a : b;
  }
  return { start, end };
}

/**
 * Addressing of a C-ordered array that holds `volumeBox` of the volume, in view coordinates:
 * index = base + z' * step[0] + y' * step[1] + x' * step[2].
 */
export function viewStrides(view: View, volumeBox: Box): { base: number; step: readonly [number, number, number] } {
  const size = volumeBox.end.map((end, axis) => end - (volumeBox.start[axis] as number));
  const strides = [(size[1] as number) * (size[2] as number), size[2] as number, 1];
  const step: [number, number, number] = [0, 0, 0];
  let base = 0;
  for (let v = 0; v < 3; v++) {
    const axis = view.axes[v] as number;
    const stride = strides[axis] as number;
    const first = view.flipped[v] ? (view.shape[v] as number) - 1 : 0;
    step[v] = view.flipped[v] ? -stride : stride;
    base += (first - (volumeBox.start[axis] as number)) * stride;
  }
  return { base, step };
}
