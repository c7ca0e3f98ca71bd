/** Networks and baselines under one name: from an image to labels. */
import { InvalidInputError } from '../../base/index.js';
import { BASELINES } from '../../segmentation/index.js';
import type { DeadShareMargins, ModelPackage } from '../../segmentation/index.js';
import type { OpenSource } from '../../ports/index.js';
import { labelVolume } from '../../volume/index.js';
import type { Face, LabelVolume } from '../../volume/index.js';
import { findModel } from '../models.js';
import { runSegmentation } from '../segmentation-run.js';
import type { ServiceHost } from '../service-host.js';
import { openStack } from '../volumes/open-stack.js';
import { probabilitiesOf } from '../volumes/probabilities.js';
import { refuseNonVolume } from '../volumes/refuse-kind.js';
import type { Row } from './groups.js';
import type { Called } from './scores.js';

export interface MethodInput {
  readonly image: string;
  readonly grey: Float32Array;
  readonly truth: LabelVolume;
  readonly collectors: readonly Face[];
  readonly seed: number;
  readonly signal: AbortSignal;
}

export interface Method {
  readonly id: string;
  readonly version: string;
  /** of a network whose package has them */
  readonly deadShare: DeadShareMargins | null;
  run(input: MethodInput): Promise<Called & { readonly outOfRange: Row['outOfRange'] }>;
}

export function baselineMethod(id: string): Method {
  const found = BASELINES.find((baseline) => baseline.id === id);
  if (found === undefined)
    throw new InvalidInputError(`There is no baseline "${id}"; there are ${BASELINES.map((one) => one.id).join(', ')}.`, {
      code: 'unknown-baseline',
      subject: id,
    });
  return {
    id,
    version: '1',
    deadShare: null,
    run: ({ grey, truth, seed }) => {
      const { shape, calibration } = truth;
      const data = found.labels({ image: grey, shape, truth: truth.data, seed });
      return Promise.resolve({ labels: labelVolume(data, shape, calibration, id), outOfRange: null });
    },
  };
}

export async function modelMethod(host: ServiceHost, model: string, file: string | undefined): Promise<Method> {
  const found = await findModel(host, { model, file });
  return {
    id: found.id,
    version: `${found.version} ${found.sha256}`,
    deadShare: found.deadShare,
    run: (input) => runModel(host, found, input),
  };
}

function runModel(host: ServiceHost, model: ModelPackage, { image, truth, collectors, signal }: MethodInput): ReturnType<Method['run']> {
  const { files } = host.ports;
  const tiles = files.join(host.options.dataFolder, 'tiles');
  return withSource(host, image, async (source) => {
    refuseNonVolume(source, 'segmenting');
    const inputSha256 = await source.hash({ signal });
    const run = {
      source,
      calibration: truth.calibration,
      model,
      tiles,
      collectors,
      cell: undefined,
      mapping: undefined,
      inputSha256,
      signal,
    };
    return runSegmentation(host, { ...run, onProgress: () => undefined }, async ({ labels, result }) => {
      const maps = new Map<number, Uint8Array>();
      for (const one of probabilitiesOf(result)) maps.set(one.phase, await one.read(0, result.shape[0]));
      await files.remove(files.join(tiles, result.runKey));
      const { level, score, measures } = result.outOfRange;
      return {
        labels: labelVolume(labels, result.shape, truth.calibration, model.id),
        probabilities: maps,
        deadShare: model.deadShare,
        outOfRange: { level, score, measures: { ...measures } },
      };
    });
  });
}

async function withSource<T>(host: ServiceHost, path: string, use: (source: OpenSource) => Promise<T>): Promise<T> {
  const { source } = await openStack(host, [path]);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}
