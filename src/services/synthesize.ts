/** Structures of a family with their virtual images and their truth, for training and testing segmentation. */
import { checkAborted, createRng, InvalidInputError, NotFoundError } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import { drawXctParameters, imageXct } from '../imaging/index.js';
import { DEPOSIT_PARAMS, FAMILIES, makeDeposit } from '../simulate/index.js';
import type { Family } from '../simulate/index.js';
import { IDENTITY_DIRECTION } from '../volume/index.js';
import type { Shape3, Volume } from '../volume/index.js';
import { parseParams } from './generator-params.js';
import type { ServiceHost } from './service-host.js';
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
  const given = parseParams([...SCAN_PARAMS, ...DEPOSIT_PARAMS, ...family.params], asked.params ?? {});
  const { nz = 64, ny = 128, nx = 128, voxel = 6.5e-7, cnr, ...deposit } = given;
  const shape: Shape3 = [nz, ny, nx];
  const { files } = host.ports;
  await files.makeFolder(asked.output);
  const count = asked.count ?? 1;
  const items: SynthesizedItem[] = [];
  for (let k = 0; k < count; k++) {
    checkAborted(options.signal);
    const seed = (asked.seed ?? 1) + k;
    const made = makeDeposit(family, { seed, shape, voxel, given: deposit }, options);
    const rng = createRng(seed).fork('scan');
    const scan = drawXctParameters(rng.fork('draw'), { shape, voxel, dry: made.cell === 'dry', ...(cnr === undefined ? {} : { cnr }) });
    const { stored } = imageXct(made.labels.data, shape, scan, rng.fork('image'), options);
    const image: Volume<Uint16Array> = { ...made.labels, data: stored, dtype: 'uint16', origin: [0, 0, 0], direction: IDENTITY_DIRECTION };
    const name = (ending: string): string => files.join(asked.output, `${family.id}-${seed}${ending}`);
    await writeImage(host, name('.tif'), image);
    await writeLabels(host, name('-labels.tif'), made.labels);
    const sha256 = hashBytes(host, new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength));
    const spacing = shownSpacing(made.labels.calibration);
    const sidecar = {
      ...(spacing === null ? {} : { voxel: `${spacing.value.join('x')}${spacing.unit}` }),
      collector: made.collectorFace,
      cell: made.cell,
      simulated: true,
    };
    await writeJson(host, name('.json'), sidecar);
    await writeJson(host, name('-labels.json'), sidecar);
    await writeJson(host, name('.truth.json'), { seed, sha256, appVersion: host.options.appVersion, structure: made.truth, imaging: scan });
    items.push({ image: name('.tif'), labels: name('-labels.tif'), truth: name('.truth.json'), seed, sha256 });
    options.onProgress?.({ done: k + 1, total: count, what: 'volumes' });
  }
  return { items };
}
