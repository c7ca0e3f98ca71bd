/** The provenance graph: steps are appended, never changed. */
import type { StudyDocument, StudyStep } from './schema.js';

export interface StepOrigin {
  readonly atMs: number;
  readonly appVersion: string;
  readonly reviewer: string;
}

/** The document with one more step; ids count up. */
export function addStep(
  document: StudyDocument,
  origin: StepOrigin,
  step: Pick<StudyStep, 'kind' | 'parameters' | 'from' | 'made'> & Partial<Pick<StudyStep, 'model' | 'seconds'>>,
): StudyDocument {
  const { seconds = null, ...rest } = step;
  return { ...document, steps: [...document.steps, { id: `step-${document.steps.length + 1}`, ...origin, seconds, ...rest }] };
}

/** The last step of a kind, for `from` and for the methods text. */
export function lastStep(document: StudyDocument, kind: StudyStep['kind']): StudyStep | undefined {
  return document.steps.findLast((step) => step.kind === kind);
}

/** Ids of the last steps of these kinds that exist; the originals when none does. */
export function originsOf(document: StudyDocument, ...kinds: StudyStep['kind'][]): string[] {
  const ids = kinds.flatMap((kind) => lastStep(document, kind)?.id ?? []);
  return ids.length > 0 ? ids : document.inputs.map((one) => one.id);
}
