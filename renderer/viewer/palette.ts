/**
 * Colours of the overlay. Codes 0..6 are phases; lithium becomes live, dead or unknown where isolation is shown.
 * Unknown lithium is hatched, so that it is not told by colour alone.
 */
import { DEAD_COLOR, PHASE, PHASES } from '../../src/volume/index.js';

export const CODE = {
  live: 8,
  dead: 9,
  unknown: 10,
  /** + phase: a stroke that a classifier learns from, drawn over everything else */
  stroke: 64,
} as const;
/** a label that is erased but whose earlier phase is not here yet */
export const ERASED = 7;
const LABEL_CODES = 12;
/** of every palette: labels or another layer below 64, strokes above */
const CODES = 72;

export interface PaletteOptions {
  /** 0..1 */
  readonly opacity: number;
  readonly outline: boolean;
  /** phase ids that are not drawn */
  readonly hidden: ReadonlySet<number>;
}

export interface Palette {
  /** [code * 256 + grey] -> packed pixel */
  readonly fill: Uint32Array;
  /** the second colour of the hatch, per grey */
  readonly hatch: Uint32Array;
  /** 1 for codes that are drawn with the hatch */
  readonly hatched: Uint8Array;
  /** packed outline pixel per code; 0 = none */
  readonly outline: Uint32Array;
}

/** Large quiet phases get a lighter veil and no outline: the grey image must stay readable. */
const QUIET: Readonly<Record<number, number>> = {
  [PHASE.electrolyte]: 0.35,
  [PHASE.pore]: 0.75,
  [PHASE.other]: 0.35,
  [PHASE.collector]: 0.6,
};

const OUTLINE_OPACITY = 0.95;
const STROKE_OPACITY = 0.9;

export function pack(r: number, g: number, b: number): number {
  return (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;
}

/** "#rrggbb" as three bytes */
export function rgbOf(hex: string): readonly [number, number, number] {
  const n = Number.parseInt(hex.slice(1), 16);
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
}

export function colorOfCode(code: number): string {
  if (code === CODE.dead) return DEAD_COLOR;
  if (code === CODE.live || code === CODE.unknown) return PHASES[PHASE.lithium]?.color ?? '#578def';
  return PHASES[code]?.color ?? '#000000';
}

/** Tables in which nothing is drawn but the image and, over it, strokes: filled, with a bright rim. */
export function emptyPalette(): Palette {
  const fill = new Uint32Array(CODES * 256);
  const outline = new Uint32Array(CODES);
  for (let code = 0; code < CODES; code++) {
    const phase = code - CODE.stroke;
    const isStroke = phase > 0 && phase < PHASES.length;
    const color = rgbOf(colorOfCode(isStroke ? phase : 0));
    for (let g = 0; g < 256; g++) fill[code * 256 + g] = blend(g, color, isStroke ? STROKE_OPACITY : 0);
    // the rim keeps the colour: a stroke seen from its edge is rim alone
    if (isStroke) outline[code] = pack(...mix([245, 248, 252], color, 0.45));
  }
  return { fill, outline, hatch: new Uint32Array(256), hatched: new Uint8Array(CODES) };
}

export function createPalette({ opacity, outline, hidden }: PaletteOptions): Palette {
  const { fill, hatch, hatched, outline: edge } = emptyPalette();
  hatched[CODE.unknown] = 1;
  hatched[ERASED] = 1;
  for (let code = 0; code < LABEL_CODES; code++) {
    const phase = code >= CODE.live ? PHASE.lithium : code;
    const drawn = phase !== PHASE.unassigned && phase < PHASES.length && !hidden.has(phase);
    const alpha = drawn ? opacity * (QUIET[phase] ?? 1) : 0;
    const color = rgbOf(colorOfCode(code));
    for (let g = 0; g < 256; g++) fill[code * 256 + g] = blend(g, color, alpha);
    if (code === CODE.unknown) for (let g = 0; g < 256; g++) hatch[g] = blend(g, [225, 231, 240], alpha);
    if (drawn && outline && opacity > 0 && QUIET[phase] === undefined) edge[code] = pack(...mix([0, 0, 0], color, OUTLINE_OPACITY));
  }
  return { fill, hatch, hatched, outline: edge };
}

function mix(base: readonly number[], color: readonly [number, number, number], alpha: number): [number, number, number] {
  const part = (i: 0 | 1 | 2): number => Math.round((base[i] ?? 0) * (1 - alpha) + color[i] * alpha);
  return [part(0), part(1), part(2)];
}

export function blend(gray: number, color: readonly [number, number, number], alpha: number): number {
  return pack(...mix([gray, gray, gray], color, alpha));
}
