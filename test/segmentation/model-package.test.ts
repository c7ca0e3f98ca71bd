/** What is accepted, and that everything else is refused by its name. */
import { mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { createNodeCodecs } from '../../src/node/codecs.js';
import { createNodeFiles } from '../../src/node/files.js';
import { listModels, loadModelPackage, resolveClassMap } from '../../src/segmentation/index.js';
import { DEFAULT_GRAPH, describePackage, modelFolder, pointwiseGraph, sha256, type PackagePlan } from '../support/model-folder.js';
import { writeOnnx } from '../support/onnx-writer.js';

const files = createNodeFiles();
const codecs = createNodeCodecs();
const unpackTo = mkdtempSync(join(tmpdir(), 'lithoscope-unpack-'));
const load = (path: string) => loadModelPackage(files, codecs, path, { unpackTo });

// the parts of the description that tests spoil
type Loose = any; // eslint-disable-line typescript/no-explicit-any
const spoil = (change: (rdf: Loose) => void): PackagePlan => ({ spoil: change as (rdf: Record<string, unknown>) => void });

describe('a model package', () => {
  it('is read with its axes, offsets, operations and map of phases', async () => {
    const model = await load(modelFolder({ trainedOn: { modality: 'xct', voxel_nm: [200, 1500], cnr: [1, 8] } }));
    expect(model).toMatchObject({
      id: 'small-net',
      name: 'Small net',
      version: '1.0',
      opset: 17,
      sliceOffsets: [-2, -1, 0, 1, 2],
      classes: ['electrolyte', 'lithium', 'sei'],
      classToPhase: { electrolyte: 3, lithium: 1, sei: 2 },
      growthAxis: 'y',
      input: { order: ['batch', 'channel', 'y', 'x'], sizes: { y: { min: 16, step: 8 } } },
      output: { halo: { z: 0, y: 4, x: 4 } },
      preprocessing: [
        { kind: 'range', min: 0, max: 100, eps: 1e-6, scope: 'volume' },
        { kind: 'affine', gain: [2], offset: [-1] },
      ],
      postprocessing: [{ kind: 'softmax' }],
      trainedOn: { modality: 'xct' },
    });
    expect(model.sha256).toBe(sha256(readFileSync(model.weightsPath)));
  });

  it('is the same from a zip, whose weights are unpacked under their hash', async () => {
    const path = join(unpackTo, 'net.zip');
    writeFileSync(path, zipSync(describePackage().files));
    const model = await load(path);
    expect(model.id).toBe('net');
    expect(model.weightsPath).toContain(model.sha256);
    expect(sha256(readFileSync(model.weightsPath))).toBe(model.sha256);
  });

  it('with one channel is a foreground against its background', async () => {
    const graph = pointwiseGraph(1, [[1]], [0]);
    const model = await load(
      modelFolder({ graph, channels: ['grey'], classes: ['dendrite'], phases: { dendrite: 1 }, postprocessing: [{ id: 'sigmoid' }] }),
    );
    expect(model.classes).toEqual(['background', 'dendrite']);
    expect(model.classToPhase).toEqual({ background: 0, dendrite: 1 });
  });

  it('without a map of phases must be mapped by its user, by name or index', async () => {
    const model = await load(modelFolder({ phases: null }));
    expect(model.classToPhase).toBeNull();
    expect(() => resolveClassMap(model)).toThrow(/electrolyte, lithium, sei.*map each class/);
    expect(() => resolveClassMap(model, { lithium: 1, nickel: 2 })).toThrow(/no class "nickel"/);
    expect(() => resolveClassMap(model, { lithium: 9 })).toThrow(/phase 9/);
    expect(resolveClassMap(model, { '0': 3, lithium: 1, '2': 2 })).toEqual({ electrolyte: 3, lithium: 1, sei: 2 });
  });

  it('of a folder is listed, a broken one with its reason', async () => {
    const good = modelFolder();
    const root = join(good, '..');
    const bad = join(root, 'a-broken.zip');
    writeFileSync(bad, 'no zip');
    const listed = await listModels(files, codecs, root, { unpackTo });
    expect(listed.map(({ package: found, error }) => found?.id ?? error?.code)).toEqual(['bad-archive', 'small-net']);
  });
});

const input = (rdf: Loose): Loose => rdf.inputs[0];
const output = (rdf: Loose): Loose => rdf.outputs[0];

describe('refused by name', () => {
  const cases: readonly (readonly [title: string, plan: PackagePlan, code: string, words: RegExp])[] = [
    ['an older description', spoil((r) => (r.format_version = '0.4.9')), 'unsupported-description', /0\.4\.9.*reads 0\.5/],
    ['a description without a name', spoil((r) => delete r.name), 'bad-description', /name/],
    ['text that is not YAML', { files: { 'rdf.yaml': new TextEncoder().encode('a: [1') } }, 'bad-description', /not valid YAML/],
    ['weights of other frameworks', spoil((r) => (r.weights = { torchscript: { source: 'a.pt' }, keras_hdf5: {} })), 'unsupported-weights', /torchscript, keras_hdf5/],
    ['an unknown preprocessing', { preprocessing: [{ id: 'sharpen' }] }, 'unsupported-operation', /"sharpen"/],
    ['an argument nobody knows', { preprocessing: [{ id: 'scale_linear', kwargs: { gain: 1, wobble: 2 } }] }, 'unsupported-operation', /"wobble"/],
    ['a reference tensor', { preprocessing: [{ id: 'scale_range', kwargs: { reference_tensor: 'x' } }] }, 'unsupported-operation', /reference_tensor/],
    ['statistics along x only', { preprocessing: [{ id: 'zero_mean_unit_variance', kwargs: { axes: ['channel', 'x'] } }] }, 'unsupported-operation', /leave out the axis y/],
    ['statistics of the result', { postprocessing: [{ id: 'scale_mean_variance', kwargs: { reference_tensor: 'raw' } }] }, 'unsupported-operation', /scale_mean_variance/],
    ['an integer result', { postprocessing: [{ id: 'ensure_dtype', kwargs: { dtype: 'uint8' } }] }, 'unsupported-operation', /uint8/],
    ['a time axis', spoil((r) => input(r).axes.push({ type: 'time', size: 1 })), 'unsupported-axes', /type "time"/],
    ['a missing y', spoil((r) => input(r).axes.splice(2, 1)), 'unsupported-axes', /no space axis y/],
    ['a data-dependent result', spoil((r) => (output(r).axes[2].size = { min: 1, max: 9 })), 'unsupported-axes', /data-dependent size on y/],
    ['a result of half the size', spoil((r) => (output(r).axes[3].scale = 2)), 'unsupported-axes', /another scale on x/],
    ['a smaller result', spoil((r) => (output(r).axes[3].size = { tensor_id: 'raw', axis_id: 'x', offset: -8 })), 'unsupported-axes', /-8 larger/],
    ['two required inputs', spoil((r) => r.inputs.push({ ...input(r), id: 'mask' })), 'unsupported-inputs', /2 inputs \(raw, mask\)/],
    ['colour channels', { channels: ['red', 'green', 'blue'], graph: pointwiseGraph(3, [[1, 1, 1]], [0]) }, 'unsupported-channels', /red, green, blue/],
    ['other channels in the graph', { graph: pointwiseGraph(3, [[1, 1, 1]], [0]) }, 'channels-mismatch', /takes 3 channels, the description names 5/],
    ['other axes in the graph', spoil((r) => input(r).axes.shift()), 'axes-mismatch', /4 axes, the description says 3/],
    ['a byte input', { graph: { ...DEFAULT_GRAPH, inputs: [{ ...DEFAULT_GRAPH.inputs[0]!, type: 2 }] } }, 'unsupported-dtype', /not float32/],
    ['an opset too old', { graph: { ...DEFAULT_GRAPH, opset: 6 } }, 'unsupported-opset', /opset 6/],
    ['an opset too new', { graph: { ...DEFAULT_GRAPH, opset: 99 } }, 'unsupported-opset', /opset 99/],
    ['operators of a foreign domain', { graph: { ...DEFAULT_GRAPH, nodes: DEFAULT_GRAPH.nodes.map((n) => ({ ...n, domain: 'my.ops' })) } }, 'unsupported-operator', /"my\.ops"/],
    ['missing external weights', { graph: { ...DEFAULT_GRAPH, constants: DEFAULT_GRAPH.constants!.map((c) => ({ ...c, location: 'big.data' })) } }, 'external-data-missing', /big\.data/],
    ['external weights outside', { graph: { ...DEFAULT_GRAPH, constants: DEFAULT_GRAPH.constants!.map((c) => ({ ...c, location: '../big' })) } }, 'path-outside', /\.\.\/big/],
    ['changed weights', spoil((r) => (r.weights.onnx.sha256 = '0'.repeat(64))), 'hash-mismatch', /damaged or was changed/],
    ['weights without a hash', spoil((r) => delete r.weights.onnx.sha256), 'hash-missing', /no sha256/],
    ['missing weights', spoil((r) => (r.weights.onnx.source = 'gone.onnx')), 'missing-file', /gone\.onnx/],
    ['weights outside the folder', spoil((r) => (r.weights.onnx.source = '../../etc/passwd')), 'path-outside', /outside/],
    ['weights on a network', spoil((r) => (r.weights.onnx.source = 'https://example.org/w.onnx')), 'remote-source', /nothing is fetched/],
    ['weights that are no ONNX', { files: { 'weights.onnx': new TextEncoder().encode('hello there') }, spoil: (r: Loose) => (r.weights.onnx.sha256 = sha256(new TextEncoder().encode('hello there'))) }, 'bad-weights', /not a readable ONNX/],
  ]; // prettier-ignore

  it.each(cases)('%s', async (_, plan, code, words) => {
    await expect(load(modelFolder(plan))).rejects.toMatchObject({ code, message: expect.stringMatching(words) as string });
  });

  it.each(['../evil.txt', '/etc/evil', 'a/../../evil', String.raw`..\evil`, 'C:/evil'])('an archive that holds %s', async (name) => {
    const path = join(unpackTo, 'hostile.zip');
    writeFileSync(path, zipSync({ ...describePackage().files, [name]: new Uint8Array(3) }));
    await expect(load(path)).rejects.toMatchObject({ code: 'path-outside' });
  });

  it('weights and archives of more than two gigabytes', async () => {
    const [folder, archive] = [modelFolder(), join(unpackTo, 'huge.zip')];
    writeFileSync(archive, 'PK');
    for (const file of [join(folder, 'weights.onnx'), archive]) truncateSync(file, 2.2e9);
    for (const path of [folder, archive])
      await expect(load(path)).rejects.toMatchObject({ code: 'too-large', message: expect.stringMatching(/2200000000 bytes/) as string });
  });

  it('a folder without a description', async () => {
    await expect(load(mkdtempSync(join(tmpdir(), 'lithoscope-empty-')))).rejects.toMatchObject({ code: 'no-description' });
  });

  it('every truncation of a weight file, without a crash', async () => {
    const whole = writeOnnx(DEFAULT_GRAPH);
    for (let length = 0; length < whole.length; length += 7) {
      const part = whole.slice(0, length);
      const folder = modelFolder({ files: { 'weights.onnx': part }, spoil: (r: Loose) => (r.weights.onnx.sha256 = sha256(part)) });
      await expect(load(folder)).rejects.toHaveProperty('tag', 'model');
    }
  });
});
