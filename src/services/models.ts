/** A model by its id, or by the folder or archive that a person chose; opened for running. */
import { NotFoundError } from '../base/index.js';
import { checkModel, listModels, loadModelPackage } from '../segmentation/index.js';
import type { ModelPackage } from '../segmentation/index.js';
import type { ModelCheck } from '../contract/index.js';
import type { ModelSession } from '../ports/index.js';
import type { StudyDocument } from '../study/index.js';
import { modelCache } from './catalog.js';
import type { ServiceHost } from './service-host.js';

export interface ModelChoice {
  readonly model: string;
  /** path of a folder or archive; then `model` is only a name */
  readonly file?: string | undefined;
}

export async function findModel(host: ServiceHost, choice: ModelChoice): Promise<ModelPackage> {
  const { files, codecs } = host.ports;
  const load = { unpackTo: modelCache(host) };
  if (choice.file !== undefined) return loadModelPackage(files, codecs, choice.file, load);
  const listed = await listModels(files, codecs, host.options.modelsFolder, load);
  const found = listed.find((one) => one.package?.id === choice.model || files.basename(one.path) === choice.model);
  if (found?.package) return found.package;
  if (found?.error) throw found.error;
  const known = listed.map((one) => one.package?.id ?? files.basename(one.path));
  throw new NotFoundError(
    `There is no model "${choice.model}"; ${known.length === 0 ? 'no model is installed' : `there are ${known.join(', ')}`}.`,
    {
      code: 'unknown-model',
      subject: choice.model,
    },
  );
}

/** Phases that a person gave the classes of a foreign model when it last ran in this study. */
export function mappingBefore(document: StudyDocument, model: ModelPackage): Readonly<Record<string, number>> | undefined {
  if (model.classToPhase !== null) return undefined;
  const step = document.steps.findLast((one) => one.kind === 'segment' && one.model?.sha256 === model.sha256);
  const given = step?.parameters['mapping'];
  if (typeof given !== 'object' || given === null) return undefined;
  const phases = new Map(Object.entries(given).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
  return model.classes.every((name) => phases.has(name)) ? Object.fromEntries(phases) : undefined;
}

/** Runs something with an opened model and closes it whatever happens. */
export async function withModel<T>(host: ServiceHost, model: ModelPackage, run: (session: ModelSession) => Promise<T>): Promise<T> {
  const session = await host.ports.inference.open(model.weightsPath);
  try {
    return await run(session);
  } finally {
    await session.close();
  }
}

export async function checkModelPackage(host: ServiceHost, choice: ModelChoice, signal: AbortSignal): Promise<ModelCheck> {
  const model = await findModel(host, choice);
  return withModel(host, model, async (session) => {
    const { passed, maxAbsDiff, message } = await checkModel(model, session, signal);
    return { passed, maxAbsDiff, message };
  });
}
