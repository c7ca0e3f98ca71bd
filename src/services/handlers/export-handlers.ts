/** Contract methods that write for other programs. */
import type { CoreHandlers } from '../core-types.js';
import { convertStack } from '../export/convert.js';
import { meshFile } from '../export/mesh-labels.js';
import { exportMesh, exportStack } from '../export/study-export.js';
import type { ServiceHost } from '../service-host.js';
import { resolveAll } from './study-handlers.js';

type ExportMethods = 'stack.convert' | 'mesh.file' | 'export.stack' | 'export.mesh';

export function exportHandlers(host: ServiceHost): Pick<CoreHandlers, ExportMethods> {
  const write = async (ref: string | undefined): Promise<string | undefined> =>
    ref === undefined ? undefined : host.grants.resolve(ref, 'write');

  return {
    'stack.convert': async ({ stack, output, ...asked }, { signal, progress }) =>
      convertStack(
        host,
        { ...asked, paths: await resolveAll(host, stack), output: await host.grants.resolve(output, 'write') },
        { signal, onProgress: progress },
      ),
    'mesh.file': async ({ labels, output, ...asked }, { signal, progress }) =>
      meshFile(
        host,
        { ...asked, path: await host.grants.resolve(labels), output: await host.grants.resolve(output, 'write') },
        { signal, onProgress: progress },
      ),
    'export.stack': async ({ study, output, ...asked }, { signal, progress }) =>
      exportStack(host, host.sessions.get(study), { ...asked, output: await write(output) }, { signal, onProgress: progress }),
    'export.mesh': async ({ study, output, ...asked }, { signal, progress }) =>
      exportMesh(host, host.sessions.get(study), { ...asked, output: await write(output) }, { signal, onProgress: progress }),
  };
}
