/** The bundled example: a study made around files that came with the program. */
import { LithoscopeError, NotFoundError } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import { STUDY_SUFFIX, studyName } from '../study/index.js';
import type { ServiceHost } from './service-host.js';
import type { Session } from './session/session.js';
import { createStudy, openStudy } from './studies.js';

/** Image files of the samples folder; truths and descriptions lie beside them. */
async function sampleFiles(host: ServiceHost): Promise<string[]> {
  const { files } = host.ports;
  if (!(await files.exists(host.options.samplesFolder))) return [];
  const entries = await files.list(host.options.samplesFolder);
  return entries.filter((entry) => /\.tiff?$/i.test(entry.name) && !/(labels|truth)/i.test(entry.name)).map((entry) => entry.path);
}

export async function openSample(host: ServiceHost, id: string | undefined, options: RunOptions): Promise<Session> {
  const { files } = host.ports;
  const samples = await sampleFiles(host);
  const path = id === undefined ? samples[0] : samples.find((sample) => files.basename(sample).replace(/\.tiff?$/i, '') === id);
  if (path === undefined)
    throw new NotFoundError(id === undefined ? 'There is no bundled sample in this installation.' : `There is no bundled sample "${id}".`, {
      code: 'unknown-sample',
      subject: id ?? host.options.samplesFolder,
    });
  const name = studyName(files.basename(path));
  const before = files.join(host.options.dataFolder, 'studies', `${name}${STUDY_SUFFIX}`);
  // the example that was looked at before, with its edits; a new one when that is open elsewhere or broken
  if (await files.exists(before)) {
    const opened = await openStudy(host, before, undefined, options).catch((error: unknown) => {
      if (error instanceof LithoscopeError && error.tag !== 'aborted') return null;
      throw error;
    });
    if (opened !== null) return opened;
  }
  return createStudy(host, { paths: [path], name }, options);
}
