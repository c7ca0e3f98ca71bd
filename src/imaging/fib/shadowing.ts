/** The trench shades its depth, and its side walls the sides: 1 - amplitude (r / H)^power - side exp(-x / width). */
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';

export const shadowing: Effect = {
  id: 'shadowing',
  title: 'Shadowing',
  params: [
    { id: 'amplitude', title: 'Loss of signal at the foot of the face', unit: '1' },
    { id: 'power', title: 'Exponent of the loss over the depth', unit: '1' },
    { id: 'left', title: 'Loss at the left edge', unit: '1' },
    { id: 'right', title: 'Loss at the right edge', unit: '1' },
    { id: 'sideWidth', title: 'Distance over which the loss at the sides falls to 1/e, over the width', unit: '1' },
  ],
  references: [],
};

export interface Shadowing extends Switch {
  readonly amplitude: number;
  readonly power: number;
  readonly left: number;
  readonly right: number;
  readonly sideWidth: number;
}

export function addShadow(image: Float32Array, [nz, ny, nx]: Shape3, params: Shadowing): void {
  const down = Float32Array.from({ length: ny }, (_, r) => params.amplitude * (ny > 1 ? r / (ny - 1) : 0) ** params.power);
  const across = Float32Array.from({ length: nx }, (_, x) => {
    const at = nx > 1 ? x / (nx - 1) : 0;
    return params.left * Math.exp(-at / params.sideWidth) + params.right * Math.exp(-(1 - at) / params.sideWidth);
  });
  for (let k = 0, i = 0; k < nz; k++)
    for (let r = 0; r < ny; r++)
      for (let x = 0; x < nx; x++, i++) image[i] = (image[i] ?? 0) * Math.max(0.05, 1 - (down[r] ?? 0) - (across[x] ?? 0));
}
