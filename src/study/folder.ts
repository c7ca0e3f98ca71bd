/** The study folder on disk: made, opened under a lock, and saved atomically. */
import { ConflictError, InvalidInputError, LithoscopeError, NotFoundError } from '../base/index.js';
import type { Files } from '../ports/index.js';
import { parseStudy } from './migrations.js';
import type { StudyDocument } from './schema.js';

export const STUDY_SUFFIX = '.lithoscope';
const MAX_DOCUMENT = 64 * 1024 * 1024;

export interface StudyFolder {
  readonly path: string;
  readonly document: StudyDocument;
  /** absolute path of something inside the study */
  inside(...parts: string[]): string;
  /** replaces the document on disk and in memory; saves are written in the order of the calls */
  save(change: (document: StudyDocument) => StudyDocument): Promise<StudyDocument>;
  /** gives the lock back after the last save */
  close(): Promise<void>;
}

function encode(document: StudyDocument): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`);
}

async function takeLock(files: Files, path: string): Promise<{ release(): Promise<void> }> {
  try {
    return await files.lock(files.join(path, 'study.lock'));
  } catch (cause) {
    if (!(cause instanceof LithoscopeError) || cause.tag !== 'conflict') throw cause;
    throw new ConflictError(
      `The study ${files.basename(path)} is already open in another Lithoscope; close it there first. (${cause.message})`,
      {
        code: 'study-locked',
        subject: path,
        cause,
      },
    );
  }
}

function handle(files: Files, path: string, first: StudyDocument, lock: { release(): Promise<void> }): StudyFolder {
  let document = first;
  let queue: Promise<unknown> = Promise.resolve();
  return {
    path,
    get document() {
      return document;
    },
    inside: (...parts) => files.join(path, ...parts),
    save(change) {
      document = change(document);
      const saved = document;
      const write = queue.then(() => files.writeBytes(files.join(path, 'study.json'), encode(saved)));
      queue = write.catch(() => undefined);
      return write.then(() => saved);
    },
    async close() {
      await queue;
      await lock.release();
    },
  };
}

/** Makes the folder. Refuses a place that holds something already. */
export async function createStudyFolder(files: Files, path: string, document: StudyDocument): Promise<StudyFolder> {
  if (await files.exists(path))
    throw new ConflictError(`${path} exists already; choose another name for the study, or open that one.`, {
      code: 'already-exists',
      subject: path,
    });
  for (const part of ['volumes', 'labels', 'edits', 'cache', 'results']) await files.makeFolder(files.join(path, part));
  const lock = await takeLock(files, path);
  await files.writeBytes(files.join(path, 'study.json'), encode(document));
  return handle(files, path, document, lock);
}

export async function openStudyFolder(files: Files, path: string): Promise<StudyFolder> {
  if (!(await files.exists(path)))
    throw new NotFoundError(`${path} does not exist; choose a study folder, its name ends in ${STUDY_SUFFIX}.`, { subject: path });
  const documentPath = files.join(path, 'study.json');
  if (!(await files.exists(documentPath)))
    throw new InvalidInputError(`${path} holds no study.json; choose a study folder, its name ends in ${STUDY_SUFFIX}.`, {
      code: 'not-a-study',
      subject: path,
    });
  // read before locking: a study of a newer version is refused as such, whoever holds it
  parseStudy(new TextDecoder().decode(await files.readBytes(documentPath, MAX_DOCUMENT)), documentPath);
  const lock = await takeLock(files, path);
  try {
    const document = parseStudy(new TextDecoder().decode(await files.readBytes(documentPath, MAX_DOCUMENT)), documentPath);
    // a study copied without its empty folders opens too
    for (const part of ['volumes', 'labels', 'edits', 'cache', 'results']) await files.makeFolder(files.join(path, part));
    return handle(files, path, document, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** The name of a study from the name of its stack: without the endings of file formats. */
export function studyName(fileName: string): string {
  const base = fileName.replace(/(\.(ome|nii))?\.(tiff?|btf|tf8|mrc|map|rec|nrrd|nhdr|mha|mhd|nii|zarr|png|jpe?g|gz|vtk|vti)$/i, '');
  const again = base.replace(/\.(mrc|map|rec|nii|nrrd)$/i, '');
  return again === '' ? 'study' : again;
}
