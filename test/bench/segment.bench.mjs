/** Segmentation of the bundled sample with one and two threads, and how soon a cancel frees the study. */
import { join } from 'node:path';
import { call, find, makeFolder, root, runCommand, startHost } from './support.mjs';

export const title = 'Segmentation of the bundled sample (96 x 160 x 160 voxels) with li-xct-fast';

const stack = join(root, 'samples', 'mixed-4.tif');

async function throughput(rows) {
  for (const threads of ['1', '2']) {
    const folder = await makeFolder();
    try {
      const args = ['segment', stack, '--model', 'li-xct-fast', '--threads', threads, '-o', join(folder.path, 'labels.tif')];
      const { document, seconds } = runCommand(args, folder.path);
      const name = `${threads} ${threads === '1' ? 'thread' : 'threads'}`;
      rows.push([`${name}: throughput`, `${(document.voxelsPerSecond / 1e6).toFixed(2)} Mvoxel/s`]);
      rows.push([`${name}: inference / whole command`, `${document.inferenceSeconds.toFixed(1)} / ${seconds.toFixed(1)} s`]);
    } finally {
      await folder.remove();
    }
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
  await call(host, 'segment.run', { study, model: 'li-xct-fast' }, { onProgress, signal: stop.signal }).catch((error) => {
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
  await throughput(rows);
  const folder = await makeFolder();
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
