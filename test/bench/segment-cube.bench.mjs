/**
 * A whole cube through the command line, file to file, in a terminal: progress with an end in sight, Ctrl-C in the middle,
 * the same command again, and the most memory that was held on the way. `LITHOSCOPE_BENCH_CUBE=512` is the real thing;
 * the usual 128 shows in a minute that all of it works. Needs the program `script` of util-linux.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deposit, makeFolder, root, writeNrrd } from './support.mjs';

const MODEL = process.env['LITHOSCOPE_BENCH_MODEL'] ?? 'li-xct-fast';
const EDGE = Number(process.env['LITHOSCOPE_BENCH_CUBE'] ?? 128);
const PROCESSES = 2;

export const title = `A cube of ${EDGE} x ${EDGE} x ${EDGE} voxels with ${MODEL}, file to file, ${PROCESSES} processes`;

/** Process ids of a process and all that it started. */
function family(pid) {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    return [pid, ...children.flatMap((child) => family(Number(child)))];
  } catch {
    return [];
  }
}

/** Peak of a process so far, in MB; 0 when it has gone. */
function peakMB(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000;
  } catch {
    return 0;
  }
}

/** One command in a terminal of its own. `interruptAt`: share of the tiles after which Ctrl-C is pressed. */
async function inTerminal({ args, data, output, interruptAt }) {
  const words = [process.execPath, join(root, 'bin', 'lithoscope.mjs'), ...args, '--json'].map((word) => `'${word}'`).join(' ');
  const terminal = spawn('script', ['-qefc', `exec ${words} > '${output}'`, '/dev/null'], {
    env: { ...process.env, LITHOSCOPE_DATA: data, SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const start = performance.now();
  const peaks = new Map();
  const watch = setInterval(() => {
    for (const pid of family(terminal.pid).slice(1)) peaks.set(pid, Math.max(peaks.get(pid) ?? 0, peakMB(pid)));
  }, 100);
  const seen = { lines: 0, withEnd: 0, first: '', middle: '', interrupted: 0 };
  terminal.stdout.setEncoding('utf8');
  terminal.stdout.on('data', (chunk) => {
    for (const line of chunk.split('\r').map((text) => text.replace('\u001b[K', '').trim())) {
      const [, done, total] = /(\d+) of (\d+) tiles/.exec(line) ?? [];
      if (total === undefined) continue;
      seen.lines += 1;
      if (seen.first === '') seen.first = line;
      if (line.includes(' left')) {
        seen.withEnd += 1;
        if (done / total >= 0.3 && seen.middle === '') seen.middle = line;
      }
      if (interruptAt === undefined || seen.interrupted > 0 || done / total < interruptAt) continue;
      seen.interrupted = performance.now();
      terminal.stdin.write('\u0003');
    }
  });
  const code = await new Promise((done, failed) => {
    terminal.once('error', failed);
    terminal.once('close', done);
  });
  clearInterval(watch);
  const end = performance.now();
  const text = readFileSync(output, 'utf8').trim();
  return {
    code, seen,
    seconds: (end - start) / 1000,
    toStop: end - seen.interrupted,
    peaks: [...peaks.values()].sort((a, b) => b - a),
    document: text === '' ? null : JSON.parse(text.split('\n').at(-1)),
  }; // prettier-ignore
}

const rate = (perSecond) => `${(perSecond / 1e6).toFixed(2)} Mvoxel/s`;
const digest = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');
const memory = ({ peaks }) => `${peaks.slice(0, 1 + PROCESSES).map((mb) => mb.toFixed(0)).join(' + ')} MB, the largest processes`; // prettier-ignore

async function one(rows, folder, stack, [label, choice]) {
  const run = (name, interruptAt) => {
    const labels = join(folder, `${name}-${label}.tif`);
    const args = ['segment', stack, '--model', MODEL, ...choice, '--collector', 'y-', '--threads', String(PROCESSES), '-o', labels];
    return inTerminal({ args, data: join(folder, 'data'), output: join(folder, `${name}.json`), interruptAt });
  };
  const succeed = (result) => {
    if (result.code !== 0) throw new Error(`the command ended with ${result.code}: ${JSON.stringify(result.document)}`);
    return result;
  };
  const whole = succeed(await run('whole'));
  const voxels = EDGE ** 3;
  rows.push([`${label}: whole command`, `${whole.seconds.toFixed(1)} s, ${rate(voxels / whole.seconds)}`]);
  rows.push([`${label}: of it, tiles`, `${whole.document.inferenceSeconds.toFixed(1)} s, ${rate(whole.document.voxelsPerSecond)}`]);
  rows.push([`${label}: peak memory`, memory(whole)]);
  rows.push([`${label}: progress`, `${whole.seen.lines} lines, ${whole.seen.withEnd} with the time left: "${whole.seen.middle}"`]);

  const stopped = await run('halves', 0.5);
  const left = existsSync(join(folder, `halves-${label}.tif`)) ? 'a label file' : 'no label file';
  rows.push([`${label}: Ctrl-C at half the tiles`, `exit ${stopped.code} after ${stopped.toStop.toFixed(0)} ms, ${left}`, 'exit 130, no label file']); // prettier-ignore
  const resumed = succeed(await run('halves'));
  const { total, reused } = resumed.document.tiles;
  rows.push([`${label}: the same command again`, `${resumed.seconds.toFixed(1)} s, ${reused} of ${total} tiles reused`, 'about half']);
  const same = digest(join(folder, `halves-${label}.tif`)) === digest(join(folder, `whole-${label}.tif`));
  rows.push([`${label}: its labels and those of one run`, same ? 'the same, byte by byte' : 'differ', 'the same']);
}

export async function run() {
  const rows = [];
  const folder = await makeFolder();
  try {
    const stack = join(folder.path, 'cube.nrrd');
    await writeNrrd(stack, [EDGE, EDGE, EDGE], 'uint16', deposit(EDGE, 7).image);
    if (existsSync(join(root, 'models', MODEL, 'weights.int8.onnx'))) await one(rows, folder.path, stack, ['int8', ['--quality', 'fast']]);
    await one(rows, folder.path, stack, ['fp32', []]);
  } finally {
    await folder.remove();
  }
  return rows;
}
