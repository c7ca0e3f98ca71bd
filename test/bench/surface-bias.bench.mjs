/** What the estimators of surface area read on bodies of known area: the bias that the metrics state. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { withPrograms } from './support.mjs';

export const title = 'bias of surface area, lengths in voxels, mean and spread over offsets and orientations';

export async function run() {
  return withPrograms({ bias: 'test/bench/metrics/surface-bias.ts' }, (out) => {
    const done = spawnSync(process.execPath, [join(out, 'bias.js')], { encoding: 'utf8', maxBuffer: 2 ** 24 });
    if (done.status !== 0) throw new Error(`the table ended with ${done.status}: ${done.stderr}`);
    return JSON.parse(done.stdout);
  });
}
