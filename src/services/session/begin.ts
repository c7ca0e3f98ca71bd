/** From a study folder to an open session: original opened and checked, image prepared, labels loaded, statistics begun. */
import { ConflictError, NotFoundError } from '../../base/index.js';
import type { RunOptions } from '../../base/index.js';
import { METRES } from '../../base/index.js';
import type { OpenSource } from '../../ports/index.js';
import { imageKey } from '../../study/index.js';
import type { StudyDocument, StudyFolder, StudyInput } from '../../study/index.js';
import type { Vec3 } from '../../volume/index.js';
import { readerOf } from '../image/box-reader.js';
import { createPlaneStore } from '../image/plane-store.js';
import { preparedReader } from '../image/prepared.js';
import { openSections } from '../image/sections.js';
import type { BoxReader } from '../image/box-reader.js';
import { createForeground, politeSource } from './foreground.js';
import { exactWindow, quickWindow } from '../image/statistics.js';
import type { ImageWindow } from '../image/statistics.js';
import type { ServiceHost } from '../service-host.js';
import { openStack } from '../volumes/open-stack.js';
import { refuseNonVolume } from '../volumes/refuse-kind.js';
import { loadLabels } from './labels.js';
import { inBackground } from './session.js';
import type { Session } from './session.js';

/** Below this size everything about an image is known at once; above, in the background. */
const QUICK_BYTES = 64 * 1024 * 1024;
const PLANE_BYTES = 96 * 1024 * 1024;

/** Voxel size in force, in metres. */
function spacingInForce(document: Pick<StudyDocument, 'setup'>): Vec3 | null {
  const { voxel } = document.setup;
  if (voxel === null) return null;
  const metres = METRES[voxel.unit];
  return [voxel.value[0] * metres, voxel.value[1] * metres, voxel.value[2] * metres];
}

/** Prepares the image of the document as it is now. */
export function imageOf(
  host: ServiceHost,
  { folder, source, foreground, stop }: Pick<Session, 'folder' | 'source' | 'foreground' | 'stop'>,
): Pick<Session, 'original' | 'image'> {
  const { document } = folder;
  const original = readerOf(source, spacingInForce(document));
  const reader = preparedReader(original, document.prepare);
  const key = imageKey(document, document.prepare);
  const large = source.info.bytes > QUICK_BYTES || document.prepare.some((step) => step.enabled && step.step !== 'crop');
  const flat = reader.shape[0] === 1;
  // built in the background, from readings that let people go first
  const behind = (): BoxReader => preparedReader(readerOf(politeSource(source, foreground, stop.signal), null), document.prepare);
  const sections = large && !flat ? openSections(host.ports.files, folder.inside('cache', `sections-${key}.raw`), behind()) : undefined;
  return { original, image: { key, reader, sections } };
}

/** The original is where it was and is what it was; a moved one is asked for. */
async function checkInputs(host: ServiceHost, folder: StudyFolder): Promise<readonly StudyInput[]> {
  const { files } = host.ports;
  const changed: StudyInput[] = [];
  for (const input of folder.document.inputs) {
    if (!(await files.exists(input.path)))
      throw new NotFoundError(
        `The original ${input.path} of the study ${folder.document.name} is not there any more; choose where it is now.`,
        {
          code: 'original-moved',
          subject: input.path,
        },
      );
    const { size, modifiedMs, kind } = await files.stat(input.path);
    if (kind === 'file' && (size !== input.size || modifiedMs !== input.modifiedMs)) changed.push({ ...input, size, modifiedMs });
  }
  return changed;
}

/** A changed date alone is noted; changed voxels are refused. */
async function checkHash(host: ServiceHost, folder: StudyFolder, source: OpenSource, options: RunOptions): Promise<void> {
  const expected = folder.document.stack.sha256;
  if (expected === null) {
    // it was never read through, so nothing can be compared: what was cached from it is made again
    await host.ports.files.remove(folder.inside('cache'));
    await host.ports.files.makeFolder(folder.inside('cache'));
    return;
  }
  const found = await source.hash(options);
  if (found === expected) return;
  throw new ConflictError(
    `${source.info.path} does not hold the voxels that the study ${folder.document.name} was made from; give the original, or make a new study.`,
    { code: 'original-changed', subject: source.info.path },
  );
}

/** The hash of the original, read through now when that has not happened yet. */
export async function originalHash(session: Session, options: RunOptions): Promise<string> {
  const known = session.folder.document.stack.sha256;
  if (known !== null) return known;
  const behind = politeSource(session.source, session.foreground, session.stop.signal);
  const sha256 = await behind.hash({ signal: options.signal });
  await session.folder.save((document) => ({ ...document, stack: { ...document.stack, sha256 } }));
  return sha256;
}

/** Window and hash of the original: now when it is small, else a first window now and the rest in the background. */
async function beginStatistics(host: ServiceHost, session: Session, options: RunOptions): Promise<void> {
  const { folder, source, original } = session;
  const cached = folder.inside('cache', `window-${imageKey(folder.document, [])}.json`);
  const { files } = host.ports;
  const measureAll = async (run: RunOptions): Promise<void> => {
    if (!(await files.exists(cached))) {
      const behind = readerOf(politeSource(source, session.foreground, session.stop.signal), null);
      session.window = await exactWindow(behind, run);
      await files.writeBytes(cached, new TextEncoder().encode(JSON.stringify(session.window)));
    }
    await originalHash(session, run);
  };
  const known = await readWindow(host, cached);
  if (known !== undefined) session.window = known;
  if (source.info.bytes <= QUICK_BYTES) return measureAll(options);
  if (known === undefined) session.window = await quickWindow(original, options);
  inBackground(session, 'statistics-failed', async () => {
    // sections come first: all three panes wait for them
    await session.image.sections?.built;
    await measureAll({ signal: session.stop.signal });
  });
}

async function readWindow(host: ServiceHost, path: string): Promise<ImageWindow | undefined> {
  const { files } = host.ports;
  if (!(await files.exists(path))) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(await files.readBytes(path, 2 ** 20))) as ImageWindow;
  } catch {
    // the cache may be deleted or damaged at any time; it is made again
    await files.remove(path);
    return undefined;
  }
}

/** Opens everything of a study whose folder is locked. The folder is closed again when this fails. */
export async function beginSession(host: ServiceHost, folder: StudyFolder, options: RunOptions = {}): Promise<Session> {
  let opened: OpenSource | undefined;
  try {
    const changed = await checkInputs(host, folder);
    const paths = folder.document.inputs.map((input) => input.path);
    const { source, whole } = await openStack(host, paths, { ...folder.document, asStored: true }, options.signal);
    opened = source;
    if (changed.length > 0) {
      await checkHash(host, folder, source, options);
      await folder.save((document) => ({ ...document, inputs: document.inputs.map((one) => changed.find((c) => c.id === one.id) ?? one) }));
    }
    const base = { folder, source, foreground: createForeground(() => host.ports.clock.monotonic()), stop: new AbortController() };
    const session: Session = {
      id: folder.document.id,
      ...imageOf(host, base),
      ...base,
      whole,
      window: { low: 0, high: 1, min: 0, max: 1, histogram: [] },
      labels: null,
      derived: null,
      planes: createPlaneStore(PLANE_BYTES),
      running: new Set(),
      warnings: [],
      background: new Set(),
      editQueue: Promise.resolve(),
      refresh: null,
    };
    if (folder.document.labels !== null) session.labels = await loadLabels(host, folder, folder.document.labels, options.signal);
    await beginStatistics(host, session, options);
    host.sessions.add(session);
    return session;
  } catch (error) {
    await opened?.close();
    await folder.close();
    throw error;
  }
}

/** Series and projections can be looked at, and nothing more. */
export function requireVolume(session: Session, what: string): void {
  refuseNonVolume(session.source, what);
}
