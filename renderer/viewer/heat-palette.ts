/** Palettes of the layers that are no labels: how unsure the model was, and where two results differ. */
import { PHASES } from '../../src/volume/index.js';
import { blend, colorOfCode, emptyPalette, rgbOf, type Palette } from './palette.js';

/** From dark to light with growing lightness, also for people who tell few colours apart. */
const RAMP = ['#1b1044', '#5b1d78', '#a52c60', '#e05a2b', '#f7a521', '#fcf3a1'] as const;
const LEVELS = 64;

/** As text for a legend. */
export const ENTROPY_GRADIENT = `linear-gradient(90deg, ${RAMP.join(', ')})`;

/** Bytes 0..255 as codes of the palette. */
export function entropyCodes(values: Uint8Array): Uint8Array {
  return values.map((value) => value >> 2);
}

/** What is certain stays clear, so that the image can be read; 0..1 in `t`. */
export function entropyColor(t: number): readonly [number, number, number] {
  const at = Math.min(1, Math.max(0, t)) * (RAMP.length - 1);
  const low = Math.min(RAMP.length - 2, Math.floor(at));
  const from = rgbOf(RAMP[low] ?? RAMP[0]);
  const to = rgbOf(RAMP[low + 1] ?? RAMP[0]);
  const mixed = (i: 0 | 1 | 2): number => Math.round(from[i] + (to[i] - from[i]) * (at - low));
  return [mixed(0), mixed(1), mixed(2)];
}

export function createEntropyPalette(opacity: number): Palette {
  const palette = emptyPalette();
  for (let code = 1; code < LEVELS; code++) {
    const t = code / (LEVELS - 1);
    const alpha = strong(opacity) * Math.min(1, 3 * t);
    const color = entropyColor(t);
    for (let g = 0; g < 256; g++) palette.fill[code * 256 + g] = blend(g, color, alpha);
  }
  return palette;
}

/** Code 8 x first + second: drawn in the colour of what the second result says. */
export function createDifferencePalette(opacity: number, hidden: ReadonlySet<number>): Palette {
  const palette = emptyPalette();
  for (const { id: first } of PHASES)
    for (const { id: second } of PHASES) {
      const code = 8 * first + second;
      if (code === 0 || (hidden.has(first) && hidden.has(second))) continue;
      const color = rgbOf(second === 0 ? '#9aa3b0' : colorOfCode(second));
      for (let g = 0; g < 256; g++) palette.fill[code * 256 + g] = blend(g, color, strong(opacity));
    }
  return palette;
}

/** These layers are sparse: they are shown twice as strongly as labels. */
function strong(opacity: number): number {
  return Math.min(1, 2 * opacity);
}
