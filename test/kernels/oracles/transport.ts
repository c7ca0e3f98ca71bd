/** A slow, independent solver: voxel graph in float64, conjugate gradients on the potential itself, flux counted at the inlet. */
import type { Shape3, Vec3 } from '../../../src/volume/index.js';

interface Graph {
  /** neighbours and conductances of each unknown */
  readonly links: [number, number][][];
  /** conductance to potential 1 and to potential 0 */
  readonly inlet: number[];
  readonly outlet: number[];
}

function graphOf(labels: Uint8Array, shape: Shape3, spacing: Vec3, axis: number, periodic: boolean): Graph {
  const strides = [shape[1] * shape[2], shape[2], 1];
  const finest = Math.min(...spacing);
  const weights = spacing.map((size) => (finest / size) ** 2);
  const links: [number, number][][] = [];
  const inlet: number[] = [];
  const outlet: number[] = [];
  for (let i = 0; i < labels.length; i++) {
    const at = strides.map((stride, a) => Math.floor(i / stride) % shape[a]!);
    const own: [number, number][] = [];
    if (labels[i] === 1)
      for (let a = 0; a < 3; a++)
        for (const side of [-1, 1]) {
          let place = at[a]! + side;
          if (periodic && a !== axis) place = (place + shape[a]!) % shape[a]!;
          if (place < 0 || place >= shape[a]!) continue;
          const j = i + (place - at[a]!) * strides[a]!;
          if (labels[j] === 1) own.push([j, weights[a]!]);
        }
    links.push(own);
    inlet.push(labels[i] === 1 && at[axis] === 0 ? 2 * weights[axis]! : 0);
    outlet.push(labels[i] === 1 && at[axis] === shape[axis]! - 1 ? 2 * weights[axis]! : 0);
  }
  return { links, inlet, outlet };
}

function conjugateGradients(apply: (x: Float64Array) => Float64Array, b: Float64Array): Float64Array {
  const x = new Float64Array(b.length);
  const r = b.slice();
  const p = b.slice();
  let rho = r.reduce((sum, v) => sum + v * v, 0);
  const stop = 1e-24 * rho;
  for (let k = 0; k < 20_000 && rho > stop; k++) {
    const q = apply(p);
    const alpha = rho / p.reduce((sum, v, i) => sum + v * q[i]!, 0);
    for (let i = 0; i < x.length; i++) {
      x[i] = x[i]! + alpha * p[i]!;
      r[i] = r[i]! - alpha * q[i]!;
    }
    const next = r.reduce((sum, v) => sum + v * v, 0);
    for (let i = 0; i < p.length; i++) p[i] = r[i]! + (next / rho) * p[i]!;
    rho = next;
  }
  return x;
}

function operator({ links, inlet, outlet }: Graph, ends: 'both' | 'inlet'): (x: Float64Array) => Float64Array {
  return (x) =>
    x.map((v, i) => {
      let sum = (inlet[i]! + (ends === 'both' ? outlet[i]! : 0)) * v;
      for (const [j, w] of links[i]!) sum += w * (v - x[j]!);
      return sum;
    });
}

/** Deff / D0 of the voxels with label 1. */
export function oracleDiffusivity(labels: Uint8Array, shape: Shape3, spacing: Vec3, axis: number, periodic: boolean): number {
  const graph = graphOf(labels, shape, spacing, axis, periodic);
  const potential = conjugateGradients(operator(graph, 'both'), Float64Array.from(graph.inlet));
  const flux = graph.inlet.reduce((sum, w, i) => sum + w * (1 - potential[i]!), 0);
  const weight = (Math.min(...spacing) / spacing[axis]!) ** 2;
  const n = shape[axis]!;
  return (flux * n * n) / (weight * labels.length);
}

/**
 * Electrode tortuosity with the face at index 0 of the axis open: the resistance by dissipated power over current squared, over that
 * of straight channels of the same mean section.
 */
export function oracleElectrode(labels: Uint8Array, shape: Shape3, spacing: Vec3, axis: number, reached: ReadonlySet<number>): number {
  const inside = labels.map((_, i) => (reached.has(i) ? 1 : 0));
  const graph = graphOf(inside, shape, spacing, axis, false);
  const potential = conjugateGradients(operator(graph, 'inlet'), Float64Array.from(inside));
  const weight = (Math.min(...spacing) / spacing[axis]!) ** 2;
  let power = 0;
  graph.links.forEach((own, i) => {
    for (const [j, w] of own) power += (w * (potential[i]! - potential[j]!) ** 2) / 2;
    power += graph.inlet[i]! * potential[i]! ** 2;
  });
  const n = shape[axis]!;
  const current = inside.reduce((sum, v) => sum + v, 0);
  const section = labels.reduce((sum, v) => sum + v, 0) / n;
  // straight channels: halves of a step at the open face, whole steps behind it, currents falling by one layer each
  let straight = n * n * 0.5;
  for (let k = 1; k < n; k++) straight += k * k;
  return (power * weight) / current ** 2 / (straight / (section * n * n));
}
