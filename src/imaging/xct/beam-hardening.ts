/**
 * A source with a spectrum: soft photons are lost first, so a long path through a dense body looks less dense than a short one.
 * Bodies then appear with their effective attenuation, and the middle of a filled field of view is darkened (cupping).
 */
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';
import { attenuation } from './materials.js';

export const beamHardening: Effect = {
  id: 'beamHardening',
  title: 'Beam hardening',
  params: [
    { id: 'peakKeV', title: 'Highest energy of the source', unit: 'keV' },
    { id: 'filter', title: 'Aluminium filter', unit: 'm' },
    { id: 'path', title: 'Path through the dense bodies', unit: 'm' },
    { id: 'cupping', title: 'Loss at the centre of the field of view', unit: '1' },
    { id: 'radius', title: 'Radius of the field of view', unit: 'voxel' },
  ],
  references: ['Kramers 1923, doi 10.1080/14786442308565244', 'Brooks & Di Chiro 1976, doi 10.1088/0031-9155/21/3/004'],
};

export interface BeamHardening extends Switch {
  readonly peakKeV: number;
  /** metres of aluminium */
  readonly filter: number;
  /** metres */
  readonly path: number;
  readonly cupping: number;
  readonly centreY: number;
  readonly centreX: number;
  readonly radius: number;
}

export interface SpectrumLine {
  readonly keV: number;
  readonly weight: number;
}

const LOWEST_KEV = 8;

/** Bremsstrahlung behind an aluminium filter, in `bins` energies, as photons seen by an energy-integrating detector; sums to 1. */
export function tubeSpectrum(peakKeV: number, filterMetres: number, bins = 8): SpectrumLine[] {
  const step = (Math.min(60, peakKeV) - LOWEST_KEV) / bins;
  const lines = Array.from({ length: bins }, (_, k) => {
    const keV = LOWEST_KEV + (k + 0.5) * step;
    const kramers = Math.max(0, peakKeV / keV - 1);
    return { keV, weight: kramers * keV * Math.exp(-attenuation('aluminium', keV) * 100 * filterMetres) };
  });
  const sum = lines.reduce((total, { weight }) => total + weight, 0);
  return lines.map(({ keV, weight }) => ({ keV, weight: weight / sum }));
}

/** -ln(sum w exp(-mu t)) / t in 1/cm: the weighted mean for a short path, the smallest attenuation for a long one. */
export function effectiveAttenuation(spectrum: readonly SpectrumLine[], mu: (keV: number) => number, pathMetres: number): number {
  const t = 100 * pathMetres;
  if (t * Math.max(...spectrum.map(({ keV }) => mu(keV))) < 1e-6)
    return spectrum.reduce((sum, { keV, weight }) => sum + weight * mu(keV), 0);
  // relative to the most transparent energy, so that long paths do not underflow
  const least = Math.min(...spectrum.map(({ keV }) => mu(keV)));
  const passed = spectrum.reduce((sum, { keV, weight }) => sum + weight * Math.exp(-(mu(keV) - least) * t), 0);
  return least - Math.log(passed) / t;
}

/** image * (1 - cupping (1 - (r/R)^2)) inside the field of view. */
export function addCupping(image: Float32Array, shape: Shape3, { cupping, centreY, centreX, radius }: BeamHardening): void {
  const [nz, ny, nx] = shape;
  const plane = new Float32Array(ny * nx);
  for (let y = 0, p = 0; y < ny; y++)
    for (let x = 0; x < nx; x++, p++) {
      const r2 = ((y - centreY) ** 2 + (x - centreX) ** 2) / radius ** 2;
      plane[p] = 1 - cupping * (1 - Math.min(1, r2));
    }
  for (let z = 0, i = 0; z < nz; z++) for (let p = 0; p < plane.length; p++, i++) image[i] = (image[i] ?? 0) * (plane[p] ?? 1);
}
