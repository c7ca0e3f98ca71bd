/** Electrons come one by one: Poisson counts of a mean that is dose times pixel area times intensity. */
import type { Rng } from '../../base/index.js';
import type { Effect, Switch } from '../effect.js';

export const dose: Effect = {
  id: 'dose',
  title: 'Dose and counting noise',
  params: [
    { id: 'electrons', title: 'Detected electrons of the bare beam per pixel', unit: '1' },
    { id: 'dose', title: 'The same per area of the specimen', unit: '1/m2' },
    { id: 'least', title: 'Contrast of lithium to vacuum over noise below which the exposure is repeated with more electrons', unit: '1' },
    { id: 'readout', title: 'Standard deviation of readout noise in electrons', unit: '1' },
  ],
  references: ['Reimer & Kohl 2008, Transmission Electron Microscopy, chapter 4'],
};

export interface Dose extends Switch {
  readonly electrons: number;
  readonly readout: number;
  readonly least: number;
}

/** Counts over the counts of the bare beam. */
export function countElectrons(image: Float32Array, params: Omit<Dose, 'least'>, rng: Rng): Float32Array {
  const n = params.electrons;
  return image.map((v) => (poisson(Math.max(0, v) * n, rng) + params.readout * rng.normal()) / n);
}

/** Multiplication of uniform numbers for small means, a rounded normal with the skewness corrected (Cornish-Fisher) for large ones. */
export function poisson(mean: number, rng: Rng): number {
  if (mean > 30) {
    const z = rng.normal();
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * z + (z * z - 1) / 6));
  }
  const limit = Math.exp(-mean);
  let [product, count] = [rng.next(), 0];
  while (product > limit) {
    product *= rng.next();
    count++;
  }
  return count;
}
