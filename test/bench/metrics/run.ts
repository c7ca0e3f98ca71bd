/** One case in its own process: `run.js make EDGE FILE` writes a volume, `run.js CASE FILE THREADS` prints the best time and the memory. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createThreadWorkers } from '../../../src/node/workers.js';
import { blobs } from './blobs.js';
import { CASES } from './cases.js';

const [what = '', third = '', fourth = ''] = process.argv.slice(2);
if (what === 'list') console.log(JSON.stringify(CASES));
else if (what === 'make') writeFileSync(fourth, blobs(Number(third), 0.39, 5));
else await time(what, third, Number(fourth));

async function time(id: string, file: string, threads: number): Promise<void> {
  const found = CASES.find((entry) => entry.id === id);
  if (found === undefined) throw new Error(`There is no case ${id}.`);
  const workers = createThreadWorkers({ threads, entry: new URL('./worker.js', import.meta.url) });
  const shape = [found.edge, found.edge, found.edge] as const;
  const data = workers.allocate(found.edge ** 3);
  data.set(readFileSync(file));
  globalThis.gc?.();
  const before = memory('VmRSS');
  forgetPeak();
  let seconds = Infinity;
  let value = NaN;
  for (let k = 0; k < (found.repeats ?? 3); k++) {
    const start = performance.now();
    value = await found.run({ data, shape }, workers);
    seconds = Math.min(seconds, (performance.now() - start) / 1000);
  }
  console.log(JSON.stringify({ seconds, value, bytesPerVoxel: (memory('VmHWM') - before) / found.edge ** 3 }));
  await workers.close();
}

/** Linux keeps the peak of resident memory until told to forget it; elsewhere the peak is that of the whole process. */
function forgetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // no such file: the peak then includes reading the volume
  }
}

function memory(name: 'VmRSS' | 'VmHWM'): number {
  const text = readFileSync('/proc/self/status', 'utf8');
  return 1024 * Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)?.[1] ?? 0);
}
