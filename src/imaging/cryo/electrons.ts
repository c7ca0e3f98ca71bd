/** Fast electrons: wavelength and interaction constant from the accelerating voltage (CODATA constants). */

const ELECTRON_MASS_EV = 510998.95;
/** h c in eV m */
const HC = 1.23984198e-6;

/** metres */
export function electronWavelength(volts: number): number {
  return HC / Math.sqrt(volts * (volts + 2 * ELECTRON_MASS_EV));
}

/** Phase per potential and thickness, rad/(V m): 2 pi / (lambda V) (m c^2 + e V) / (2 m c^2 + e V). */
export function interactionConstant(volts: number): number {
  return ((2 * Math.PI) / (electronWavelength(volts) * volts)) * ((ELECTRON_MASS_EV + volts) / (2 * ELECTRON_MASS_EV + volts));
}
