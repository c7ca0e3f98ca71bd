/** A second result for the stack of a study, compared with its labels as they are. */
import { InvalidInputError } from '../base/index.js';
import type { DifferenceDocument, JobProgress } from '../contract/index.js';
import { labelOverlap, labelPairs } from '../kernels/index.js';
import { chooseVariant } from '../segmentation/index.js';
import type { Quality } from '../segmentation/index.js';
import { PHASES } from '../volume/index.js';
import { findModel } from './models.js';
import type { ModelChoice } from './models.js';
import { runSegmentation } from './segmentation-run.js';
import type { ServiceHost } from './service-host.js';
import { asStage } from './session/session.js';
import type { OtherLabels, Session, SessionLabels } from './session/session.js';
import { studyRun } from './study-run.js';
import { readLabelFile } from './volumes/label-file.js';

export type OtherResult =
  | ({
      readonly kind: 'model';
      readonly mapping?: Readonly<Record<string, number>> | undefined;
      readonly quality?: Quality | undefined;
    } & ModelChoice)
  | { readonly kind: 'labels'; readonly path: string; readonly map?: string | undefined }
  | { readonly kind: 'first' };

interface DifferenceOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
}

export async function differenceOfStudy(
  host: ServiceHost,
  session: Session,
  asked: OtherResult,
  options: DifferenceOptions,
): Promise<DifferenceDocument> {
  const labels = requireLabels(session);
  const other = await otherLabels(host, session, labels, asked, options);
  if (other.data.length !== labels.data.length)
    throw new InvalidInputError(
      `${other.title} has ${other.data.length} voxels and the labels of the study have ${labels.data.length}; compare results of one image.`,
      { code: 'shape-mismatch', subject: other.title },
    );
  session.other = other;
  const model = session.folder.document.labels?.segmentation?.model;
  return { a: { title: model?.title ?? 'Labels from a file' }, b: { title: other.title }, ...compareLabels(labels.data, other.data) };
}

function requireLabels({ labels }: Session): SessionLabels {
  if (labels !== null) return labels;
  throw new InvalidInputError('There are no labels to compare with; segment the stack or import labels first.', { code: 'no-labels' });
}

async function otherLabels(
  host: ServiceHost,
  session: Session,
  labels: SessionLabels,
  asked: OtherResult,
  options: DifferenceOptions,
): Promise<OtherLabels> {
  const key = host.newId();
  if (asked.kind === 'first') return { key, title: 'The labels before the first edit', data: await labels.original() };
  if (asked.kind === 'labels') {
    const file = await readLabelFile(host, asked.path, { map: asked.map, signal: options.signal });
    return { key, title: host.ports.files.basename(asked.path), data: file.labels.data };
  }
  return asStage(session, 'segment', () => segmentAgain(host, session, asked, key, options));
}

async function segmentAgain(
  host: ServiceHost,
  session: Session,
  asked: Extract<OtherResult, { kind: 'model' }>,
  key: string,
  options: DifferenceOptions,
): Promise<OtherLabels> {
  const { model, ensemble } = chooseVariant(await findModel(host, asked), asked.quality);
  return runSegmentation(host, { ...(await studyRun(session, model, asked.mapping, options)), ensemble, ...options }, ({ labels }) =>
    Promise.resolve({ key, title: `${model.name} ${model.version}`, data: labels }),
  );
}

/** Voxels of each phase in both, and how well they overlap. */
export function compareLabels(a: Uint8Array, b: Uint8Array): Pick<DifferenceDocument, 'voxels' | 'changed' | 'changedShare' | 'phases'> {
  const pairs = labelPairs(a, b);
  const overlaps = PHASES.map(({ id }) => ({ phase: id, ...labelOverlap(pairs, id) }));
  const same = overlaps.reduce((sum, { both }) => sum + both, 0);
  const phases = overlaps
    .map(({ phase, measured, truth, both }) => ({ phase, a: measured, b: truth, agreement: (2 * both) / (measured + truth) }))
    .filter((one) => one.a + one.b > 0);
  return { voxels: a.length, changed: a.length - same, changedShare: a.length === 0 ? 0 : (a.length - same) / a.length, phases };
}

/** One byte per voxel: 0 where both agree, else 8 x phase of the first + phase of the second. */
export function differencePlane(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((value, i) => (value === b[i] ? 0 : (value & 7) * 8 + ((b[i] ?? 0) & 7)));
}
