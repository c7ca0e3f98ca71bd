/** Studies: made around files, opened, listed, closed. */
import { InvalidInputError } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import type { CellKind, VoxelSizeInput } from '../contract/index.js';
import { addStep, createStudyFolder, openStudyFolder, STUDY_SUFFIX, STUDY_VERSION, studyName } from '../study/index.js';
import type { StudyDocument, StudySetup } from '../study/index.js';
import type { Face } from '../volume/index.js';
import { viewedShape } from './image/box-reader.js';
import { noteRecent } from './recent.js';
import { stepOrigin } from './service-host.js';
import type { ServiceHost } from './service-host.js';
import { beginSession } from './session/begin.js';
import type { Session } from './session/session.js';
import { openStack } from './volumes/open-stack.js';
import type { OpenedStack, StackChoice } from './volumes/open-stack.js';
import { refuseNonVolume } from './volumes/refuse-kind.js';
import { shownSpacing } from './volumes/shown-spacing.js';

export interface CreateStudy extends StackChoice {
  readonly paths: readonly string[];
  readonly name?: string | undefined;
  /** the study folder itself (ends in .lithoscope), or the folder to put it in; default: the user's studies */
  readonly folder?: string | undefined;
  readonly voxel?: VoxelSizeInput | undefined;
  readonly collector?: readonly Face[] | undefined;
  readonly cell?: CellKind | undefined;
  /** what the study is made for, where only a volume or one image will do */
  readonly purpose?: string | undefined;
}

/** Said wherever numbers of such a stack appear. */
const SIMULATED = 'This scan was made by a program, not measured: its sidecar says that it is simulated.';

/** Given by the person, else by the sidecar beside the stack, else by the file itself. */
function setupOf(asked: CreateStudy, stack: OpenedStack): StudySetup {
  const fromFile = shownSpacing(stack.source.info.calibration);
  const { sidecar } = stack;
  const voxel = asked.voxel
    ? { ...asked.voxel, source: 'given by the user' }
    : sidecar?.voxel !== undefined
      ? { ...sidecar.voxel, source: 'sidecar file' }
      : fromFile;
  return {
    voxel: voxel === null ? null : { value: [...voxel.value], unit: voxel.unit, source: voxel.source },
    collector: asked.collector !== undefined ? [...asked.collector] : sidecar?.collector !== undefined ? [...sidecar.collector] : null,
    cell: asked.cell ?? sidecar?.cell ?? null,
  };
}

function firstDocument(host: ServiceHost, asked: CreateStudy, stack: OpenedStack, id: string): StudyDocument {
  const { info } = stack.source;
  const dataset = asked.dataset ?? info.dataset;
  const shown = shownSpacing(info.calibration);
  const document: StudyDocument = {
    schema: 'lithoscope-study',
    version: STUDY_VERSION,
    id,
    name: asked.name ?? studyName(stack.names[0] ?? 'study'),
    createdMs: host.ports.clock.now(),
    appVersion: host.options.appVersion,
    inputs: stack.inputs.map((input, k) => ({ id: `input-${k + 1}`, ...input })),
    ...(dataset === undefined ? {} : { dataset }),
    ...stack.chosen,
    stack: {
      names: [...stack.names],
      format: info.format,
      kind: info.kind,
      shape: [...viewedShape(stack.source)],
      dtype: info.storedDtype,
      spacing:
        shown !== null
          ? { value: [...shown.value], unit: shown.unit, source: shown.source }
          : info.unitlessSpacing === undefined
            ? null
            : { value: [...info.unitlessSpacing], unit: null, source: info.calibration.source },
      sha256: null,
      bytes: info.bytes,
      warnings: [...info.warnings, ...(stack.sidecar?.simulated === true ? [SIMULATED] : [])],
    },
    setup: setupOf(asked, stack),
    prepare: [],
    labels: null,
    steps: [],
    results: {},
  };
  const { voxel, collector, cell } = document.setup;
  return addStep(document, stepOrigin(host), {
    kind: 'create',
    parameters: { voxel, collector, cell, ...(dataset === undefined ? {} : { dataset }), ...stack.chosen },
    from: document.inputs.map((input) => input.id),
    made: [],
  });
}

/** A place for a new study: the one asked for, or the first free name in a folder. */
async function placeFor(host: ServiceHost, folder: string | undefined, name: string): Promise<string> {
  const { files } = host.ports;
  if (folder?.endsWith(STUDY_SUFFIX)) return folder;
  const home = folder ?? files.join(host.options.dataFolder, 'studies');
  await files.makeFolder(home);
  const safe = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '') || 'study';
  for (let k = 1; ; k++) {
    const path = files.join(home, `${safe}${k === 1 ? '' : `-${k}`}${STUDY_SUFFIX}`);
    if (!(await files.exists(path))) return path;
  }
}

export async function createStudy(host: ServiceHost, asked: CreateStudy, options: RunOptions = {}): Promise<Session> {
  const stack = await openStack(host, asked.paths, asked, options.signal);
  let document: StudyDocument;
  try {
    // series and projections can be looked at; spectra have no planes to be shown
    if (asked.purpose !== undefined || stack.source.info.kind === 'spectrum')
      refuseNonVolume(stack.source, asked.purpose ?? 'making a study of it');
    document = firstDocument(
      host,
      asked,
      stack,
      host
        .newId()
        .toLowerCase()
        .replace(/[^a-z0-9-]/g, '')
        .slice(0, 64) || 'study',
    );
  } finally {
    await stack.source.close();
  }
  const folder = await createStudyFolder(host.ports.files, await placeFor(host, asked.folder, document.name), document);
  const session = await beginSession(host, folder, options);
  await noteRecent(host, folder.path, document.name);
  return session;
}

/** Opens a study; one that is open in this process already is handed out again. `moved`: where its originals are now. */
export async function openStudy(
  host: ServiceHost,
  path: string,
  moved: readonly string[] | undefined,
  options: RunOptions = {},
): Promise<Session> {
  const open = host.sessions.at(path);
  if (open !== undefined) return open;
  const folder = await openStudyFolder(host.ports.files, path);
  if (moved !== undefined) {
    const { inputs } = folder.document;
    if (moved.length !== inputs.length) {
      await folder.close();
      throw new InvalidInputError(`The study was made from ${inputs.length} file(s), ${moved.length} were given; give all of them.`, {
        code: 'original-moved',
      });
    }
    // size and date 0: the hash decides whether these are the originals
    await folder.save((document) => ({
      ...document,
      inputs: document.inputs.map((input, k) => ({ ...input, path: moved[k] ?? input.path, size: 0, modifiedMs: 0 })),
    }));
  }
  const session = await beginSession(host, folder, options);
  await noteRecent(host, folder.path, folder.document.name);
  return session;
}
