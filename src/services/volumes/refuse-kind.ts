import { InvalidInputError } from '../../base/index.js';

const KINDS: Readonly<Record<string, string>> = {
  series: 'a series of independent images',
  projections: 'a set of projections',
  spectrum: 'a set of spectra',
};

/** Series and projections can be looked at; their planes are no third dimension of space. */
export function refuseNonVolume(source: { readonly info: { readonly kind: string; readonly path: string } }, what: string): void {
  const { kind, path } = source.info;
  if (kind === 'volume' || kind === 'image') return;
  const name = path.split(/[/\\]/).at(-1) ?? path;
  throw new InvalidInputError(
    `${name} is ${KINDS[kind] ?? `a ${kind}`}, not a volume, so ${what} is refused; give a reconstructed volume.`,
    {
      code: 'not-a-volume',
      subject: path,
    },
  );
}
