/** Mean signals of lithium and of what surrounds it: the numerator of the contrast-to-noise ratio. */
import { PHASE } from '../../volume/index.js';

export interface LithiumContrast {
  readonly lithium: number;
  readonly surrounding: number;
  /** phase that was compared with */
  readonly reference: 'electrolyte' | 'sei' | 'pore';
}

/** Against the matrix where there is any to speak of, else the SEI, else the pores; null without lithium or anything else. */
export function lithiumContrast(image: Float32Array, labels: Uint8Array): LithiumContrast | null {
  const sum = new Float64Array(256);
  const count = new Float64Array(256);
  for (let i = 0; i < image.length; i++) {
    const id = labels[i] ?? 0;
    sum[id] = (sum[id] ?? 0) + (image[i] ?? 0);
    count[id] = (count[id] ?? 0) + 1;
  }
  const mean = (id: number): number => (sum[id] ?? 0) / (count[id] ?? 1);
  const enough = (id: number): boolean => (count[id] ?? 0) > 0.005 * image.length;
  if ((count[PHASE.lithium] ?? 0) === 0) return null;
  const reference = (['electrolyte', 'sei', 'pore'] as const).find((name) => enough(PHASE[name]));
  if (reference === undefined) return null;
  return { lithium: mean(PHASE.lithium), surrounding: mean(PHASE[reference]), reference };
}

/** Standard deviation of what was added to the lithium. */
export function lithiumNoise(noisy: Float32Array, clean: Float32Array, labels: Uint8Array): number {
  let [n, sum, squares] = [0, 0, 0];
  for (let i = 0; i < noisy.length; i++) {
    if (labels[i] !== PHASE.lithium) continue;
    const d = (noisy[i] ?? 0) - (clean[i] ?? 0);
    n++;
    sum += d;
    squares += d * d;
  }
  return n < 2 ? 0 : Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2));
}
