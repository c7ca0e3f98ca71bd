/** The standard set of metrics on 256^3 labels. */
import { join } from 'node:path';
import { deposit, makeFolder, runCommand, writeNrrd } from './support.mjs';

export const title = 'measure, standard set, 256 x 256 x 256 labels';

const N = 256;

export async function run() {
  const folder = await makeFolder();
  try {
    const path = join(folder.path, 'labels.nrrd');
    await writeNrrd(path, [N, N, N], 'uint8', deposit(N, 5).labels);
    const rows = [];
    for (const threads of ['1', '2']) {
      const { seconds, document } = runCommand(['measure', path, '--collector', 'y-', '--threads', threads], folder.path);
      const found = document.results.filter(({ value }) => value !== null && value !== undefined).length;
      rows.push([
        `${threads} ${threads === '1' ? 'thread' : 'threads'}`,
        `${seconds.toFixed(1)} s (${found} of ${document.results.length} numbers defined)`,
      ]);
    }
    return rows;
  } finally {
    await folder.remove();
  }
}
