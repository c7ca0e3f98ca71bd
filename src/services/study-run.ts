/** What a run of a network over the image of a study is given, whichever result it is for. */
import { depthCurves } from '../segmentation/index.js';
import type { ModelPackage } from '../segmentation/index.js';
import { imageKey } from '../study/index.js';
import { sourceOf } from './image/box-reader.js';
import { mappingBefore } from './models.js';
import { currentCalibration } from './review.js';
import type { SegmentationRun } from './segmentation-run.js';
import { originalHash } from './session/begin.js';
import type { Session } from './session/session.js';

type StudyRun = Omit<SegmentationRun, 'ensemble' | 'visibleSlice' | 'onProgress'>;

export async function studyRun(
  session: Session,
  model: ModelPackage,
  mapping: Readonly<Record<string, number>> | undefined,
  options: Pick<SegmentationRun, 'signal' | 'onProgress'>,
): Promise<StudyRun> {
  const { document } = session.folder;
  const image = imageKey(document, document.prepare);
  return {
    source: sourceOf(session.image.reader, session.source),
    calibration: currentCalibration(session),
    model,
    tiles: session.folder.inside('cache', 'tiles'),
    collectors: document.setup.collector ?? [],
    cell: document.setup.cell ?? undefined,
    depth: depthCurves(document.setup.depth),
    mapping: mapping ?? mappingBefore(document, model),
    inputSha256: `${await originalHash(session, options)}-${image}`,
    signal: options.signal,
  };
}
