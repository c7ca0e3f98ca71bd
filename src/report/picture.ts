/**
 * Slice pictures: grey values through a window, phases laid over at a given opacity, class borders at full colour.
 * Live and dead lithium differ in colour; unknown lithium is hatched.
 */
import { DEAD_COLOR, PHASES, type VoxelArray } from '../volume/index.js';

export interface SlicePicture {
  readonly grey: VoxelArray;
  /** phase ids; null: grey only */
  readonly labels: Uint8Array | null;
  /** codes of ISOLATION_STATES; null: lithium in one colour */
  readonly isolation: Uint8Array | null;
  readonly rows: number;
  readonly columns: number;
  readonly window: { readonly low: number; readonly high: number };
}

const FILL = 0.4;
const EDGE = 0.95;
/** background-like phases are not outlined */
const OUTLINED = new Set([1, 2, 5]);

function rgb(hex: string): readonly [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

const COLORS = PHASES.map((phase) => rgb(phase.color));
const DEAD = rgb(DEAD_COLOR);

/** RGB bytes, rows x columns x 3. */
export function composePicture({ grey, labels, isolation, rows, columns, window }: SlicePicture): Uint8Array {
  const out = new Uint8Array(rows * columns * 3);
  const scale = 255 / Math.max(window.high - window.low, Number.MIN_VALUE);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const i = r * columns + c;
      const g = Math.min(255, Math.max(0, ((grey[i] ?? 0) - window.low) * scale));
      const id = labels?.[i] ?? 0;
      const state = isolation?.[i] ?? 0;
      const color = state === 2 ? DEAD : (COLORS[id] ?? [0, 0, 0]);
      const hatched = state === 3 && (r + c) % 4 < 2;
      const opacity = id === 0 || hatched ? 0 : isEdge(labels, i, r, c, rows, columns) ? EDGE : FILL;
      for (let k = 0; k < 3; k++) out[3 * i + k] = Math.round(g + opacity * ((color[k] ?? 0) - g));
    }
  return out;
}

function isEdge(labels: Uint8Array | null, i: number, r: number, c: number, rows: number, columns: number): boolean {
  const id = labels?.[i] ?? 0;
  if (!labels || !OUTLINED.has(id)) return false;
  return (
    (r > 0 && labels[i - columns] !== id) ||
    (r + 1 < rows && labels[i + columns] !== id) ||
    (c > 0 && labels[i - 1] !== id) ||
    (c + 1 < columns && labels[i + 1] !== id)
  );
}
