/**
 * The process that opens damaged files. Its thread opens them one after another; the main thread watches it by the processor time that
 * one file takes, so that a busy machine is no hang, and by the memory of the whole process.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createRng, errorData } from '../../src/base/index.js';
import { detectFormat, isGeometryFormat, openAs } from '../../src/formats/index.js';
import type { FormatHost } from '../../src/formats/index.js';
import { createFormatHost } from '../../src/node/format-host.js';
import type { VolumeSource } from '../../src/volume/index.js';
import { mutate } from './mutators.js';
import type { Sample, Traced } from './mutators.js';

export interface FuzzPlan {
  /** `beside`: a companion without which the file cannot be opened; it is damaged in turn */
  readonly files: readonly { readonly name: string; readonly path: string; readonly beside?: string | undefined }[];
  readonly mutations: number;
  readonly seed: number;
}

export interface FuzzReport {
  readonly opened: number;
  readonly refused: number;
  readonly problems: readonly string[];
}

interface Damaged extends Sample {
  readonly path: string;
  /** the sound file that is opened when its companion is damaged */
  readonly opened?: { readonly path: string; readonly bytes: Uint8Array };
}

/** of processor time for one file */
const HANG_MS = 2_000;
/** of wall time: something waits for ever */
const STUCK_MS = 60_000;
/** what one damaged file of a few kilobytes may make the process grow by */
const MAX_GROWTH_BYTES = 512 * 2 ** 20;
const MAX_READ_BYTES = 64e6;

if (isMainThread) watch(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as FuzzPlan);
else void work(workerData as { plan: FuzzPlan; state: Float64Array });

/** state: [number of the mutation, processor time at its start, wall time at its start] */
function watch(plan: FuzzPlan): void {
  const state = new Float64Array(new SharedArrayBuffer(24));
  const worker = new Worker(new URL(import.meta.url), { workerData: { plan, state } });
  const finish = (report: FuzzReport): void => {
    process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));
  };
  worker.once('message', finish);
  worker.once('error', (error) => finish({ opened: 0, refused: 0, problems: [`mutation ${state[0]}: ${error.stack ?? error.message}`] }));
  let seen = -1;
  setInterval(() => {
    const [at = 0, cpu = 0, wall = 0] = state;
    const used = (process.cpuUsage().user + process.cpuUsage().system) / 1000 - cpu;
    // twice the same mutation: the times belong to it
    if (at === seen && at > 0 && (used > HANG_MS || performance.timeOrigin + performance.now() - wall > STUCK_MS))
      finish({ opened: 0, refused: 0, problems: [`mutation ${at} took more than ${HANG_MS} ms of processor time`] });
    seen = at;
  }, 500);
}

/** Which bytes are read of a sound file in small pieces. */
async function trace(host: FormatHost, path: string): Promise<Traced[]> {
  const reads: Traced[] = [];
  const watched: FormatHost = {
    ...host,
    files: {
      ...host.files,
      async open(file) {
        const source = await host.files.open(file);
        return {
          ...source,
          read(offset, length, signal) {
            if (length > 0) reads.push({ offset, length: Math.min(length, 4096) });
            return source.read(offset, length, signal);
          },
        };
      },
    },
  };
  await openAndRead(watched, path);
  return reads.slice(0, 200);
}

async function readEnds(source: VolumeSource): Promise<void> {
  const sizes = source.info.axes.map(({ size }) => size);
  if (source.info.bytes < MAX_READ_BYTES) await source.read({ start: sizes.map(() => 0), size: sizes });
  // a header may claim what is too much to be read here: its last plane then
  else
    await source.read({
      start: sizes.map((n, i) => (i < sizes.length - 2 ? n - 1 : 0)),
      size: sizes.map((n, i) => (i < sizes.length - 2 ? 1 : Math.min(n, 64))),
    });
}

async function openAndRead(host: FormatHost, path: string): Promise<void> {
  const format = await detectFormat(host, path);
  if (isGeometryFormat(format)) {
    const geometry = await format.openGeometry(host, path);
    try {
      await geometry.storedCoordinates();
      await geometry.frame(geometry.info.frames.length - 1);
    } finally {
      await geometry.close();
    }
    return;
  }
  for (const { id } of (await format.list(host, path)).slice(0, 8)) {
    const source = await openAs(host, format, path, id);
    try {
      await readEnds(source);
    } finally {
      await source.close();
    }
  }
}

async function work({ plan, state }: { plan: FuzzPlan; state: Float64Array }): Promise<void> {
  // the long tail decodes in a thread of its own that is stopped; it is not what is tried here
  const host: FormatHost = { ...createFormatHost(), longTail: undefined };
  const folder = mkdtempSync(join(tmpdir(), 'lithoscope-fuzz-'));
  const problems: string[] = [];
  let opened = 0;
  let refused = 0;
  const samples: Damaged[] = [];
  // a Buffer's slices would share its memory, and damage would add up
  const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(path));
  for (const { name, path, beside } of plan.files) {
    // a reference file that is refused on purpose is no sound sample
    const structure = await trace(host, path).catch(() => undefined);
    if (structure === undefined) continue;
    samples.push({ name, path: join(folder, name), bytes: bytesOf(path), structure });
    if (beside === undefined) continue;
    writeFileSync(join(folder, basename(beside)), bytesOf(beside));
    const companion = { name: basename(beside), path: join(folder, basename(beside)), bytes: bytesOf(beside), structure: [] };
    samples.push({ ...companion, opened: { path: join(folder, name), bytes: bytesOf(path) } });
  }
  if (samples.length === 0) {
    parentPort?.postMessage({ opened: 0, refused: 0, problems: ['no sample opens'] } satisfies FuzzReport);
    return;
  }
  let most = process.resourceUsage().maxRSS;
  for (let n = 1; n <= plan.mutations && problems.length < 20; n++) {
    const sample = samples[n % samples.length]!;
    const { how, bytes } = mutate(sample, createRng(plan.seed * 1_000_003 + n));
    writeFileSync(sample.path, bytes);
    if (sample.opened !== undefined) writeFileSync(sample.opened.path, sample.opened.bytes);
    const usage = process.cpuUsage();
    state[1] = (usage.user + usage.system) / 1000;
    state[2] = performance.timeOrigin + performance.now();
    state[0] = n;
    const where = `seed ${plan.seed}, mutation ${n} of ${sample.name} (${how})`;
    try {
      await openAndRead(host, sample.opened?.path ?? sample.path);
      opened++;
    } catch (error) {
      refused++;
      const { tag, message } = errorData(error);
      if (tag === 'internal' || /undefined|NaN|\n/.test(message))
        problems.push(`${where}: ${tag} ${message} ${error instanceof Error ? (error.stack ?? '').split('\n').slice(1, 3).join(' ') : ''}`);
    }
    const now = process.resourceUsage().maxRSS;
    if ((now - most) * 1024 > MAX_GROWTH_BYTES) problems.push(`${where}: the process grew by ${Math.round((now - most) / 1024)} MiB`);
    most = Math.max(most, now);
    // the next file may need it sound
    writeFileSync(sample.path, sample.bytes);
  }
  rmSync(folder, { recursive: true, force: true });
  parentPort?.postMessage({ opened, refused, problems } satisfies FuzzReport);
}
