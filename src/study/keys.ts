/** Keys: short texts that are equal exactly when the things they stand for are. */
import type { StudyDocument, StudyPrepareStep } from './schema.js';

/** FNV-1a over UTF-16 units, twice with different starts: 64 bits, enough to tell settings apart (not a signature). */
function textKey(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(i), 0x5bd1e995) ^ (b >>> 15);
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}

/** The image after its steps, within one study (its originals never change); disabled steps do not count. */
export function imageKey(document: Pick<StudyDocument, 'dataset' | 'time' | 'channel'>, steps: readonly StudyPrepareStep[]): string {
  const { dataset = null, time = 0, channel = 0 } = document;
  const plane = time === 0 && channel === 0 ? [] : [time, channel];
  return textKey(JSON.stringify([dataset, steps.filter((one) => one.enabled), ...plane]));
}

/** What numbers depend on beside the labels. */
export function setupKey(document: Pick<StudyDocument, 'setup'>): string {
  const { voxel, collector, cell } = document.setup;
  return textKey(JSON.stringify([voxel?.value ?? null, voxel?.unit ?? null, collector ?? null, cell ?? null]));
}
