/**
 * The constants of lithium in one place, and charge from volume. They follow from M = 6.94 g/mol, a density of 0.534 g/cm3
 * and F = 96485.33 C/mol, so they are exact to the last digit given. Some papers use 2045 mAh/cm3, 0.8 % less.
 *
 *      1 mAh/cm2  =  4.849 um of dense lithium          2062 mAh/cm3, 3862 mAh/g, 12.996 cm3/mol
 *      1 mAh      =  18.656 umol of H2 in a titration   (2 Li + 2 H2O -> 2 LiOH + H2)
 */

/** metres of dense lithium per mAh/cm2 */
export const LITHIUM_METRES_PER_MAH_CM2 = 4.849e-6;

const COULOMBS_PER_MAH = 3.6;
const FARADAY = 96485.33;

/** umol of H2 per mAh of metallic lithium: two electrons a molecule */
export const UMOL_HYDROGEN_PER_MAH = (COULOMBS_PER_MAH / (2 * FARADAY)) * 1e6;

const MAH_PER_MOL = FARADAY / COULOMBS_PER_MAH;

/** mAh of dense lithium of a volume in m3: a layer of 4.849 um over 1 cm2 holds 1 mAh */
export function mahOfLithium(cubicMetres: number): number {
  return cubicMetres / (LITHIUM_METRES_PER_MAH_CM2 * 1e-4);
}

/**
 * Lithium atoms in a unit cell and its volume in cubic Angstrom, from the lattice constants of the crystals that SEI is made of
 * (cubic Li2O 4.619, LiF 4.026, LiH 4.083, Li2S 5.708; LiOH 3.549, 4.334; Li3N 3.648, 3.875; Li2CO3 8.359, 4.973, 6.197, 114.83 deg).
 */
const CELLS = {
  Li2O: [8, 4.619 ** 3],
  LiF: [4, 4.026 ** 3],
  Li2CO3: [8, 8.359 * 4.973 * 6.197 * Math.sin((114.83 * Math.PI) / 180)],
  LiOH: [2, 3.549 ** 2 * 4.334],
  LiH: [4, 4.083 ** 3],
  Li2S: [8, 5.708 ** 3],
  Li3N: [3, 3.648 ** 2 * (Math.sqrt(3) / 2) * 3.875],
} as const;

export type SeiCompound = keyof typeof CELLS;
export const SEI_COMPOUNDS = Object.keys(CELLS) as readonly SeiCompound[];

const AVOGADRO = 6.02214076e23;

/** mAh of the lithium ions in a volume (m3) of a dense compound */
export function mahOfCompound(compound: SeiCompound, cubicMetres: number): number {
  const [atoms, cell] = CELLS[compound];
  return ((atoms / (cell * 1e-30)) * cubicMetres * MAH_PER_MOL) / AVOGADRO;
}
