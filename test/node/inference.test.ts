/** The real inference process: what it answers, and that its death harms nobody. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { createNodeCodecs } from '../../src/node/codecs.js';
import { createNodeFiles } from '../../src/node/files.js';
import { createNodeInference, type NodeInference } from '../../src/node/inference.js';
import {
  checkModel,
  folderTiles,
  loadModelPackage,
  segmentVolume,
  type ModelPackage,
  type SegmentRequest,
} from '../../src/segmentation/index.js';
import { arraySource } from '../support/array-source.js';
import { bundleEntry } from '../support/bundle.js';
import { modelFolder, pointwiseGraph, type PackagePlan } from '../support/model-folder.js';
import { writeNpy } from '../support/npy-writer.js';
import { writeOnnx, type OnnxGraph } from '../support/onnx-writer.js';

const files = createNodeFiles();
const codecs = createNodeCodecs();
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const folder = mkdtempSync(join(tmpdir(), 'lithoscope-inference-'));
const load = (plan: PackagePlan = {}) => loadModelPackage(files, codecs, modelFolder(plan), { unpackTo: folder });
const weights = (name: string, graph: OnnxGraph): string => {
  const path = join(folder, name);
  writeFileSync(path, writeOnnx(graph));
  return path;
};

let entry: URL;
const open: NodeInference[] = [];
const start = (threads = 1): NodeInference => {
  const inference = createNodeInference({ entry, threads });
  open.push(inference);
  return inference;
};

beforeAll(async () => {
  entry = await bundleEntry('src/node/inference-entry.ts');
});
afterAll(async () => {
  await Promise.all(open.map((inference) => inference.close()));
});

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
};
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const swap = pointwiseGraph(2, [[0, 1], [1, 0]], [10, 0]); // prettier-ignore

/** A convolution that is wide enough to be caught at work. */
const slow: OnnxGraph = (() => {
  const layers = 4;
  const width = 24;
  const fan = (from: number): number[] => Array.from({ length: width * from * 9 }, (_, i) => Math.sin(i) / (from * 9));
  return {
    inputs: [{ name: 'in', dims: ['n', 5, 'y', 'x'] }],
    outputs: [{ name: 'out', dims: ['n', 3, 'y', 'x'] }],
    nodes: [
      ...Array.from({ length: layers }, (_, k) => ({
        op: 'Conv',
        inputs: [k === 0 ? 'in' : `h${k}`, `w${k}`],
        outputs: [`h${k + 1}`],
        ints: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] },
      })),
      { op: 'Conv', inputs: [`h${layers}`, 'last'], outputs: ['out'], ints: { kernel_shape: [1, 1] } },
    ],
    constants: [
      ...Array.from({ length: layers }, (_, k) => ({
        name: `w${k}`,
        dims: [width, k === 0 ? 5 : width, 3, 3],
        values: fan(k === 0 ? 5 : width),
      })),
      { name: 'last', dims: [3, width, 1, 1], values: Array.from({ length: 3 * width }, (_, i) => Math.cos(i)) },
    ],
  };
})();

describe('a session', () => {
  it('binds by position and gives the outputs of the graph', async () => {
    const session = await start().open(weights('swap.onnx', swap));
    expect(session.inputs).toEqual([{ name: 'some name', dims: ['n', 2, 'h', 'w'] }]);
    const [output] = await session.run([{ dims: [1, 2, 1, 2], data: Float32Array.of(1, 2, 3, 4) }]);
    expect(output).toEqual({ dims: [1, 2, 1, 2], data: Float32Array.of(13, 14, 1, 2) });
  });

  it.each([
    ['missing weights', () => join(folder, 'gone.onnx'), 'weights-missing', /cannot be opened/],
    ['an operator that nobody knows', () => weights('op.onnx', { ...swap, nodes: [{ op: 'Sharpen', inputs: ['some name'], outputs: ['another name'] }] }), 'model-load-failed', /Sharpen/],
  ])('refuses %s and goes on', async (_, path, code, words) => {
    const inference = start();
    await expect(inference.open(path())).rejects.toMatchObject({ tag: 'model', code, message: expect.stringMatching(words) as string });
    await expect(inference.open(weights('swap.onnx', swap))).resolves.toBeDefined();
  }); // prettier-ignore

  it('reports a tensor that does not fit', async () => {
    const session = await start().open(weights('swap.onnx', swap));
    await expect(session.run([{ dims: [1, 3, 1, 1], data: new Float32Array(3) }])).rejects.toMatchObject({ code: 'run-failed' });
  });

  it('opens every opset that a package may use', async () => {
    const session = await start().open(weights('new.onnx', { ...swap, opset: 26 }));
    expect(session.outputs.length).toBe(1);
    await start().open(weights('old.onnx', { ...swap, opset: 7 }));
  });
});

describe('a process that dies', () => {
  it('fails the run with one sentence; the next run starts another', async () => {
    const inference = start();
    const session = await inference.open(weights('slow.onnx', slow));
    const [pid = 0] = inference.pids();
    const run = session.run([{ dims: [2, 5, 256, 256], data: new Float32Array(2 * 5 * 65536) }]);
    process.kill(pid, 'SIGKILL');
    await expect(run).rejects.toMatchObject({
      tag: 'model',
      code: 'inference-stopped',
      message: expect.stringMatching(/SIGKILL.*start the segmentation again/) as string,
    });
    const again = await inference.open(weights('slow.onnx', slow));
    expect((await again.run([{ dims: [1, 5, 8, 8], data: new Float32Array(320) }]))[0]!.dims).toEqual([1, 3, 8, 8]);
    expect(inference.pids()).not.toContain(pid);
  });

  it('leaves no child behind when it is closed, nor when its parent is gone', async () => {
    const inference = start(2);
    const session = await inference.open(weights('slow.onnx', slow));
    const input = { dims: [1, 5, 64, 64], data: new Float32Array(5 * 4096) };
    await Promise.all([session.run([input]), session.run([input])]);
    const pids = inference.pids();
    expect(pids.length).toBe(2);
    await inference.close();
    await until(() => !pids.some(alive));
    await expect(session.run([input])).rejects.toMatchObject({ code: 'inference-stopped' });

    const { fork } = await import('node:child_process');
    const { fileURLToPath } = await import('node:url');
    const orphan = fork(fileURLToPath(entry), [], { serialization: 'advanced', execArgv: [], stdio: 'ignore' });
    const gone = new Promise((resolve) => orphan.once('exit', resolve));
    orphan.disconnect();
    expect(await gone).toBe(0);
  });

  it('a cancelled run frees its caller at once', async () => {
    const session = await start().open(weights('slow.onnx', slow));
    const stop = new AbortController();
    const big = { dims: [4, 5, 256, 256], data: new Float32Array(4 * 5 * 65536) };
    const running = session.run([big], stop.signal);
    const waiting = session.run([big], stop.signal);
    stop.abort();
    await expect(running).rejects.toMatchObject({ tag: 'aborted' });
    await expect(waiting).rejects.toMatchObject({ tag: 'aborted' });
  });
});

describe('a volume', () => {
  const shape = [4, 70, 90] as const;
  const rng = createRng(4);
  const data = Uint16Array.from({ length: 4 * 70 * 90 }, (_, i) => 1000 + 40 * (i % 90) + rng.int(500));
  const segment = async (
    model: ModelPackage,
    inference: NodeInference,
    tiles: SegmentRequest['tiles'],
    onProgress?: SegmentRequest['onProgress'],
  ) => {
    const labels = new Uint8Array(data.length);
    const result = await segmentVolume({
      source: arraySource(data, shape),
      model,
      session: await inference.open(model.weightsPath),
      tiles,
      codecs,
      clock,
      collectors: [],
      limits: { edge: 48, voxels: 48 * 48, slices: 2 },
      concurrency: inference.threads,
      writeLabels: async (z0, slab) => labels.set(slab, z0 * 6300),
      onProgress,
    });
    return { labels, result };
  };
  const store = () => folderTiles(files, mkdtempSync(join(tmpdir(), 'lithoscope-tiles-')));

  it('goes on after kill -9 of the process with the tiles that were finished, on any number of processes', async () => {
    const model = await load({ graph: slow, halo: 4 });
    const one = await segment(model, start(1), store());
    const two = await segment(model, start(2), store());
    expect(two.labels).toEqual(one.labels);

    const tiles = store();
    const inference = start(2);
    await expect(
      segment(model, inference, tiles, ({ what, done }) => {
        if (what === 'tiles' && done === 10) for (const pid of inference.pids()) process.kill(pid, 'SIGKILL');
      }),
    ).rejects.toMatchObject({ code: 'inference-stopped' });
    const again = await segment(model, inference, tiles);
    expect(again.result.tiles.reused).toBeGreaterThanOrEqual(10);
    expect(again.result.tiles.reused).toBeLessThan(again.result.tiles.total);
    expect(again.labels).toEqual(one.labels);
  });
});

describe('the check of a package', () => {
  const raw = Float32Array.from({ length: 5 * 16 * 16 }, (_, i) => (i * 7) % 101);
  // the default network: scores of the centre channel g are 0, -4g-2, 4g-2, of g in -1..1
  const truth = new Float32Array(3 * 256);
  for (let i = 0; i < 256; i++) {
    const g = 2 * (raw[512 + i]! / (100 + 1e-6)) - 1;
    const scores = [0, -4 * g - 2, 4 * g - 2].map(Math.exp);
    scores.forEach((score, c) => {
      truth[c * 256 + i] = score / scores.reduce((a, b) => a + b);
    });
  }
  const tests = (output: Float32Array) => ({ input: writeNpy([1, 5, 16, 16], raw), output: writeNpy([1, 3, 16, 16], output) });

  it('passes when the test tensor is reproduced', async () => {
    const model = await load({ tests: tests(truth) });
    const result = await checkModel(model, await start().open(model.weightsPath));
    expect(result).toMatchObject({ passed: true, mismatchedPerMillion: 0 });
    expect(result.maxAbsDiff).toBeLessThan(1e-5);
  });

  it('fails with the size of the difference otherwise', async () => {
    const changed = truth.slice();
    changed[7] = changed[7]! + 0.25;
    const model = await load({ tests: tests(changed) });
    const result = await checkModel(model, await start().open(model.weightsPath));
    expect(result.passed).toBe(false);
    expect(result.maxAbsDiff).toBeCloseTo(0.25, 4);
    expect(result.mismatchedPerMillion).toBeCloseTo(1e6 / 768, 0);
  });

  it('says when there is nothing to check', async () => {
    const model = await load();
    expect(await checkModel(model, await start().open(model.weightsPath))).toMatchObject({ passed: false, maxAbsDiff: null });
  });
});
