/** Segmentation against the bare runtime on the same windows in the same run, and how soon a cancel frees the study. */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { call, deposit, find, makeFolder, percentile, root, runCommand, startHost, writeNrrd } from './support.mjs';

const MODEL = process.env['LITHOSCOPE_BENCH_MODEL'] ?? 'li-xct-fast';
const SLICE = 512;
/** few of them measure how the processes warm up */
const SLICES = Number(process.env['LITHOSCOPE_BENCH_SLICES'] ?? 128);
/** a slice of 512 and its border of 32 is one window */
const WINDOW = SLICE + 64;
const ROUNDS = 3;
const PROCESSES = 2;

export const title = `Segmentation of ${SLICES} x ${SLICE} x ${SLICE} voxels with ${MODEL}, ${PROCESSES} processes`;

/** Voxels of output per second of the network alone. */
async function bare(weights) {
  const share = Math.ceil(SLICES / PROCESSES);
  const children = Array.from({ length: PROCESSES }, () =>
    fork(new URL('bare-inference.mjs', import.meta.url), [weights, String(share), String(WINDOW)]),
  );
  const next = (child) =>
    new Promise((done, failed) => {
      child.once('message', done);
      child.once('exit', (code) => failed(new Error(`the bare runtime ended with ${code}`)));
    });
  await Promise.all(children.map(next));
  const start = performance.now();
  const done = children.map(next);
  for (const child of children) child.send('go');
  await Promise.all(done);
  return (share * PROCESSES * SLICE * SLICE) / ((performance.now() - start) / 1000);
}

async function throughput(rows, folder) {
  const stack = join(folder, 'deposit.nrrd');
  const { image } = deposit(SLICE, 7);
  await writeNrrd(stack, [SLICES, SLICE, SLICE], 'uint16', image);
  for (const [quality, weights] of [
    ['full weights (fp32)', 'weights.onnx'],
    ['fast (int8)', 'weights.int8.onnx'],
  ]) {
    const path = join(root, 'models', MODEL, weights);
    if (!existsSync(path)) continue;
    const rates = [];
    for (let round = 0; round < ROUNDS; round++) {
      const alone = await bare(path);
      const choice = weights.includes('int8') ? ['--quality', 'fast'] : [];
      const args = ['segment', stack, '--model', MODEL, ...choice, '--threads', String(PROCESSES), '-o', join(folder, 'labels.tif')];
      const { document, seconds } = runCommand(args, folder);
      rates.push({ alone, app: document.voxelsPerSecond, whole: (SLICES * SLICE * SLICE) / seconds });
    }
    const middle = (key) => percentile(rates.map((rate) => rate[key]), 0.5); // prettier-ignore
    const ratio = percentile(rates.map((rate) => rate.app / rate.alone), 0.5); // prettier-ignore
    rows.push([`${quality}: runtime alone`, `${(middle('alone') / 1e6).toFixed(2)} Mvoxel/s`]);
    rows.push([`${quality}: through the program`, `${(middle('app') / 1e6).toFixed(2)} Mvoxel/s`, '>= 2.5 on 2 cores']);
    rows.push([`${quality}: program / runtime alone, same windows`, ratio.toFixed(3), '>= 0.90']);
    rows.push([`${quality}: whole command, file to file`, `${(middle('whole') / 1e6).toFixed(2)} Mvoxel/s`]);
  }
}

/** From the dropped connection to a study that is not being segmented any more. */
async function cancelOnce(host, study) {
  const stop = new AbortController();
  let cancelled = 0;
  const onProgress = ({ done }) => {
    if (done === 0 || cancelled > 0) return;
    cancelled = performance.now();
    stop.abort();
  };
  await call(host, 'segment.run', { study, model: MODEL }, { onProgress, signal: stop.signal }).catch((error) => {
    if (!stop.signal.aborted) throw error;
  });
  for (;;) {
    const { stages } = await call(host, 'study.state', { study });
    if (stages.find(({ id }) => id === 'segment').status !== 'running') return performance.now() - cancelled;
    await new Promise((done) => setTimeout(done, 5));
  }
}

export async function run() {
  const rows = [];
  const folder = await makeFolder();
  await throughput(rows, folder.path).catch(async (error) => {
    await folder.remove();
    throw error;
  });
  const host = await startHost(folder.path, join(root, 'samples'));
  try {
    const times = [];
    for (let i = 0; i < 3; i++) {
      const { id } = await call(host, 'study.create', { files: [await find(host, 'mixed-4.tif')], name: `cancel ${i}` });
      times.push(await cancelOnce(host, id));
    }
    rows.push(['cancel to a free study, three times', `${times.map((ms) => ms.toFixed(0)).join(', ')} ms`, '<= 1000 ms']);
  } finally {
    await host.stop();
    await folder.remove();
  }
  return rows;
}
