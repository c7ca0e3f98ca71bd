/** Finished documents of a study: written whole under `results/`, listed in `study.json`, checked when read again. */
import * as v from 'valibot';
import type { ResultKind, StudyResult } from '../study/index.js';
import type { ServiceHost } from './service-host.js';
import type { Session } from './session/session.js';

const MAX_RESULT = 512 * 1024 * 1024;

export async function saveResult(
  host: ServiceHost,
  session: Session,
  kind: ResultKind,
  value: unknown,
  made: Pick<StudyResult, 'labelsVersion' | 'setupKey'>,
): Promise<void> {
  const file = `${kind}.json`;
  const bytes = new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`);
  await host.ports.files.writeBytes(session.folder.inside('results', file), bytes);
  const entry: StudyResult = { file, atMs: host.ports.clock.now(), ...made };
  await session.folder.save((document) => ({ ...document, results: { ...document.results, [kind]: entry } }));
}

/** Said once, in the study and in its report, instead of silently leaving numbers out. */
function warnDamaged(session: Session, file: string): null {
  const message = `results/${file} of this study is damaged and was left out; run that stage again.`;
  if (!session.warnings.some((warning) => warning.message === message)) session.warnings.push({ code: 'damaged-result', message });
  return null;
}

/** The document, or null when there is none or when what lies there cannot be read (which is then a warning of the study). */
export async function readResult<T>(host: ServiceHost, session: Session, kind: ResultKind, schema: v.GenericSchema<T>): Promise<T | null> {
  const entry = session.folder.document.results[kind];
  if (entry === undefined) return null;
  const path = session.folder.inside('results', entry.file);
  try {
    const bytes = await host.ports.files.readBytes(path, MAX_RESULT);
    const parsed = v.safeParse(schema, JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success ? parsed.output : warnDamaged(session, entry.file);
  } catch {
    return warnDamaged(session, entry.file);
  }
}
