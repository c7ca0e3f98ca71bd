/**
 * Metric kernels against peers in Python, on the same volumes in the same run. LITHOSCOPE_PYTHON names the interpreter that
 * has the peers (without it only ours is timed); LITHOSCOPE_BENCH_ONLY names cases, LITHOSCOPE_BENCH_THREADS threads (2).
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, withPrograms } from './support.mjs';

const python = process.env.LITHOSCOPE_PYTHON;
const threads = process.env.LITHOSCOPE_BENCH_THREADS ?? '2';
const only = process.env.LITHOSCOPE_BENCH_ONLY?.split(',');
const cache = join(root, '.cache', 'bench');

export const title = `metric kernels, ${threads} threads, against peers on the same volumes`;

function ask(program, args) {
  const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (done.status !== 0) throw new Error(`${args.join(' ')} ended with ${done.status}: ${done.stderr}`);
  return done.stdout;
}

const lastLine = (text) => JSON.parse(text.trim().split('\n').at(-1));
const oursIn =
  (out) =>
  (...args) =>
    ask(process.execPath, ['--expose-gc', join(out, 'run.js'), ...args]);

function compare(ours, found, file) {
  const mine = lastLine(ours(found.id, file, threads));
  const voxels = found.edge ** 3 / 1e6;
  const speed = `${(voxels / mine.seconds).toPrecision(3)} Mvoxel/s, peak ${mine.bytesPerVoxel.toFixed(1)} B/voxel over the input`;
  const what = `${found.title}, ${found.edge}^3`;
  if (python === undefined) return [what, `${speed} (no peer)`, `${found.target} x ${found.peerName}`];
  const args = [join(import.meta.dirname, 'metrics', 'peers.py'), found.peer, file, found.edge, found.repeats ?? 3];
  const peer = lastLine(ask(python, args.map(String)));
  const ratio = (peer.seconds / mine.seconds).toPrecision(3);
  const answers = mine.value === peer.value ? `both ${mine.value}` : `${mine.value} and ${peer.value}`;
  return [
    what,
    `**${ratio} x**: ${speed}; peer ${(voxels / peer.seconds).toPrecision(3)}; answers ${answers}`,
    `${found.target} x ${found.peerName}`,
  ];
}

export async function run() {
  // ours with its worker, as in the product
  return withPrograms({ run: 'test/bench/metrics/run.ts', worker: 'src/node/worker-entry.ts' }, (out) => {
    const ours = oursIn(out);
    const cases = lastLine(ours('list')).filter(({ id }) => only === undefined || only.includes(id));
    return cases.map((found) => {
      const file = join(cache, `blobs-${found.edge}.raw`);
      if (!existsSync(file)) ours('make', String(found.edge), file);
      return compare(ours, found, file);
    });
  });
}
