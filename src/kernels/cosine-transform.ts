/**
 * Orthonormal cosine transform (DCT-II and its inverse) of a volume along its three axes, in place.
 *
 * An even kernel is a plain product in this space, with the volume continued by mirror images at its faces: no padding, and
 * nothing leaks from one face to the opposite one. White noise stays white. Each line is one complex Fourier transform of
 * its length (Makhoul 1980, doi 10.1109/TASSP.1980.1163351), two real lines at a time.
 */
import type { Shape3 } from '../volume/index.js';
import { createFft } from './fft.js';
import type { Fft } from './fft.js';

export function cosineTransform3(data: Float32Array, shape: Shape3): void {
  eachAxis(data, shape, forwardPair);
}

export function inverseCosineTransform3(data: Float32Array, shape: Shape3): void {
  eachAxis(data, shape, inversePair);
}

/**
 * Squared angular frequency per voxel, by coefficient of one axis: `pi k / n` squared, or with `discrete` the eigenvalue
 * 2 (1 - cos) of the second difference, which keeps the edge term and its retrieval exact opposites on the grid.
 */
export function squaredFrequencies(n: number, discrete = false): Float64Array {
  const out = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const w = (Math.PI * k) / n;
    out[k] = discrete ? 2 * (1 - Math.cos(w)) : w * w;
  }
  return out;
}

type Pair = (plan: Fft, phase: Phase, a: Float64Array, b: Float64Array) => void;

interface Phase {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

function eachAxis(data: Float32Array, shape: Shape3, transform: Pair): void {
  const strides = [shape[1] * shape[2], shape[2], 1];
  for (let axis = 0; axis < 3; axis++) {
    const n = shape[axis];
    if (n === 1) continue;
    const plan = createFft(n);
    const phase = phaseTable(n);
    const a = new Float64Array(n);
    const b = new Float64Array(n);
    const stride = strides[axis];
    const lines = data.length / n;
    for (let line = 0; line < lines; line += 2) {
      const first = lineStart(line, stride, n);
      const second = line + 1 < lines ? lineStart(line + 1, stride, n) : -1;
      gather(data, first, stride, a);
      if (second >= 0) gather(data, second, stride, b);
      else b.fill(0);
      transform(plan, phase, a, b);
      scatter(data, first, stride, a);
      if (second >= 0) scatter(data, second, stride, b);
    }
  }
}

function lineStart(line: number, stride: number, n: number): number {
  const outer = Math.floor(line / stride);
  return outer * stride * n + (line - outer * stride);
}

function gather(data: Float32Array, first: number, stride: number, line: Float64Array): void {
  for (let k = 0, i = first; k < line.length; k++, i += stride) line[k] = data[i];
}

function scatter(data: Float32Array, first: number, stride: number, line: Float64Array): void {
  for (let k = 0, i = first; k < line.length; k++, i += stride) data[i] = line[k];
}

function phaseTable(n: number): Phase {
  const cos = new Float64Array(n);
  const sin = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const scale = Math.sqrt((k === 0 ? 1 : 2) / n);
    cos[k] = scale * Math.cos((Math.PI * k) / (2 * n));
    sin[k] = scale * Math.sin((Math.PI * k) / (2 * n));
  }
  return { cos, sin, re: new Float64Array(n), im: new Float64Array(n) };
}

function forwardPair(plan: Fft, { cos, sin, re, im }: Phase, a: Float64Array, b: Float64Array): void {
  const n = a.length;
  const half = (n + 1) >> 1;
  for (let i = 0; i < half; i++) {
    re[i] = a[2 * i];
    im[i] = b[2 * i];
  }
  for (let i = half; i < n; i++) {
    re[i] = a[2 * (n - i) - 1];
    im[i] = b[2 * (n - i) - 1];
  }
  plan.forward(re, im);
  for (let k = 0; k < n; k++) {
    const m = k === 0 ? 0 : n - k;
    // spectra of the two real lines, from the symmetry of each
    const ar = (re[k] + re[m]) / 2;
    const ai = (im[k] - im[m]) / 2;
    const br = (im[k] + im[m]) / 2;
    const bi = (re[m] - re[k]) / 2;
    a[k] = cos[k] * ar + sin[k] * ai;
    b[k] = cos[k] * br + sin[k] * bi;
  }
}

function inversePair(plan: Fft, { cos, sin, re, im }: Phase, a: Float64Array, b: Float64Array): void {
  const n = a.length;
  const root = Math.sqrt(n);
  re[0] = a[0] * root;
  im[0] = b[0] * root;
  for (let k = 1; k < n; k++) {
    // undo the scale, sqrt(2/n) = 2 cos^2+sin^2 part of the table
    const c = (cos[k] * n) / 2;
    const s = (sin[k] * n) / 2;
    const ar = c * a[k] + s * a[n - k];
    const ai = s * a[k] - c * a[n - k];
    const br = c * b[k] + s * b[n - k];
    const bi = s * b[k] - c * b[n - k];
    re[k] = ar - bi;
    im[k] = ai + br;
  }
  plan.inverse(re, im);
  const half = (n + 1) >> 1;
  for (let i = 0; i < half; i++) {
    a[2 * i] = re[i];
    b[2 * i] = im[i];
  }
  for (let i = half; i < n; i++) {
    a[2 * (n - i) - 1] = re[i];
    b[2 * (n - i) - 1] = im[i];
  }
}
