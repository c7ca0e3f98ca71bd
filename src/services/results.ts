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

/** The document, or null when there is none or when what lies there cannot be read. */
export async function readResult<T>(host: ServiceHost, session: Session, kind: ResultKind, schema: v.GenericSchema<T>): Promise<T | null> {
  const entry = session.folder.document.results[kind];
  if (entry === undefined) return null;
  const path = session.folder.inside('results', entry.file);
  if (!(await host.ports.files.exists(path))) return null;
  try {
    const parsed = v.safeParse(schema, JSON.parse(new TextDecoder().decode(await host.ports.files.readBytes(path, MAX_RESULT))));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
