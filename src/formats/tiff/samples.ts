/** What the samples of a pixel are: names of colours, and values that are places in a palette. */
import { numbers } from './ifd.js';
import type { TiffPage } from './page.js';
import { TAG } from './tags.js';

const COLOURS: Readonly<Record<number, readonly string[]>> = {
  0: ['grey'],
  1: ['grey'],
  2: ['red', 'green', 'blue'],
  5: ['cyan', 'magenta', 'yellow', 'black'],
  6: ['red', 'green', 'blue'],
};

/** Names of the samples of a pixel, or undefined for one sample. */
export async function sampleNames(page: TiffPage): Promise<readonly { readonly name: string }[] | undefined> {
  const { samples, photometric, file, ifd } = page;
  const colours = COLOURS[photometric];
  if (samples === 1 || colours === undefined || samples < colours.length) return undefined;
  const extra = await numbers(file, ifd, TAG.extraSamples);
  return Array.from({ length: samples }, (_, i) => {
    const kind = extra?.[i - colours.length] ?? 0;
    return { name: colours[i] ?? (kind === 1 || kind === 2 ? 'alpha' : `sample ${i + 1}`) };
  });
}

/** A palette is told, not applied: what is measured are the stored values. */
export function paletteWarning(page: TiffPage): string[] {
  if (page.photometric !== 3) return [];
  return [`The values are places in a palette of ${2 ** page.bits} colours; they are kept as stored, not turned into colours.`];
}
