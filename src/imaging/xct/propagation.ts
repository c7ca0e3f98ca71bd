/**
 * Free-space propagation in its linear form, and single-distance phase retrieval.
 *
 *     mu_rec(k) = [ mu(k) + z k^2 delta(k) ] / [ 1 + z lambda a k^2 / (4 pi) ]
 *
 * with distance z, wavelength lambda and the ratio a = delta/beta chosen by the operator (0: no retrieval). In voxels,
 * z k^2 delta = (kappa^2 / N_F) delta/lambda with the Fresnel number N_F = D^2/(lambda z). An interface whose own ratio is a_i
 * comes out as step * (1 + g a_i kappa^2)/(1 + g a kappa^2), g = 1/(4 pi N_F): exact at a = a_i, fringed above, blurred below.
 * Valid in the near field; without retrieval the edge term is therefore limited smoothly.
 */
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';

export const propagation: Effect = {
  id: 'propagation',
  title: 'Propagation phase contrast and single-distance retrieval',
  params: [
    { id: 'distance', title: 'Distance sample to detector', unit: 'm' },
    { id: 'fresnelNumber', title: 'Voxel^2 / (wavelength x distance)', unit: '1' },
    { id: 'ratio', title: 'delta/beta used for retrieval, 0 for none', unit: '1' },
    { id: 'limit', title: 'Largest edge term, in contrasts lithium to electrolyte; 0 for no limit', unit: '1' },
  ],
  references: ['Paganin et al. 2002, doi 10.1046/j.1365-2818.2002.01010.x', 'Bronnikov 2002, doi 10.1364/JOSAA.19.000472'],
};

export interface Propagation extends Switch {
  readonly distance: number;
  readonly fresnelNumber: number;
  readonly ratio: number;
  readonly limit: number;
}

/**
 * Adds the edge term -(1/N_F) laplace(delta/lambda) in place; `phase` is delta/lambda per phase id in 1/cm. The second
 * difference with mirrored faces has the eigenvalues that the retrieval filter divides by.
 */
export function addEdges(
  image: Float32Array,
  labels: Uint8Array,
  shape: Shape3,
  phase: readonly number[],
  fresnelNumber: number,
  limit: number,
): void {
  const [nz, ny, nx] = shape;
  const plane = ny * nx;
  const table = Float64Array.from({ length: 256 }, (_, id) => (phase[id] ?? 0) / fresnelNumber);
  for (let z = 0, i = 0; z < nz; z++) {
    const zm = z > 0 ? -plane : 0;
    const zp = z < nz - 1 ? plane : 0;
    for (let y = 0; y < ny; y++) {
      const ym = y > 0 ? -nx : 0;
      const yp = y < ny - 1 ? nx : 0;
      for (let x = 0; x < nx; x++, i++) {
        const own = labels[i] ?? 0;
        const a = labels[i + zm] ?? 0;
        const b = labels[i + zp] ?? 0;
        const c = labels[i + ym] ?? 0;
        const d = labels[i + yp] ?? 0;
        const e = labels[x > 0 ? i - 1 : i] ?? 0;
        const f = labels[x < nx - 1 ? i + 1 : i] ?? 0;
        if (a === own && b === own && c === own && d === own && e === own && f === own) continue;
        const sum = (table[a] ?? 0) + (table[b] ?? 0) + (table[c] ?? 0) + (table[d] ?? 0) + (table[e] ?? 0) + (table[f] ?? 0);
        const edge = 6 * (table[own] ?? 0) - sum;
        image[i] = (image[i] ?? 0) + (limit > 0 ? limit * Math.tanh(edge / limit) : edge);
      }
    }
  }
}
