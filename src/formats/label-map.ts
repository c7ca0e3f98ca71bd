/** Label values of other programs, translated once to the phase table. */
import { InvalidInputError } from '../base/index.js';
import { findPhase, PHASES } from '../volume/index.js';
import type { VoxelArray } from '../volume/index.js';

/** from a foreign value to a phase id */
export type LabelMap = ReadonlyMap<number, number>;

/** `255=lithium,128=sei,0=electrolyte`: phase names or ids. */
export function parseLabelMap(text: string): LabelMap {
  const map = new Map<number, number>();
  for (const pair of text.split(',')) {
    const [value = '', phase = '', ...rest] = pair.split('=').map((part) => part.trim());
    const from = value === '' ? NaN : Number(value);
    const to = findPhase(phase);
    if (Number.isNaN(from) || to === undefined || rest.length > 0)
      throw new InvalidInputError(
        `"${pair.trim()}" is not a label mapping; write value=phase, with phases ${PHASES.map((p) => p.name).join(', ')} or their ids.`,
        { code: 'bad-map', subject: 'map' },
      );
    if (map.has(from))
      throw new InvalidInputError(`The label value ${from} is mapped twice; give each value once.`, { code: 'bad-map', subject: 'map' });
    map.set(from, to.id);
  }
  return map;
}

/** Translates every value; one without a phase is refused by number. */
export function applyLabelMap(data: VoxelArray, map: LabelMap): Uint8Array {
  const out = new Uint8Array(data.length);
  let lastValue = NaN;
  let lastPhase = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (value !== lastValue) {
      const phase = map.get(value);
      if (phase === undefined)
        throw new InvalidInputError(`The label value ${value} is not in the mapping; add ${value}=PHASE to it.`, {
          code: 'unmapped-label',
          subject: String(value),
        });
      lastValue = value;
      lastPhase = phase;
    }
    out[i] = lastPhase;
  }
  return out;
}

/** The distinct values of label data, ascending; stops early when there are too many to be labels. */
export function labelValues(data: VoxelArray, limit = 4096): readonly number[] {
  const seen = new Set<number>();
  let last = NaN;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (value === last) continue;
    last = value;
    seen.add(value);
    if (seen.size > limit) break;
  }
  return [...seen].toSorted((a, b) => a - b);
}

/** Whether values are something else than ids of the phase table. */
export function needsMapping(values: Iterable<number>): boolean {
  for (const value of values) if (!PHASES.some((phase) => phase.id === value)) return true;
  return false;
}
