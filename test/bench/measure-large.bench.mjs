/**
 * Metrics that stream, on label files from 128^3 up to 1024^3 (LITHOSCOPE_BENCH_EDGES: others), with a memory budget that the largest
 * does not fit: time, peak of resident memory, and the exponent with which time grows.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { deposit, makeFolder, peakMB, program, writeNrrd } from './support.mjs';

export const title = 'streaming metrics from disk, one process per size, 2 threads, budget 1 GiB';

const edges = (process.env.LITHOSCOPE_BENCH_EDGES ?? '128,256,512,1024').split(',').map(Number);
/** One of each kind of pass. */
const METRICS = [
  'volume.fraction',
  'profile.li_fraction_along_growth',
  'height.mean',
  'topology.betti0',
  'isolation.f_dead',
  'surface.area',
  'topology.euler',
  'interface.area',
  'sei.coverage',
  'statistics.mean_chord',
  'fractal.box_counts',
];

/** One command with its wall time and the peak of its resident memory. */
function measure(path, metrics, folder) {
  return new Promise((done, failed) => {
    const args = [path, '--collector', 'y-', '--metrics', metrics.join(), '--memory', '1GiB', '--threads', '2', '--error-bars', 'off'];
    const start = performance.now();
    const child = spawn(process.execPath, [program, 'measure', ...args, '--json', '--quiet'], {
      env: { ...process.env, LITHOSCOPE_DATA: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let peak = 0;
    let text = '';
    const watch = setInterval(() => (peak = Math.max(peak, peakMB(child.pid))), 100);
    child.stdout.on('data', (chunk) => (text += chunk));
    child.once('exit', (code) => {
      clearInterval(watch);
      const undefinedOnes = code === 0 ? JSON.parse(text).results.filter(({ value }) => value === null) : [];
      if (code !== 0 || undefinedOnes.length > 0) failed(new Error(`measure ended with ${code}: ${JSON.stringify(undefinedOnes)}`));
      else done({ seconds: (performance.now() - start) / 1000, peak });
    });
  });
}

/** Slope of log time over log voxels. */
function exponent(points) {
  const logs = points.map(({ edge, seconds }) => [Math.log(edge ** 3), Math.log(seconds)]);
  const mean = (k) => logs.reduce((sum, point) => sum + point[k], 0) / logs.length;
  const [x0, y0] = [mean(0), mean(1)];
  return logs.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0) / logs.reduce((sum, [x]) => sum + (x - x0) ** 2, 0);
}

export async function run() {
  const folder = await makeFolder();
  try {
    const rows = [];
    const points = [];
    for (const edge of edges) {
      const path = join(folder.path, `labels-${edge}.nrrd`);
      await writeNrrd(path, [edge, edge, edge], 'uint8', deposit(edge, 5).labels);
      // opening and hashing the file, and starting the program
      const empty = await measure(path, ['volume.fraction'], folder.path);
      const all = await measure(path, METRICS, folder.path);
      points.push({ edge, seconds: all.seconds });
      const speed = (edge ** 3 / 1e6 / all.seconds).toPrecision(3);
      rows.push([
        `${METRICS.length} metrics, ${edge}^3`,
        `${all.seconds.toFixed(1)} s (${speed} Mvoxel/s; one metric alone ${empty.seconds.toFixed(1)} s), peak ${all.peak.toFixed(0)} MB`,
        edge === 1024 ? 'below 3000 MB' : '',
      ]);
    }
    if (points.length > 1) rows.push(['exponent of time over voxels', exponent(points).toFixed(3), '1.05']);
    return rows;
  } finally {
    await folder.remove();
  }
}
