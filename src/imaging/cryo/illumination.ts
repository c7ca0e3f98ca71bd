/** The beam is not even: a slope, a round profile, sometimes the edge of the beam or aperture in a corner. */
import type { Effect, Switch } from '../effect.js';

export const illumination: Effect = {
  id: 'illumination',
  title: 'Uneven illumination',
  params: [
    { id: 'slope', title: 'Change across the picture', unit: '1' },
    { id: 'angle', title: 'Direction of the slope', unit: 'rad' },
    { id: 'falloff', title: 'Loss at one picture width from the middle of the beam', unit: '1' },
    { id: 'edge', title: 'Radius of the beam over the picture, 0 for none to be seen', unit: '1' },
  ],
  references: [],
};

export interface Illumination extends Switch {
  readonly slope: number;
  readonly angle: number;
  readonly falloff: number;
  readonly edge: number;
  /** middle of the beam over the sides of the picture */
  readonly centreY: number;
  readonly centreX: number;
}

/** Multiplies in place. */
export function illuminate(image: Float32Array, ny: number, nx: number, p: Illumination): void {
  const side = Math.max(ny, nx);
  const [sin, cos] = [Math.sin(p.angle) / side, Math.cos(p.angle) / side];
  for (let y = 0, i = 0; y < ny; y++)
    for (let x = 0; x < nx; x++, i++) {
      const r = Math.hypot(y - p.centreY * ny, x - p.centreX * nx) / side;
      let gain = (1 + p.slope * ((y - ny / 2) * sin + (x - nx / 2) * cos)) * Math.exp(-p.falloff * r * r);
      if (p.edge > 0) gain *= 0.02 + 0.98 / (1 + Math.exp((r - p.edge) * 90));
      image[i] = (image[i] ?? 0) * gain;
    }
}
