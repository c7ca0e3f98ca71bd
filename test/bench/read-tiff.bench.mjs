/**
 * Reading a stack of 512 x 512 x 256 uint16 against tifffile (with its default number of workers), and the last slice of
 * files of 5 GB. LITHOSCOPE_PYTHON names the interpreter that has tifffile and imagecodecs.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { withLargePages } from '../../scripts/large-pages.mjs';
import { makeFolder, withPrograms } from './support.mjs';

const python = process.env.LITHOSCOPE_PYTHON;
const STACKS = ['none', 'imagej', 'lzw', 'lzw-predictor', 'deflate', 'deflate-predictor', 'zstd', 'zstd-predictor'];

export const title = 'reading TIFF: 512 x 512 x 256 uint16 against tifffile, and the last slice of 5 GB';

function ask(program, args) {
  const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 26, env: withLargePages(process.env) });
  if (done.status !== 0) throw new Error(`${args.join(' ')} ended with ${done.status}: ${done.stderr}`);
  return done.stdout.trim() === '' ? undefined : JSON.parse(done.stdout.trim().split('\n').at(-1));
}

export async function run() {
  const folder = await makeFolder();
  const peer = (...args) => ask(python, [join(import.meta.dirname, 'tiff', 'peer.py'), ...args]);
  try {
    return await withPrograms({ run: 'test/bench/tiff/run.ts', decode: 'src/node/decode-entry.ts' }, (out) => {
      const ours = (...args) => ask(process.execPath, [join(out, 'run.js'), ...args]);
      return [...stacks(ours, peer, folder.path), ...huge(ours, folder.path)];
    });
  } finally {
    await folder.remove();
  }
}

function stacks(ours, peer, folder) {
  if (python === undefined) return [['stacks', 'not measured: LITHOSCOPE_PYTHON is not set', '']];
  peer('make', folder);
  return STACKS.map((name) => {
    const path = join(folder, `${name}.tif`);
    const theirs = peer('read', path);
    const mine = ours('read', path);
    const ratio = (theirs.seconds / mine.seconds).toPrecision(3);
    const same = mine.sha256 === theirs.sha256 ? 'same values' : 'OTHER VALUES';
    const who = `tifffile ${theirs.version}, ${theirs.threads} ${theirs.threads === 1 ? 'worker' : 'workers'}`;
    return [name, `**${ratio} x**: ${mine.seconds.toFixed(3)} s; ${who} ${theirs.seconds.toFixed(3)} s; ${same}`, '1 x tifffile'];
  });
}

function huge(ours, folder) {
  const files = [
    ['ImageJ, one directory', 'imagej'],
    ['BigTIFF, 2500 pages', 'bigtiff'],
  ];
  return files.map(([name, write]) => {
    const path = join(folder, 'huge.tif');
    const expected = ours(write, path);
    const { seconds, value, grownMB } = ours('last', path);
    if (value !== expected) throw new Error(`${name}: the last voxel is ${value}, expected ${expected}`);
    return [`last slice of 5 GB, ${name}`, `${seconds.toFixed(3)} s, memory grows by ${grownMB.toFixed(0)} MB`, '< 1 s, < 300 MB'];
  });
}
