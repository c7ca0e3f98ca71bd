/** The whole job on the bundled sample: from the stack to the report, as a new process. */
import { join } from 'node:path';
import { makeFolder, root, runCommand } from './support.mjs';

export const title = 'analyze of the bundled sample, all stages';

export async function run() {
  const folder = await makeFolder();
  try {
    const output = join(folder.path, 'sample.lithoscope');
    const { seconds, document } = runCommand(['analyze', join(root, 'samples', 'mixed-4.tif'), '-o', output], folder.path);
    return [
      ['start of the process to the report', `${seconds.toFixed(1)} s`, '< 90 s'],
      ...document.steps.map((step) => [`stage ${step.id}`, step.status === 'done' ? `${step.seconds.toFixed(1)} s` : step.status]),
    ];
  } finally {
    await folder.remove();
  }
}
