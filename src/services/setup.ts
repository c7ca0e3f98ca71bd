/** Voxel size, collector, cell and prepare steps of an open study. */
import { InvalidInputError } from '../base/index.js';
import type { CellKind, DepthPrior, PrepareStep, VoxelSizeInput } from '../contract/index.js';
import { addStep, imageKey, originsOf } from '../study/index.js';
import type { StudyDocument } from '../study/index.js';
import type { Face } from '../volume/index.js';
import { preparedReader } from './image/prepared.js';
import { stepOrigin } from './service-host.js';
import type { ServiceHost } from './service-host.js';
import { imageOf } from './session/begin.js';
import type { Session } from './session/session.js';
import { shownSpacing } from './volumes/shown-spacing.js';

export interface SetupChange {
  /** null: back to what the file says */
  readonly voxel?: VoxelSizeInput | null | undefined;
  readonly collector?: readonly Face[] | null | undefined;
  readonly cell?: CellKind | null | undefined;
  readonly depth?: DepthPrior | null | undefined;
}

function checkVoxel(voxel: VoxelSizeInput): void {
  if (voxel.value.every((length) => length > 0)) return;
  throw new InvalidInputError(`A voxel size of ${voxel.value.join(' x ')} ${voxel.unit} is not possible; every length must be above 0.`, {
    code: 'bad-voxel-size',
    subject: 'voxel',
  });
}

/** Reads the image anew after a change; the old one's background work is stopped. */
async function renewImage(host: ServiceHost, session: Session): Promise<void> {
  const before = session.image;
  const { original, image } = imageOf(host, session);
  session.original = original;
  session.image = image;
  await before.sections?.close();
}

export async function updateSetup(host: ServiceHost, session: Session, change: SetupChange): Promise<void> {
  if (change.voxel) checkVoxel(change.voxel);
  const fromFile = shownSpacing(session.source.info.calibration);
  await session.folder.save((document): StudyDocument => {
    const { voxel, collector, cell, depth } = document.setup;
    const setup: StudyDocument['setup'] = {
      voxel:
        change.voxel === undefined
          ? voxel
          : change.voxel === null
            ? fromFile
            : { value: [...change.voxel.value], unit: change.voxel.unit, source: 'given by the user' },
      collector: change.collector === undefined ? collector : change.collector === null ? null : [...change.collector],
      cell: change.cell === undefined ? cell : change.cell,
      ...(change.depth === undefined ? (depth === undefined ? {} : { depth }) : { depth: change.depth }),
    };
    return addStep({ ...document, setup }, stepOrigin(host), {
      kind: 'setup',
      parameters: { ...setup },
      from: document.inputs.map((input) => input.id),
      made: [],
    });
  });
  if (change.voxel !== undefined) await renewImage(host, session);
}

export async function updatePrepare(host: ServiceHost, session: Session, steps: readonly PrepareStep[]): Promise<void> {
  if (session.running.has('segment'))
    throw new InvalidInputError('The stack is being segmented; wait until it is done, or cancel it, before you change the image.', {
      code: 'busy',
    });
  const before = session.folder.document;
  const changed = { ...before, prepare: [...steps] };
  // refuses a crop that does not fit before anything is saved
  preparedReader(session.original, changed.prepare);
  if (imageKey(before, before.prepare) === imageKey(changed, changed.prepare)) {
    await session.folder.save((document) => ({ ...document, prepare: [...steps] }));
    return;
  }
  await session.folder.save((document) =>
    addStep({ ...document, prepare: [...steps] }, stepOrigin(host), {
      kind: 'prepare',
      parameters: { steps },
      from: originsOf(document, 'prepare'),
      made: [],
    }),
  );
  await renewImage(host, session);
}
