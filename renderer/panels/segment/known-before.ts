/** What can be said about a model and a stack before the network has seen it; the verdict itself comes with the run. */
import { METRES } from '../../../src/base/index.js';
import type { StudyState } from '../../../src/contract/index.js';
import type { ModelCard } from './segment-model.js';

export interface Foresight {
  readonly level: 'ok' | 'warn' | 'bad';
  readonly reasons: readonly string[];
}

export const FORESIGHT_TITLES = {
  ok: 'Nothing speaks against this model',
  warn: 'Check before you run',
  bad: 'Outside the training range',
} as const;

export function knownBefore(model: ModelCard, { setup, stack, prepare }: StudyState): Foresight {
  const found: { level: 'warn' | 'bad'; reason: string }[] = [];
  const { voxel, collector } = setup;
  const nm = voxel?.value.map((edge) => edge * METRES[voxel.unit] * 1e9 * halvings(prepare));
  if (!nm) found.push({ level: 'warn', reason: 'The voxel size is unknown, so it cannot be compared with the training data.' });
  else {
    const [shortest, longest] = [Math.min(...nm), Math.max(...nm)];
    if (longest > 1.5 * shortest)
      found.push({ level: 'warn', reason: `Voxels are ${(longest / shortest).toFixed(1)} times longer on one axis than on another.` });
    const misfit = model.voxelNm && Math.max(model.voxelNm[0] / shortest, longest / model.voxelNm[1]);
    if (model.voxelNm && misfit !== null && misfit > 1.001)
      found.push({
        level: misfit > 2 ? 'bad' : 'warn',
        reason: `Voxels of ${lengths(nm)} nm; the training data had ${model.voxelNm[0]} to ${model.voxelNm[1]} nm.`,
      });
  }
  if (model.trainedOn.length === 0 && model.modality === null)
    found.push({ level: 'warn', reason: 'The package does not say what the model was trained on.' });
  if (stack.kind !== 'volume' && stack.kind !== 'image')
    found.push({ level: 'warn', reason: `The stack is a ${stack.kind}: its planes are not neighbouring slices.` });
  if (!collector?.length) found.push({ level: 'warn', reason: 'No current collector is marked, so the growth direction is unknown.' });
  const level = found.some((item) => item.level === 'bad') ? 'bad' : found.length > 0 ? 'warn' : 'ok';
  return { level, reasons: found.map(({ reason }) => reason) };
}

/** "130 x 65 x 65", or one number where all edges are equal */
function lengths(nm: readonly number[]): string {
  const texts = nm.map((edge) => String(Number(edge.toPrecision(4))));
  return new Set(texts).size === 1 ? (texts[0] ?? '') : texts.join(' x ');
}

function halvings(prepare: StudyState['prepare']): number {
  return 2 ** prepare.filter((step) => step.step === 'downsample2' && step.enabled).length;
}
