/** Structures of a family with their virtual images and their truth, for training and testing segmentation. */
import { checkAborted, InvalidInputError, NotFoundError } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import { REGIMES } from '../imaging/index.js';
import { checkGiven, DEPOSIT_PARAMS, FAMILIES } from '../simulate/index.js';
import type { Family } from '../simulate/index.js';
import { parseParams } from './generator-params.js';
import type { ServiceHost } from './service-host.js';
import { synthesizeXct } from './synthesize/index.js';
import { hashBytes } from './volumes/hash-bytes.js';
import { shownSpacing } from './volumes/shown-spacing.js';
import { writeImage } from './volumes/write-image.js';
import { writeJson, writeLabels } from './volumes/write-labels.js';

export interface Synthesize {
  readonly family: string;
  readonly modality: string;
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly seed?: number | undefined;
  readonly count?: number | undefined;
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

/** Of the scan, beside the parameters of the deposit. */
const SCAN_PARAMS = [
  { id: 'nz', title: 'Slices', unit: 'voxel', min: 8, max: 1024, default: 64, integer: true },
  { id: 'ny', title: 'Rows (growth axis)', unit: 'voxel', min: 16, max: 2048, default: 128, integer: true },
  { id: 'nx', title: 'Columns', unit: 'voxel', min: 16, max: 2048, default: 128, integer: true },
  { id: 'voxel', title: 'Voxel size', unit: 'm', min: 1e-8, max: 1e-4, default: 6.5e-7 },
  { id: 'cnr', title: 'Contrast of lithium to electrolyte over noise', unit: '1', min: 0.2, max: 50, default: 4 },
  { id: 'regime', title: 'Kind of scan', unit: '1', min: 0, max: 2, default: 2, integer: true, choices: REGIMES },
] as const;

function findFamily(id: string): Family {
  const family = FAMILIES.find((one) => one.id === id);
  if (family !== undefined) return family;
  throw new NotFoundError(`There is no family "${id}"; there are ${FAMILIES.map((one) => one.id).join(', ')}.`, {
    code: 'unknown-family',
    subject: id,
  });
}

export async function synthesize(host: ServiceHost, asked: Synthesize, options: RunOptions): Promise<{ items: SynthesizedItem[] }> {
  const family = findFamily(asked.family);
  if (asked.modality !== 'xct')
    throw new InvalidInputError(`There is no virtual instrument "${asked.modality}"; there is xct.`, {
      code: 'unknown-modality',
      subject: asked.modality,
    });
  const specs = [...SCAN_PARAMS, ...DEPOSIT_PARAMS, ...family.params];
  const given = parseParams(specs, asked.params ?? {});
  checkGiven(specs, given);
  const { nz = 64, ny = 128, nx = 128, voxel, cnr, regime, ...params } = given;
  const drawn = { voxel, cnr, regime: regime === undefined ? undefined : REGIMES[regime] };
  const { files } = host.ports;
  await files.makeFolder(asked.output);
  const count = asked.count ?? 1;
  const items: SynthesizedItem[] = [];
  for (let k = 0; k < count; k++) {
    checkAborted(options.signal);
    const seed = (asked.seed ?? 1) + k;
    const { image, labels, truth } = synthesizeXct({ family: family.id, seed, shape: [nz, ny, nx], params, ...drawn }, options);
    const name = (ending: string): string => files.join(asked.output, `${family.id}-${seed}${ending}`);
    await writeImage(host, name('.tif'), image);
    await writeLabels(host, name('-labels.tif'), labels);
    const sha256 = hashBytes(host, new Uint8Array(image.data.buffer, image.data.byteOffset, image.data.byteLength));
    const spacing = shownSpacing(labels.calibration);
    const sidecar = {
      ...(spacing === null ? {} : { voxel: `${spacing.value.join('x')}${spacing.unit}` }),
      collector: truth.collector,
      cell: truth.cell,
      simulated: true,
    };
    await writeJson(host, name('.json'), sidecar);
    await writeJson(host, name('-labels.json'), sidecar);
    await writeJson(host, name('.truth.json'), { sha256, appVersion: host.options.appVersion, ...truth });
    items.push({ image: name('.tif'), labels: name('-labels.tif'), truth: name('.truth.json'), seed, sha256 });
    options.onProgress?.({ done: k + 1, total: count, what: 'volumes' });
  }
  return { items };
}
