/**
 * X-ray constants of the materials of a lithium cell: linear attenuation per cm (total cross-section with coherent
 * scattering, from the xraylib 4 tables) and the refractive index decrement at 20 keV. Between the energies of the table
 * attenuation is interpolated in log-log; the decrement falls with the square of the energy.
 */
import { InvalidInputError } from '../../base/index.js';

const TABLE_KEV: readonly number[] = [8, 12, 15, 20, 25, 30, 40, 60];

export interface Material {
  readonly title: string;
  /** g/cm3 */
  readonly density: number;
  /** 1/cm at TABLE_KEV */
  readonly mu: readonly number[];
  /** refractive index decrement at 20 keV */
  readonly delta20: number;
}

function material(title: string, density: number, mu: readonly number[], delta20: number): Material {
  return { title, density, mu, delta20: delta20 * 1e-7 };
}

export const MATERIALS = {
  lithium: material('Li', 0.534, [0.27, 0.143, 0.116, 0.0991, 0.0919, 0.0878, 0.0828, 0.0768], 2.4),
  li2o: material('Li2O', 2.013, [13, 3.99, 2.18, 1.11, 0.728, 0.561, 0.424, 0.34], 9.8),
  lif: material('LiF', 2.635, [31.3, 9.4, 4.96, 2.32, 1.39, 0.982, 0.655, 0.472], 12.7),
  li2co3: material('Li2CO3', 2.11, [17.7, 5.35, 2.88, 1.41, 0.898, 0.671, 0.487, 0.379], 10.7),
  lioh: material('LiOH', 1.46, [11.6, 3.52, 1.91, 0.945, 0.609, 0.46, 0.339, 0.267], 7.6),
  ledc: material('LEDC', 1.8, [15, 4.52, 2.44, 1.2, 0.772, 0.581, 0.426, 0.334], 8.47),
  carbonate: material('carbonate electrolyte, 1 M LiPF6', 1.25, [12.7, 3.87, 2.08, 1.01, 0.627, 0.459, 0.324, 0.245], 6.82),
  ether: material('ether electrolyte, 1 M LiTFSI', 1.1, [14.2, 4.36, 2.33, 1.1, 0.667, 0.473, 0.317, 0.228], 6.13),
  peo: material('PEO', 1.13, [7.63, 2.34, 1.29, 0.666, 0.447, 0.35, 0.27, 0.22], 6.39),
  polyolefin: material('PP/PE', 0.93, [3.7, 1.19, 0.693, 0.401, 0.298, 0.252, 0.212, 0.183], 5.51),
  graphite: material('graphite', 2.2, [10.1, 3.14, 1.78, 0.972, 0.69, 0.564, 0.457, 0.386], 11.4),
  argyrodite: material('Li6PS5Cl', 1.85, [147, 46.2, 24.2, 10.5, 5.55, 3.34, 1.58, 0.671], 9.35),
  llzo: material('LLZO', 5.1, [1057, 361, 200, 160, 88.8, 54.7, 78.2, 27.1], 23),
  nmc: material('NMC622', 4.7, [434, 341, 186, 84.4, 45.4, 27.2, 12.3, 4.24], 23.4),
  copper: material('Cu', 8.96, [471, 1216, 664, 303, 163, 97.8, 43.6, 14.3], 42.9),
  aluminium: material('Al', 2.7, [136, 41.4, 21.5, 9.29, 4.96, 3.05, 1.54, 0.75], 13.6),
  gas: material('Ar gas', 0.0017, [0.196, 0.062, 0.033, 0.014, 0.0075, 0.0045, 0.002, 0.0008], 0.008),
} as const;

export type MaterialId = keyof typeof MATERIALS;

/** Linear attenuation in 1/cm at an energy from 8 to 60 keV. */
export function attenuation(id: MaterialId, keV: number): number {
  const { mu } = MATERIALS[id];
  const last = TABLE_KEV.length - 1;
  if (!(keV >= (TABLE_KEV[0] ?? 0) && keV <= (TABLE_KEV[last] ?? 0)))
    throw new InvalidInputError(`The photon energy is ${keV} keV; the attenuation table covers 8 to 60 keV.`, { subject: 'energy' });
  let i = 0;
  while (i < last - 1 && keV > (TABLE_KEV[i + 1] ?? 0)) i++;
  const [e0, e1, m0, m1] = [TABLE_KEV[i] ?? 1, TABLE_KEV[i + 1] ?? 1, mu[i] ?? 1, mu[i + 1] ?? 1];
  const at = Math.log(keV / e0) / Math.log(e1 / e0);
  return m0 * (m1 / m0) ** at;
}

/** Refractive index decrement. */
export function decrement(id: MaterialId, keV: number): number {
  return MATERIALS[id].delta20 * (20 / keV) ** 2;
}

/** Metres. */
export function wavelength(keV: number): number {
  return 1.239841984e-9 / keV;
}
