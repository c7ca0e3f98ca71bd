/**
 * Error of the voxel size: the same is measured on voxels of twice and of four times the edge. What the first step changes is of the order of
 * the error, and half of what the second changes is another estimate of it: the larger counts, since one step may change nothing by chance.
 * Estimators err in proportion to the voxel or to its square (thickness), or, where finer voxels show finer details, to its root (surface,
 * pieces). So the bounds reach as far beyond the value as extrapolation for the root says (2.4 changes), and one change to the other side. A
 * height or length that is a whole number of voxels is known to one. Sign: too small for what only much finer voxels show (small holes).
 */
import { coarsenLabels } from '../../kernels/index.js';
import type { LabelVolume } from '../../volume/index.js';
import { measure } from '../engine.js';
import type { MeasureRequest, MeasureResult } from '../engine-types.js';
import { convertValue } from '../engine-units.js';
import { findMetric } from '../registry.js';
import { sampling } from './sampling.js';
import { numberOf, onLabels } from './source.js';
import type { Bounds, BudgetRun, ErrorSource } from './source.js';

/** Parameters that count voxels: a metric that uses them means something else on larger voxels. */
const IN_VOXELS = new Set(['seed_voxel_zyx', 'voxel_zyx', 'lags_voxels', 'boxes', 'window_pixels', 'gap_voxels']);

/** The request for voxels of twice the edge, or undefined where it has no meaning there. */
function coarseRequest({ metric, params = {} }: MeasureRequest): MeasureRequest | undefined {
  const record = findMetric(metric);
  if (record === undefined || record.unit === 'voxel') return undefined;
  const counts = Object.entries(params).some(([name, value]) => IN_VOXELS.has(name) && value !== 0 && value !== undefined);
  if (counts) return undefined;
  const halo = params['halo_voxels'];
  return { metric, params: typeof halo === 'number' ? { ...params, halo_voxels: Math.ceil(halo / 2) } : params };
}

/** Change from twice the edge, over the error of voxels without size, where the error goes with the root of the voxel: 1 / (sqrt 2 - 1). */
const BEYOND = 2.414;

export const voxelSizeError: ErrorSource = {
  id: 'voxel-size',
  title: 'Voxel size',
  method:
    'measured again on voxels of 2 and 4 times the edge, and extrapolated to voxels without size: 2.4 changes beyond the value (error as the root of the voxel), and one change to the other side',
  async bounds(run) {
    const { results, input } = run;
    const asked = results.map((result, k) => (numberOf(result) === undefined ? undefined : coarseRequest(run.requests[k] ?? result)));
    const twice = coarser(input.labels);
    if (twice === undefined) return results.map(() => undefined);
    const second = await valuesOn(twice, 2, asked, run);
    const four = coarser(twice);
    const again = asked.map((request) => (request === undefined ? undefined : coarseRequest(request)));
    const fourth = four === undefined ? [] : await valuesOn(four, 4, again, run);
    return results.map((result, k): Bounds | undefined => {
      const value = numberOf(result);
      const [near, far] = [second[k], fourth[k]];
      if (value === undefined || near === undefined) return undefined;
      const steps = [value - near, far === undefined ? 0 : (near - far) / 2];
      const change = Math.max(...steps.map(Math.abs), stepOf(result, value, input.labels));
      const trend = steps.find((step) => step !== 0) ?? 0;
      return [value - (trend < 0 ? BEYOND : 1) * change, value + (trend > 0 ? BEYOND : 1) * change];
    });
  },
};

/** On voxels of twice the edge; undefined where fewer than 8 voxels on an axis leave nothing to compare. */
function coarser(labels: LabelVolume): LabelVolume | undefined {
  const { data, shape, calibration } = labels;
  if (shape.some((n) => n > 1 && n < 8)) return undefined;
  const coarse = coarsenLabels(data, shape, calibration.spacing ?? [1, 1, 1]);
  return {
    ...labels,
    data: coarse.data,
    shape: coarse.shape,
    calibration: { ...calibration, spacing: calibration.spacing === null ? null : coarse.spacing },
  };
}

/** The numbers on other voxels, those of sums for a box as large as that of the input. */
async function valuesOn(
  labels: LabelVolume,
  times: number,
  asked: readonly (MeasureRequest | undefined)[],
  { input, ports }: BudgetRun,
): Promise<(number | undefined)[]> {
  const wanted = asked.filter((request) => request !== undefined);
  const measured = await measure(wanted, onLabels(input, labels), ports);
  // odd axes are rounded up, so the coarse box is a little larger
  const grown = input.labels.shape.reduce((product, n) => (n === 1 ? product : (product * Math.ceil(n / times) * times) / n), 1);
  let next = 0;
  return asked.map((request) => {
    if (request === undefined) return undefined;
    const found = measured.results[next++];
    const value = found === undefined ? undefined : numberOf(found);
    return value !== undefined && sampling(request.metric) === 'sum' ? value / grown : value;
  });
}

/** The voxel edge, in the unit of the value, for a length that is a whole number of them; else 0. */
function stepOf({ metric }: MeasureResult, value: number, { calibration: { spacing, unit } }: LabelVolume): number {
  if (spacing === null || findMetric(metric)?.unit !== 'length' || value === 0) return 0;
  const steps = spacing.map((edge) => Number(convertValue(edge, 'length', unit ?? 'um')));
  return Math.max(0, ...steps.filter((step) => Math.abs(value / step - Math.round(value / step)) < 1e-6));
}
