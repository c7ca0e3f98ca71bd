/** Labels against a truth. */
import { InvalidInputError } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import type { EvaluateDocument } from '../contract/index.js';
import { evaluateLabels } from '../segmentation/index.js';
import type { Face } from '../volume/index.js';
import type { ServiceHost } from './service-host.js';
import { readLabelFile } from './volumes/label-file.js';
import type { StackChoice } from './volumes/open-stack.js';
import { readProbabilityFile } from './volumes/probabilities.js';

export interface EvaluateFiles extends StackChoice {
  readonly labels: string;
  readonly truth: string;
  readonly truthPart?: StackChoice | undefined;
  readonly probabilities?: string | undefined;
  readonly collector?: readonly Face[] | undefined;
  readonly map?: string | undefined;
  readonly connectivity?: number | undefined;
}

export async function evaluateFiles(host: ServiceHost, asked: EvaluateFiles, options: RunOptions): Promise<EvaluateDocument> {
  const { signal } = options;
  const connectivity = asked.connectivity ?? 18;
  if (connectivity !== 6 && connectivity !== 18 && connectivity !== 26)
    throw new InvalidInputError(`${connectivity} is not a neighbourhood; use 6, 18 or 26.`, {
      code: 'bad-params',
      subject: 'connectivity',
    });
  const { dataset, time, channel } = asked;
  const labels = await readLabelFile(host, asked.labels, { map: asked.map, dataset, time, channel, signal });
  const truth = await readLabelFile(host, asked.truth, { ...asked.truthPart, map: asked.map, signal });
  const probabilities = asked.probabilities === undefined ? undefined : await readProbabilityFile(host, asked.probabilities, signal);
  const { phases, deadFraction, calibrationError } = evaluateLabels({
    labels: labels.labels,
    truth: truth.labels,
    collectorFaces: asked.collector ?? labels.sidecar?.collector ?? truth.sidecar?.collector ?? [],
    connectivity,
    ...(probabilities === undefined ? {} : { probabilities }),
  });
  const { interval, ...shares } = deadFraction;
  return {
    phases: Object.fromEntries(Object.entries(phases).map(([id, agreement]) => [id, { ...agreement }])),
    connectivity,
    deadFraction: { ...shares, interval: interval === null ? null : [interval[0], interval[1]] },
    calibrationError,
  };
}
