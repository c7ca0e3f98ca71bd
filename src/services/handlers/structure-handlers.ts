/** Contract methods about particles and meshes. */
import type { CoreHandlers } from '../core-types.js';
import type { ServiceHost } from '../service-host.js';
import { describeStructure } from '../structure/describe.js';
import { voxelize } from '../structure/voxelize.js';

export function structureHandlers(host: ServiceHost): Pick<CoreHandlers, `structure.${'describe' | 'voxelize'}`> {
  return {
    'structure.describe': async ({ file }) => describeStructure(host, await host.grants.resolve(file)),
    'structure.voxelize': async ({ file, output, ...asked }, { signal, progress }) =>
      voxelize(
        host,
        {
          ...asked,
          path: await host.grants.resolve(file),
          output: output === undefined ? undefined : await host.grants.resolve(output, 'write'),
        },
        { signal, onProgress: progress },
      ),
  };
}
