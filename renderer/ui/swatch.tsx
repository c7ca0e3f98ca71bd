import { CODE, colorOfCode } from '../viewer/palette.js';

/** The colour of a class; unknown lithium is hatched here as in the image. */
export function Swatch({ code }: { readonly code: number }) {
  const color = colorOfCode(code);
  const background = code === CODE.unknown ? `repeating-linear-gradient(135deg, ${color} 0 3px, #e1e7f0 3px 4.5px)` : color;
  return <span className="swatch" style={{ background }} aria-hidden="true" />;
}
