/** The core: every method of the contract over the ports of a host. */
import { createSources } from '../formats/index.js';
import { listCatalog } from './catalog.js';
import type { Core, CoreOptions, CorePorts } from './core-types.js';
import { createGrants } from './grants.js';
import { lookHandlers } from './handlers/look-handlers.js';
import { exportHandlers } from './handlers/export-handlers.js';
import { scribbleHandlers } from './handlers/scribble-handlers.js';
import { structureHandlers } from './handlers/structure-handlers.js';
import { studyHandlers } from './handlers/study-handlers.js';
import { workHandlers } from './handlers/work-handlers.js';
import { helloHandlers } from './hello.js';
import { refreshLater } from './review.js';
import type { ServiceHost } from './service-host.js';
import { openSample } from './sample.js';
import { createRegistry } from './session/registry.js';
import { createSliceAccess } from './slices.js';
import { stackInfo } from './stack-info.js';
import { openStudy } from './studies.js';
import { resolveAll } from './handlers/study-handlers.js';

/** Hard to guess and short: handles of files and ids of studies. */
function randomId(): string {
  return globalThis.crypto.randomUUID();
}

export function createCore(ports: CorePorts, options: CoreOptions): Core {
  const newId = options.newId ?? randomId;
  const grants = createGrants(ports.files, newId);
  const { files, codecs, images, longTail, hdf5 } = ports;
  const formats = { files, codecs, images, longTail, hdf5 };
  const host: ServiceHost = {
    ports,
    options,
    grants,
    newId,
    sessions: createRegistry(),
    formats,
    sources: ports.sources ?? createSources(formats),
  };

  let started: Promise<string | null> | undefined;
  /** The study that the host was started with, opened once, when somebody asks. */
  const startStudy = (): Promise<string | null> =>
    (started ??= (async () => {
      const { open } = options;
      if (open === undefined) return null;
      const session =
        open === 'sample' ? await openSample(host, undefined, {}) : await openStudy(host, ports.files.resolve(open.study), undefined);
      refreshLater(host, session);
      return session.id;
    })().catch((error: unknown) => {
      started = undefined; // asked again, it is tried again
      // without its sample the program starts empty; a study that was named is an error to be shown
      if (options.open === 'sample') return null;
      throw error;
    }));

  return {
    grants,
    slices: createSliceAccess(host),
    handlers: Object.freeze({
      ...helloHandlers(host, startStudy),
      ...studyHandlers(host),
      ...workHandlers(host),
      ...scribbleHandlers(host),
      ...structureHandlers(host),
      ...exportHandlers(host),
      ...lookHandlers(host),
      'catalog.list': ({ what }) => listCatalog(host, what),
      'stack.info': async ({ files: refs, hash, together }, { signal, progress }) =>
        stackInfo(host, await resolveAll(host, refs), { hash, together: together === true }, { signal, onProgress: progress }),
    }) satisfies Core['handlers'],
    close: () => host.sessions.closeAll(),
  };
}
