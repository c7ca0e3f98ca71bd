/** Structures of a family with their virtual images and their truth, for training and testing segmentation. */
import { checkAborted, checkGiven, InvalidInputError } from '../base/index.js';
import type { ParamSpec, RunOptions } from '../base/index.js';
import type { Shape3 } from '../volume/index.js';
import { parseParams } from './generator-params.js';
import type { ServiceHost } from './service-host.js';
import { defaultShape, findModality, paramsOf, SCAN_PARAMS, synthesizeVolume } from './synthesize/index.js';
import type { SynthesizeRequest } from './synthesize/index.js';
import { writeShards } from './synthesize/write-shards.js';
import { hashBytes } from './volumes/hash-bytes.js';
import { shownSpacing } from './volumes/shown-spacing.js';
import { writeImage } from './volumes/write-image.js';
import { writeJson, writeLabels } from './volumes/write-labels.js';

export interface Synthesize {
  /** several, separated by commas, are taken in turn */
  readonly family: string;
  readonly modality: string;
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly seed?: number | undefined;
  readonly count?: number | undefined;
  /** pictures of every structure */
  readonly pictures?: number | undefined;
  /** compressed training files instead of images, numbered from `start` */
  readonly shards?: { readonly start: number } | undefined;
  /** folder */
  readonly output: string;
}

export interface SynthesizedItem {
  image: string;
  labels: string;
  truth: string;
  seed: number;
  sha256: string;
}

export async function synthesize(host: ServiceHost, asked: Synthesize, options: RunOptions): Promise<{ items: SynthesizedItem[] }> {
  const modality = findModality(asked.modality);
  const families = asked.family.split(',').map((id) => id.trim());
  const specs = families.map((family) => [...SCAN_PARAMS, ...paramsOf(modality, family)]);
  const known = [...new Map(specs.flat().map((spec): [string, ParamSpec] => [spec.id, spec])).values()];
  const values = parseParams(known, asked.params ?? {});
  for (const each of specs) checkGiven(each, values);
  const { nz, ny, nx, voxel, ...given } = values;
  const { pictures = 1, count = 1, seed = 1 } = asked;
  const usual = defaultShape(modality);
  const whole: Shape3 = [nz ?? usual[0], ny ?? usual[1], nx ?? usual[2]];
  const common = { modality: modality.id, shape: whole, voxel, given };
  await host.ports.files.makeFolder(asked.output);
  if (asked.shards === undefined)
    return { items: await writeVolumes(host, { ...common, families, pictures, count, seed }, asked.output, options) };
  if (seed > 9e9)
    throw new InvalidInputError(`The seed ${seed} is too large for a set of training files; give at most 9e9.`, { subject: 'seed' });
  const set = { ...common, families, pictures, baseSeed: seed };
  const made = await writeShards(host, set, { start: asked.shards.start, count, folder: asked.output }, options);
  return { items: made.map((one) => ({ image: one.data, labels: one.data, truth: one.header, seed: one.seed, sha256: one.sha256 })) };
}

interface VolumeSet extends Omit<SynthesizeRequest, 'family' | 'picture'> {
  readonly families: readonly string[];
  readonly pictures: number;
  readonly count: number;
}

async function writeVolumes(host: ServiceHost, set: VolumeSet, folder: string, options: RunOptions): Promise<SynthesizedItem[]> {
  const { families, pictures, count, seed: first, ...common } = set;
  const { files } = host.ports;
  const items: SynthesizedItem[] = [];
  for (let k = 0; k < count; k++) {
    checkAborted(options.signal);
    const number = Math.floor(k / pictures);
    const [seed, picture, family] = [first + number, k % pictures, families[number % families.length] ?? ''];
    const { image, labels, truth } = synthesizeVolume({ ...common, family, seed, picture }, options);
    const base = `${family}-${seed}${pictures > 1 ? `-picture-${picture}` : ''}`;
    const name = (ending: string): string => files.join(folder, `${base}${ending}`);
    await writeImage(host, name('.tif'), image);
    await writeLabels(host, name('-labels.tif'), labels);
    const sha256 = hashBytes(host, new Uint8Array(image.data.buffer, image.data.byteOffset, image.data.byteLength));
    const spacing = shownSpacing(labels.calibration);
    const sidecar = {
      ...(spacing === null ? {} : { voxel: `${spacing.value.join('x')}${spacing.unit}` }),
      ...(truth.collector === null ? {} : { collector: truth.collector }),
      ...(truth.cell === null ? {} : { cell: truth.cell }),
      simulated: true,
    };
    await writeJson(host, name('.json'), sidecar);
    await writeJson(host, name('-labels.json'), sidecar);
    await writeJson(host, name('.truth.json'), { sha256, appVersion: host.options.appVersion, ...truth });
    items.push({ image: name('.tif'), labels: name('-labels.tif'), truth: name('.truth.json'), seed, sha256 });
    options.onProgress?.({ done: k + 1, total: count, what: 'volumes' });
  }
  return items;
}
