/** The plain twin of `src/kernels/edt.ts`: lower envelopes (Felzenszwalb & Huttenlocher 2012) along one line after the other. */
import type { Shape3, Vec3 } from '../../../src/volume/index.js';

interface Options {
  readonly value?: number;
  readonly boxFaces?: boolean;
  readonly flatAxis?: 0 | 1 | 2 | null;
}

/** Squared distance to the nearest voxel centre outside; 0 outside, Infinity where there is no outside. */
export function plainSquaredDistance(data: Uint8Array, shape: Shape3, spacing: Vec3, options: Options = {}): Float32Array {
  const [nz, ny, nx] = shape;
  const box = [0, 1, 2].map((axis) => options.boxFaces === true && options.flatAxis !== axis);
  const out = Float32Array.from(data, (value) => (value === (options.value ?? 1) ? Infinity : 0));
  for (let row = 0; row < out.length; row += nx) line(out, row, 1, nx, spacing[2], box[2]!);
  for (let z = 0; z < nz; z++) for (let x = 0; x < nx; x++) line(out, z * ny * nx + x, nx, ny, spacing[1], box[1]!);
  for (let i = 0; i < ny * nx; i++) line(out, i, ny * nx, nz, spacing[0], box[0]!);
  return out;
}

function line(values: Float32Array, start: number, stride: number, n: number, step: number, boxFaces: boolean): void {
  const known: { at: number; f: number }[] = boxFaces ? [{ at: -1, f: 0 }] : [];
  for (let p = 0; p < n; p++) if (values[start + p * stride]! < Infinity) known.push({ at: p, f: values[start + p * stride]! });
  if (boxFaces) known.push({ at: n, f: 0 });
  if (known.length === 0) return;
  const s2 = step * step;
  const envelope: { at: number; f: number; from: number }[] = [];
  for (const { at, f } of known) {
    let from = -Infinity;
    for (let last = envelope.at(-1); last !== undefined; last = envelope.at(-1)) {
      from = (f - last.f) / (2 * s2 * (at - last.at)) + (at + last.at) / 2;
      if (from > last.from) break;
      envelope.pop();
      from = -Infinity;
    }
    envelope.push({ at, f, from });
  }
  for (let p = 0, k = 0; p < n; p++) {
    while (k + 1 < envelope.length && envelope[k + 1]!.from < p) k++;
    const { at, f } = envelope[k]!;
    values[start + p * stride] = s2 * (p - at) * (p - at) + f;
  }
}
