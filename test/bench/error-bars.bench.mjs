/**
 * How often error bars hold the truth. LITHOSCOPE_BENCH_TIMES: large structures of each kind (2); LITHOSCOPE_BENCH_ONLY: kinds;
 * LITHOSCOPE_BENCH_OUT: a file that takes every interval with its truth.
 */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withPrograms } from './support.mjs';

export const title = 'error bars against the truth: share of cases that hold it, median half-width, median error; of the value';

const SOURCES = ['segmentation', 'voxel-size', 'estimator-bias', 'voxel size and estimator', 'field-of-view', 'combined'];

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** "94 % (n = 128; bar 3.1 %, error 1.0 %)" */
function summary(cases) {
  // bounds and truth may be sums of the same numbers in another order
  const holds = ({ low, high, truth, value }) => {
    const slack = 1e-9 * Math.abs(value);
    return low - slack <= truth && truth <= high + slack;
  };
  const percent = (shares) => `${Number((100 * median(shares)).toPrecision(2))} %`;
  const scale = ({ value, truth }) => Math.max(Math.abs(value), Math.abs(truth), 1e-300);
  const bar = percent(cases.map((found) => (found.high - found.low) / 2 / scale(found)));
  const error = percent(cases.map((found) => Math.abs(found.value - found.truth) / scale(found)));
  return `${Math.round((100 * cases.filter(holds).length) / cases.length)} % (n = ${cases.length}; bar ${bar}, error ${error})`;
}

export async function run() {
  return withPrograms({ 'error-bars': 'test/bench/metrics/error-bars.ts' }, async (out) => {
    const { LITHOSCOPE_BENCH_TIMES: times = '2', LITHOSCOPE_BENCH_ONLY: only, LITHOSCOPE_BENCH_OUT: file } = process.env;
    const args = [join(out, 'error-bars.js'), times, ...(only === undefined ? [] : [only])];
    const done = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'inherit'] });
    if (done.status !== 0) throw new Error(`the intervals ended with ${done.status}`);
    if (file !== undefined) await writeFile(file, done.stdout);
    const cases = JSON.parse(done.stdout);
    const metrics = [...new Set(cases.map(({ metric }) => metric))];
    return SOURCES.flatMap((source) => {
      const mine = cases.filter((found) => found.source === source);
      const each = metrics.flatMap((metric) => {
        const some = mine.filter((found) => found.metric === metric);
        return some.length === 0 ? [] : [[`${source}: ${metric}`, summary(some), '']];
      });
      return mine.length === 0 ? [] : [[`**${source}**, all metrics`, `**${summary(mine)}**`, '95 %'], ...each];
    });
  });
}
