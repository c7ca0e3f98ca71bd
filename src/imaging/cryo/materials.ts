/**
 * Electron-optical constants of the materials of a thin lithium specimen.
 *
 * Mean inner potential: sum of isolated atoms, 47.878 V A^3 times the sum of f_e(0) over the cell volume; bonding lowers it to
 * 0.55-0.9 of that, which the imaging draws. Mean free path of inelastic scattering: the formula of Malis, Cheng & Egerton 1988
 * for 10 mrad. Annular dark field: atoms per cubic angstrom times Z^1.7. Lattice distances from cell constants.
 */
import type { SpecimenMaterial } from '../../volume/index.js';

export interface CryoMaterial {
  readonly title: string;
  /** V, isolated atoms */
  readonly potential: number;
  /** metres at 300 kV */
  readonly freePath300: number;
  /** sum of Z^1.7 per cubic angstrom */
  readonly darkField: number;
  /** distances of lattice planes in metres, the strong reflections */
  readonly spacings: readonly number[];
}

function material(
  title: string,
  potential: number,
  freePathNm: number,
  darkField: number,
  angstroms: readonly number[] = [],
): CryoMaterial {
  return { title, potential, freePath300: freePathNm * 1e-9, darkField, spacings: angstroms.map((d) => d * 1e-10) };
}

export const CRYO_MATERIALS: Readonly<Record<SpecimenMaterial, CryoMaterial>> = {
  lithium: material('Li', 7.3, 231, 0.3, [2.482, 1.755, 1.433]),
  li2o: material('Li2O', 16.6, 183, 1.9, [2.667, 2.31, 1.633]),
  lif: material('LiF', 14.9, 175, 3, [2.325, 2.014, 1.424]),
  li2co3: material('Li2CO3', 12.4, 183, 2.4, [4.159, 3.794, 3.787, 3.028, 2.921, 2.813, 2.627]),
  lioh: material('LiOH', 10.2, 185, 1.5, [4.334, 2.746, 2.51, 1.849]),
  lih: material('LiH', 10.7, 205, 0.44, [2.357, 2.042]),
  organic: material('organic SEI', 8.7, 187, 1.5),
  electrolyte: material('frozen electrolyte', 6.8, 195, 1.4),
  water: material('frost', 4.5, 200, 1.1, [3.9, 3.67, 3.44]),
  carbon: material('amorphous carbon', 12, 187, 2),
  copper: material('Cu', 22, 117, 26, [2.087, 1.808]),
};

/** Free path of lithium over its value at 300 kV, by kV; the others follow within 3 %. */
const FREE_PATH_KV: readonly (readonly [number, number])[] = [
  [80, 122 / 231],
  [200, 198 / 231],
  [300, 1],
];

/** metres; between the tabulated voltages interpolated in log-log */
export function freePath(id: SpecimenMaterial, volts: number): number {
  const kV = volts / 1000;
  const upper = FREE_PATH_KV.findIndex(([at]) => at >= kV);
  const k = upper < 0 ? FREE_PATH_KV.length - 1 : Math.max(1, upper);
  const [lowKv, low] = FREE_PATH_KV[k - 1] ?? [80, 1];
  const [highKv, high] = FREE_PATH_KV[k] ?? [300, 1];
  const t = Math.log(kV / lowKv) / Math.log(highKv / lowKv);
  return CRYO_MATERIALS[id].freePath300 * Math.exp((1 - t) * Math.log(low) + t * Math.log(high));
}
