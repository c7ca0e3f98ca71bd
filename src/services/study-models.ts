/** Models that a person brought along: kept in the study with what their channels mean, so that it can be opened and run again. */
import { InvalidInputError, NotFoundError } from '../base/index.js';
import * as v from 'valibot';
import type { OwnModel } from '../contract/index.js';
import { loadModelPackage } from '../segmentation/index.js';
import type { ModelPackage } from '../segmentation/index.js';
import { describeModel, modelCache } from './catalog.js';
import type { ServiceHost } from './service-host.js';
import type { Session } from './session/session.js';

const MAX_PACKAGE = 2 ** 31;
const MAX_MAPPING = 2 ** 16;
const mappingSchema = v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(6)));

/** Reads the package where it is, which refuses a bad one, and copies it into the study. */
export async function addModel(host: ServiceHost, session: Session, path: string): Promise<OwnModel> {
  const { files, codecs } = host.ports;
  if ((await files.stat(path)).kind === 'folder')
    throw new InvalidInputError(`${files.basename(path)} is a folder; give the .zip of the model package.`, {
      code: 'not-a-zip',
      subject: path,
    });
  const model = await loadModelPackage(files, codecs, path, { unpackTo: modelCache(host) });
  const place = session.folder.inside('models', `${fileName(model)}.zip`);
  await files.makeFolder(files.dirname(place));
  if (!(await files.exists(place))) await files.writeBytes(place, await files.readBytes(path, MAX_PACKAGE));
  return own(host, await loadModelPackage(files, codecs, place, { unpackTo: modelCache(host) }));
}

export async function ownModels(host: ServiceHost, session: Session): Promise<OwnModel[]> {
  return Promise.all((await packages(host, session)).map((model) => own(host, model)));
}

/** Says what the channels of a model mean; kept beside it. */
export async function mapModel(
  host: ServiceHost,
  session: Session,
  id: string,
  mapping: Readonly<Record<string, number>>,
): Promise<OwnModel> {
  const model = (await packages(host, session)).find((one) => one.id === id);
  if (model === undefined)
    throw new NotFoundError(`This study has no model "${id}" of its own; add its .zip first.`, { code: 'unknown-model', subject: id });
  const unknown = Object.keys(mapping).find((name) => !model.classes.includes(name));
  if (unknown !== undefined)
    throw new InvalidInputError(`${model.name} has no channel "${unknown}"; its channels are ${model.classes.join(', ')}.`, {
      code: 'unknown-class',
      subject: unknown,
    });
  await host.ports.files.writeBytes(mappingPath(model), new TextEncoder().encode(JSON.stringify(mapping)));
  return own(host, model);
}

async function packages(host: ServiceHost, session: Session): Promise<ModelPackage[]> {
  const { files, codecs } = host.ports;
  const folder = session.folder.inside('models');
  if (!(await files.exists(folder))) return [];
  const zips = (await files.list(folder)).filter(({ name }) => name.endsWith('.zip'));
  return Promise.all(zips.map(({ path }) => loadModelPackage(files, codecs, path, { unpackTo: modelCache(host) })));
}

async function own(host: ServiceHost, model: ModelPackage): Promise<OwnModel> {
  const { files } = host.ports;
  const path = mappingPath(model);
  const stored = (await files.exists(path)) ? v.safeParse(mappingSchema, parse(await files.readBytes(path, MAX_MAPPING))) : null;
  const mapping = stored?.success === true ? stored.output : model.classToPhase;
  return { ref: host.grants.grant(model.path, 'read'), mapping: mapping === null ? null : { ...mapping }, card: describeModel(model) };
}

/** A mapping that was damaged is asked for again. */
function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

function mappingPath({ path }: ModelPackage): string {
  return `${path.slice(0, -'.zip'.length)}.phases.json`;
}

/** Two versions of a model are two files; nothing of a foreign name reaches the file system. */
function fileName({ id, sha256 }: ModelPackage): string {
  return `${id.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 40)}-${sha256.slice(0, 12)}`;
}
