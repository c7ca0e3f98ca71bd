/**
 * Error of the segmentation: other label images that the class probabilities allow are drawn and measured. Bounds, to both sides: how far the
 * mean of the draws lies from the value, and the scatter of one more draw. The shift counts to both sides, since noise in the labels is the
 * same step again in the draws (the truth lies on the other side), while what a segmentation smooths away comes back in them (the truth lies on
 * theirs). Assumption, named in the documentation: errors are alike over about two voxels. Sign: too small where they are alike over more.
 */
import { createRng } from '../../base/index.js';
import { sampleLabels } from '../../kernels/index.js';
import { measure } from '../engine.js';
import { mean, scatter } from '../samples.js';
import { factorOfNext } from './confidence.js';
import { numberOf, onLabels } from './source.js';
import type { Bounds, ErrorSource } from './source.js';

/** The scatter of five draws is known to a third. */
const DRAWS = 5;
const SEED = 7;
const CORRELATION = 2;

export const segmentationError: ErrorSource = {
  id: 'segmentation',
  title: 'Segmentation',
  method: `shift and scatter (Student's t, 95 %) of ${DRAWS} label images drawn from the class probabilities (errors alike over ${CORRELATION} voxels; seed ${SEED})`,
  async bounds({ requests, results, input, ports }) {
    const { probabilities } = input;
    if (probabilities === undefined || probabilities.size === 0) return results.map(() => undefined);
    const { data, shape } = input.labels;
    const rng = createRng(SEED);
    const draws: unknown[][] = [];
    for (let draw = 0; draw < DRAWS; draw++) {
      const sampled = sampleLabels(data, shape, probabilities, [CORRELATION, CORRELATION, CORRELATION], rng);
      const found = await measure(requests, onLabels(input, { data: sampled }), ports);
      draws.push(found.results.map((result) => result.value));
    }
    return results.map((result, k): Bounds | undefined => {
      const value = numberOf(result);
      const numbers = draws.map((draw) => draw[k]).filter((found) => typeof found === 'number');
      if (value === undefined || numbers.length < DRAWS) return undefined;
      const half = Math.abs(mean(numbers) - value) + factorOfNext(DRAWS) * scatter(numbers);
      return [value - half, value + half];
    });
  },
};
