/** What the strokes so far allow, in one sentence. */
import type { ScribbleState } from '../../../src/contract/index.js';
import { PHASES } from '../../../src/volume/index.js';

/** Painted voxels of a phase. */
export function painted(state: ScribbleState | null, phase: number): number {
  return state?.voxels[String(phase)] ?? 0;
}

export function paintedPhases(state: ScribbleState | null): readonly number[] {
  return PHASES.filter(({ id }) => id > 0 && painted(state, id) > 0).map(({ id }) => id);
}

/** Why nothing can be learnt yet; null: it can. */
export function whatIsMissing(state: ScribbleState | null): string | null {
  const phases = paintedPhases(state);
  if (phases.length >= 2 || isFromFile(state)) return null;
  const [only] = phases;
  if (only === undefined)
    return 'Nothing is painted yet. Choose a phase (1 to 6), draw over a part of it in any plane, then do the same for another phase.';
  return `All strokes are ${(PHASES[only]?.title ?? '').toLowerCase()}. Paint at least one more phase: what a phase is not is learnt from the others.`;
}

/** A classifier that was taken from a file, and no stroke that changes it. */
export function isFromFile(state: ScribbleState | null): boolean {
  return state?.classifier?.version === 'file' && !state.classifier.stale;
}

/** "Learnt from 14 strokes, right on 96 % of strokes it did not see" */
export function learntText(state: ScribbleState | null): string | null {
  const learnt = state?.classifier;
  if (!learnt) return null;
  const strokes = `${learnt.strokes} ${learnt.strokes === 1 ? 'stroke' : 'strokes'}`;
  const accuracy =
    learnt.trainingAccuracy === null ? '' : `, right on ${Math.round(100 * learnt.trainingAccuracy)} % of strokes it did not see`;
  return `${isFromFile(state) ? 'From a file: ' : 'Learnt from '}${strokes}${accuracy}.`;
}
