/** Reading a `study.json` of any age. Each entry lifts a document by one version; a newer one is refused. */
import * as v from 'valibot';
import { ConflictError, FormatError } from '../base/index.js';
import { STUDY_VERSION, studySchema } from './schema.js';
import type { StudyDocument } from './schema.js';

type Json = Readonly<Record<string, unknown>>;

/** from version -> the document of the next version */
const MIGRATIONS: ReadonlyMap<number, (document: Json) => Json> = new Map();

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function parseStudy(text: string, path: string): StudyDocument {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`${path} is not JSON; restore it from a copy, or make a new study from the original stack.`, {
      code: 'bad-study',
      subject: path,
      cause,
    });
  }
  if (!isRecord(json) || json['schema'] !== 'lithoscope-study' || typeof json['version'] !== 'number')
    throw new FormatError(`${path} is not the study.json of a Lithoscope study; open a folder that ends in .lithoscope.`, {
      code: 'bad-study',
      subject: path,
    });
  let version = json['version'];
  if (version > STUDY_VERSION)
    throw new ConflictError(
      `${path} was written by a newer Lithoscope (study version ${version}, this program reads up to ${STUDY_VERSION}); update Lithoscope to open it.`,
      { code: 'newer-version', subject: path },
    );
  let document: Json = json;
  for (; version < STUDY_VERSION; version++) {
    const lift = MIGRATIONS.get(version);
    if (lift === undefined)
      throw new FormatError(`${path} has the unknown study version ${version}; this program reads version ${STUDY_VERSION}.`, {
        code: 'bad-study',
        subject: path,
      });
    document = lift(document);
  }
  const parsed = v.safeParse(studySchema, document);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new FormatError(`${path} is damaged at "${v.getDotPath(issue) ?? 'the top'}": ${issue.message}; restore it from a copy.`, {
      code: 'bad-study',
      subject: path,
    });
  }
  return parsed.output;
}
