/** What the operator and the file format do to the signal: automatic contrast that clips both ends, gamma, 8 or 16 bits, inversion. */
import type { Effect } from '../effect.js';
import { imageQuantiles } from '../intensity.js';
import type { Intensity } from '../intensity.js';

export const greyWindow: Effect = {
  id: 'grey-window',
  title: 'Automatic contrast and stored grey values',
  params: [
    { id: 'clipDark', title: 'Share of the pixels cut off at the dark end; 0 for a fixed window', unit: '1' },
    { id: 'clipBright', title: 'Share of the pixels cut off at the bright end; 0 for a fixed window', unit: '1' },
    { id: 'gamma', title: 'Exponent', unit: '1' },
    { id: 'bits', title: 'Steps, 8 or 16 bits, on the scale of 16', unit: '1' },
  ],
  references: [],
};

export interface GreyWindow {
  /** 0: a fixed window from 0 to 1 */
  readonly clipDark: number;
  readonly clipBright: number;
  readonly gamma: number;
  readonly bits: 8 | 16;
  readonly inverted: boolean;
}

/** The window for one stack. */
export function windowOf(image: Float32Array, { clipDark, clipBright, ...rest }: GreyWindow): Intensity {
  const [low = 0, high = 1] = imageQuantiles(image, [clipDark, 1 - clipBright]);
  return { ...rest, low: clipDark === 0 ? 0 : low, high: clipBright === 0 ? 1 : high };
}
