/** The labels of an open study: read from disk, edits replayed, and replaced after a segmentation or an import. */
import { InvalidInputError } from '../../base/index.js';
import { decodeJournal, journalHeader, replayJournal } from '../../review/index.js';
import { openEditJournal } from '../../study/index.js';
import type { StudyFolder, StudyLabels } from '../../study/index.js';
import { voxelCount } from '../../volume/index.js';
import type { ServiceHost } from '../service-host.js';
import { readLabelZarr } from '../volumes/label-zarr.js';
import type { SessionLabels } from './session.js';

/** Labels are edited in memory; larger ones than this share of the budget are refused in one sentence. */
const MEMORY_SHARE = 0.5;

function checkBudget(host: ServiceHost, voxels: number): void {
  if (voxels <= host.options.memoryBytes * MEMORY_SHARE) return;
  throw new InvalidInputError(
    `The labels have ${voxels} voxels, more than half of the memory budget of ${host.options.memoryBytes} bytes; crop or downsample the image, or raise the budget.`,
    { code: 'over-memory-budget', subject: 'labels' },
  );
}

/** Loads labels with the edits of their journal; a torn last record is cut off. */
export async function loadLabels(
  host: ServiceHost,
  folder: StudyFolder,
  labels: StudyLabels,
  signal?: AbortSignal,
): Promise<SessionLabels> {
  const shape = labels.shape;
  checkBudget(host, voxelCount(shape));
  const read = (until?: AbortSignal): Promise<Uint8Array> => readLabelZarr(host, folder.inside(labels.folder), shape, until);
  const journal = openEditJournal(host.ports.files, folder.inside('edits', `${labels.key}.bin`), journalHeader());
  const bytes = await journal.read();
  const content = decodeJournal(bytes);
  if (content.torn) await journal.cut(content.validBytes);
  const data = await read(signal);
  const history = await replayJournal(data, content.records);
  let original: Promise<Uint8Array> | undefined;
  return {
    key: labels.key,
    shape,
    data,
    history,
    journal,
    // long after the call that opened the study has ended, and with it its signal
    original: () => (original ??= read()),
    savedMs: content.records.at(-1)?.atMs ?? null,
    restored: content.records.filter((record) => record.kind === 'stroke').length,
  };
}

/** A key that no labels of this study had before. */
export function nextLabelsKey(folder: StudyFolder): string {
  const used = folder.document.steps.flatMap((step) => step.made).filter((made) => made.startsWith('labels-'));
  return `labels-${used.length + 1}`;
}
