/**
 * Complex discrete Fourier transform of any length, and of volumes along their axes.
 *
 * Lengths made of 2, 3 and 5 use the self-sorting (Stockham) scheme with radices 4, 2, 3, 5 (Van Loan 1992, chapter 1);
 * others are written as a convolution of the next power of two (Bluestein 1970). Forward has exp(-i...), unscaled;
 * inverse is scaled by 1/n, so that inverse(forward(x)) = x. Double precision; time n log n.
 */
import type { Shape3 } from '../volume/index.js';

export interface Fft {
  readonly length: number;
  /** in place; both arrays have at least `length` entries */
  forward(re: Float64Array, im: Float64Array): void;
  inverse(re: Float64Array, im: Float64Array): void;
}

/** Tables and scratch space for one length. */
export function createFft(length: number): Fft {
  const factors = smallFactors(length);
  const forward = factors === undefined ? bluestein(length) : stockham(length, factors);
  return {
    length,
    forward,
    // the inverse is the forward transform with real and imaginary part exchanged
    inverse: (re, im) => {
      forward(im, re);
      for (let i = 0; i < length; i++) {
        re[i] /= length;
        im[i] /= length;
      }
    },
  };
}

/** The next length of at least `n` that has only the factors 2, 3 and 5. */
export function fastLength(n: number): number {
  let length = Math.max(1, n);
  while (smallFactors(length) === undefined) length++;
  return length;
}

/** Transforms a complex volume along all three axes, in place. */
export function fft3(re: Float64Array, im: Float64Array, shape: Shape3, inverse = false): void {
  const strides = [shape[1] * shape[2], shape[2], 1];
  for (let axis = 0; axis < 3; axis++) {
    const n = shape[axis];
    if (n === 1) continue;
    const plan = createFft(n);
    const lineRe = new Float64Array(n);
    const lineIm = new Float64Array(n);
    const stride = strides[axis];
    const block = stride * n;
    for (let outer = 0; outer < re.length; outer += block) {
      for (let first = outer; first < outer + stride; first++) {
        for (let k = 0, i = first; k < n; k++, i += stride) {
          lineRe[k] = re[i];
          lineIm[k] = im[i];
        }
        if (inverse) plan.inverse(lineRe, lineIm);
        else plan.forward(lineRe, lineIm);
        for (let k = 0, i = first; k < n; k++, i += stride) {
          re[i] = lineRe[k];
          im[i] = lineIm[k];
        }
      }
    }
  }
}

/** Radices 4, 2, 3, 5 whose product is n, or undefined. */
function smallFactors(n: number): number[] | undefined {
  const factors: number[] = [];
  let rest = n;
  for (const radix of [4, 2, 3, 5]) {
    while (rest % radix === 0) {
      factors.push(radix);
      rest /= radix;
    }
  }
  return rest === 1 ? factors : undefined;
}

type Transform = (re: Float64Array, im: Float64Array) => void;

function stockham(length: number, factors: readonly number[]): Transform {
  const cos = new Float64Array(length);
  const sin = new Float64Array(length);
  for (let k = 0; k < length; k++) {
    cos[k] = Math.cos((2 * Math.PI * k) / length);
    sin[k] = -Math.sin((2 * Math.PI * k) / length);
  }
  const workRe = new Float64Array(length);
  const workIm = new Float64Array(length);
  return (re, im) => {
    let xr = re;
    let xi = im;
    let yr: Float64Array = workRe;
    let yi: Float64Array = workIm;
    let n = length;
    let s = 1;
    for (const radix of factors) {
      if (radix === 4) pass4(xr, xi, yr, yi, n, s, cos, sin);
      else if (radix === 2) pass2(xr, xi, yr, yi, n, s, cos, sin);
      else passOdd(radix, xr, xi, yr, yi, n, s, cos, sin);
      [xr, yr] = [yr, xr];
      [xi, yi] = [yi, xi];
      n /= radix;
      s *= radix;
    }
    if (xr !== re) {
      for (let i = 0; i < length; i++) {
        re[i] = xr[i];
        im[i] = xi[i];
      }
    }
  };
}

type A = Float64Array;

// One pass takes n points at stride s into n/radix points at stride s*radix; tables hold the roots of the full length.
function pass2(xr: A, xi: A, yr: A, yi: A, n: number, s: number, cos: A, sin: A): void {
  const m = n >> 1;
  for (let q = 0; q < m; q++) {
    const wr = cos[q * s];
    const wi = sin[q * s];
    for (let t = 0; t < s; t++) {
      const a = t + s * q;
      const b = a + s * m;
      const out = t + s * 2 * q;
      const dr = xr[a] - xr[b];
      const di = xi[a] - xi[b];
      yr[out] = xr[a] + xr[b];
      yi[out] = xi[a] + xi[b];
      yr[out + s] = dr * wr - di * wi;
      yi[out + s] = dr * wi + di * wr;
    }
  }
}

function pass4(xr: A, xi: A, yr: A, yi: A, n: number, s: number, cos: A, sin: A): void {
  const m = n >> 2;
  const step = s * m;
  for (let q = 0; q < m; q++) {
    const w1r = cos[q * s];
    const w1i = sin[q * s];
    const w2r = w1r * w1r - w1i * w1i;
    const w2i = 2 * w1r * w1i;
    const w3r = w1r * w2r - w1i * w2i;
    const w3i = w1r * w2i + w1i * w2r;
    for (let t = 0; t < s; t++) {
      const a = t + s * q;
      const b = a + step;
      const c = b + step;
      const d = c + step;
      const sumR = xr[a] + xr[c];
      const sumI = xi[a] + xi[c];
      const difR = xr[a] - xr[c];
      const difI = xi[a] - xi[c];
      const oddR = xr[b] + xr[d];
      const oddI = xi[b] + xi[d];
      const crossR = xi[b] - xi[d]; // -i (b - d)
      const crossI = xr[d] - xr[b];
      const out = t + s * 4 * q;
      yr[out] = sumR + oddR;
      yi[out] = sumI + oddI;
      const r1 = difR + crossR;
      const i1 = difI + crossI;
      yr[out + s] = r1 * w1r - i1 * w1i;
      yi[out + s] = r1 * w1i + i1 * w1r;
      const r2 = sumR - oddR;
      const i2 = sumI - oddI;
      yr[out + 2 * s] = r2 * w2r - i2 * w2i;
      yi[out + 2 * s] = r2 * w2i + i2 * w2r;
      const r3 = difR - crossR;
      const i3 = difI - crossI;
      yr[out + 3 * s] = r3 * w3r - i3 * w3i;
      yi[out + 3 * s] = r3 * w3i + i3 * w3r;
    }
  }
}

function passOdd(radix: number, xr: A, xi: A, yr: A, yi: A, n: number, s: number, cos: A, sin: A): void {
  const m = n / radix;
  const length = n * s;
  const turn = length / radix;
  for (let q = 0; q < m; q++) {
    for (let j = 0; j < radix; j++) {
      const w = q * j * s; // below n * s
      for (let t = 0; t < s; t++) {
        let sumR = 0;
        let sumI = 0;
        for (let k = 0; k < radix; k++) {
          const a = t + s * (q + m * k);
          const e = (w + ((j * k) % radix) * turn) % length;
          sumR += xr[a] * cos[e] - xi[a] * sin[e];
          sumI += xr[a] * sin[e] + xi[a] * cos[e];
        }
        const out = t + s * (radix * q + j);
        yr[out] = sumR;
        yi[out] = sumI;
      }
    }
  }
}

function bluestein(length: number): Transform {
  let size = 1;
  while (size < 2 * length - 1) size *= 2;
  const plan = createFft(size);
  const chirpRe = new Float64Array(length);
  const chirpIm = new Float64Array(length);
  const kernelRe = new Float64Array(size);
  const kernelIm = new Float64Array(size);
  for (let k = 0; k < length; k++) {
    const angle = (Math.PI * ((k * k) % (2 * length))) / length;
    chirpRe[k] = Math.cos(angle);
    chirpIm[k] = -Math.sin(angle);
    kernelRe[k] = kernelRe[(size - k) % size] = Math.cos(angle);
    kernelIm[k] = kernelIm[(size - k) % size] = Math.sin(angle);
  }
  plan.forward(kernelRe, kernelIm);
  const workRe = new Float64Array(size);
  const workIm = new Float64Array(size);
  return (re, im) => {
    workRe.fill(0);
    workIm.fill(0);
    for (let k = 0; k < length; k++) {
      workRe[k] = re[k] * chirpRe[k] - im[k] * chirpIm[k];
      workIm[k] = re[k] * chirpIm[k] + im[k] * chirpRe[k];
    }
    plan.forward(workRe, workIm);
    for (let k = 0; k < size; k++) {
      const r = workRe[k] * kernelRe[k] - workIm[k] * kernelIm[k];
      workIm[k] = workRe[k] * kernelIm[k] + workIm[k] * kernelRe[k];
      workRe[k] = r;
    }
    plan.inverse(workRe, workIm);
    for (let k = 0; k < length; k++) {
      re[k] = workRe[k] * chirpRe[k] - workIm[k] * chirpIm[k];
      im[k] = workRe[k] * chirpIm[k] + workIm[k] * chirpRe[k];
    }
  };
}
