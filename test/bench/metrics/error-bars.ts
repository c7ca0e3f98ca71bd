/**
 * Error bars against the truth: prints, as JSON, every interval with the number that it should hold. Structures are made large and fine;
 * parts are cut out, coarsened, blurred, and segmented. Each step is one source of error, and the number before it is its truth.
 * Arguments: number of large structures of each kind; ids of kinds, with commas (all).
 */
import { createRng } from '../../../src/base/index.js';
import { cropBox } from '../../../src/kernels/index.js';
import { findMetric, measure, standardRequest, withCombined, withErrorBudget } from '../../../src/metrics/index.js';
import type { MeasureInput, MeasureRequest, MeasureResult } from '../../../src/metrics/index.js';
import { sampling } from '../../../src/metrics/budget/sampling.js';
import { labelVolume } from '../../../src/volume/index.js';
import type { Shape3 } from '../../../src/volume/index.js';
import { createInlineWorkers } from '../../../src/workers/index.js';
import { coarsened, EDGE, FACTOR, segmented, STRUCTURES } from './error-bars-structures.js';
import type { Structure } from './error-bars-structures.js';

const FINE = 1e-7;
/** Parts of a large structure that are judged. */
const JUDGED = 4;
const workers = createInlineWorkers();

interface Found {
  readonly structure: string;
  readonly metric: string;
  readonly source: string;
  readonly value: number;
  readonly truth: number;
  readonly low: number;
  readonly high: number;
}

const found: Found[] = [];

function inputOf(structure: Structure, data: Uint8Array, shape: Shape3, voxel: number): MeasureInput {
  const { collectorFaces = [] } = structure;
  return { labels: labelVolume(data, shape, { spacing: [voxel, voxel, voxel], source: 'test', unit: 'um' }, 'test'), collectorFaces };
}

/** Numbers of voxels are about the image, and have no truth beyond it. */
function requestsOf(): MeasureRequest[] {
  const beside = ['thickness.mean', 'statistics.mean_chord', 'interface.area', 'volume.volume', 'topology.betti0', 'isolation.pieces'];
  return [...standardRequest([8, 8, 8]), ...beside.filter((id) => findMetric(id) !== undefined).map((metric) => ({ metric }))].filter(
    ({ metric }, k, all) => all.findIndex((other) => other.metric === metric) === k,
  );
}

const valuesOf = async (requests: readonly MeasureRequest[], input: MeasureInput): Promise<readonly unknown[]> =>
  (await measure(requests, input, { workers })).results.map(({ value }) => value);

function note(structure: Structure, result: MeasureResult, source: string, bounds: unknown, truth: unknown): void {
  if (typeof result.value !== 'number' || typeof truth !== 'number' || !Array.isArray(bounds)) return;
  const [low, high] = bounds as [number, number];
  found.push({ structure: structure.id, metric: result.metric, source, value: result.value, truth, low, high });
}

/** One part as the truth, at coarse voxels, and segmented. */
async function judge(
  structure: Structure,
  fine: Uint8Array,
  whole: { fine: readonly unknown[]; coarse: readonly unknown[] },
  seed: number,
): Promise<void> {
  // prettier-ignore
  const shape: Shape3 = [EDGE, EDGE, EDGE];
  const requests = requestsOf();
  const truth = await valuesOf(requests, inputOf(structure, fine, [EDGE * FACTOR, EDGE * FACTOR, EDGE * FACTOR], FINE));
  const data = coarsened(fine, [EDGE * FACTOR, EDGE * FACTOR, EDGE * FACTOR]);
  const input = inputOf(structure, data, shape, FINE * FACTOR);
  const { results } = await measure(requests, input, { workers });
  const bars = await withErrorBudget(results, input, { workers });
  bars.forEach((result, k) => {
    const bounds = result.uncertainty ?? {};
    note(structure, result, 'voxel-size', bounds['voxel-size'], truth[k]);
    note(structure, result, 'estimator-bias', bounds['estimator-bias'], truth[k]);
    note(structure, result, 'field-of-view', bounds['field-of-view'], whole.coarse[k]);
    const both = Object.fromEntries(Object.entries(bounds).filter(([id]) => id === 'voxel-size' || id === 'estimator-bias'));
    if (Object.keys(both).length > 0 && typeof result.value === 'number')
      note(structure, result, 'voxel size and estimator', withCombined(result.value, both)['combined'], truth[k]);
  });
  const rng = createRng(seed).fork('noise');
  const { labels, probabilities } = segmented(data, shape, rng.uniform(0.1, 0.3), rng);
  const seen = { ...inputOf(structure, labels, shape, FINE * FACTOR), probabilities };
  const last = await withErrorBudget((await measure(requests, seen, { workers })).results, seen, { workers });
  last.forEach((result, k) => {
    const bounds = result.uncertainty ?? {};
    note(structure, result, 'segmentation', bounds['segmentation'], results[k]?.value);
    // where the field of view is silent, the part is all that the number speaks of
    note(structure, result, 'combined', bounds['combined'], bounds['field-of-view'] === undefined ? truth[k] : whole.fine[k]);
  });
}

async function judgeAll(structure: Structure, seed: number): Promise<void> {
  const shape = structure.parts.map((n) => n * EDGE * FACTOR) as unknown as Shape3;
  const data = structure.make(shape, seed);
  const requests = requestsOf();
  const parts = structure.parts[0] * structure.parts[1] * structure.parts[2];
  const share = (values: readonly unknown[]): unknown[] =>
    values.map((value, k) => (typeof value === 'number' && sampling(requests[k]!.metric) === 'sum' ? value / parts : value));
  const coarseShape = structure.parts.map((n) => n * EDGE) as unknown as Shape3;
  const whole = {
    fine: share(await valuesOf(requests, inputOf(structure, data, shape, FINE))),
    coarse: share(await valuesOf(requests, inputOf(structure, coarsened(data, shape), coarseShape, FINE * FACTOR))),
  };
  for (let n = 0; n < JUDGED; n++) {
    // from one corner to the opposite
    const k = Math.round((n * (parts - 1)) / (JUDGED - 1));
    const [, ny, nx] = structure.parts;
    const start = [Math.floor(k / (ny * nx)), Math.floor(k / nx) % ny, k % nx].map((n) => n * EDGE * FACTOR) as unknown as Shape3;
    const edge = EDGE * FACTOR;
    await judge(structure, cropBox(data, shape, start, [edge, edge, edge]) as Uint8Array, whole, 100 * seed + k);
  }
}

const [, , times = '2', ids] = process.argv;
for (const structure of STRUCTURES)
  if (ids === undefined || ids.split(',').includes(structure.id))
    for (let seed = 1; seed <= Number(times); seed++) {
      const start = Date.now();
      await judgeAll(structure, seed);
      process.stderr.write(`${structure.id} ${seed}: ${((Date.now() - start) / 1000).toFixed(0)} s\n`);
    }
process.stdout.write(JSON.stringify(found));
