/**
 * The error budget of measured numbers: what each source of error can make of a value, apart and combined. Sources are taken as
 * independent, so distances to the value add as squares, below and above on their own. A source that cannot say anything of a
 * number is absent from its budget; a number without any source has no `combined`.
 */
import { checkAborted } from '../../base/index.js';
import { isShare } from '../../volume/index.js';
import type { Uncertainty } from '../../volume/index.js';
import type { MeasureInput, MeasurePorts, MeasureResult } from '../engine-types.js';
import { findMetric } from '../registry.js';
import { estimatorBias } from './estimator-bias.js';
import { fieldOfViewError } from './field-of-view.js';
import { segmentationError } from './segmentation.js';
import type { Bounds, BudgetRun, ErrorSource } from './source.js';
import { voxelSizeError } from './voxel-size.js';

/** Every source of error there is. */
export const ERROR_SOURCES: readonly ErrorSource[] = [segmentationError, voxelSizeError, fieldOfViewError, estimatorBias];

/** The results with their budget beside what they already say of their uncertainty. */
export async function withErrorBudget(
  results: readonly MeasureResult[],
  input: MeasureInput,
  ports: MeasurePorts,
): Promise<MeasureResult[]> {
  const { onProgress, ...rest } = ports;
  const requests = results.map(({ metric, params }) => ({ metric, params }));
  const run: BudgetRun = { requests, results, input, ports: rest };
  const found: Record<string, Bounds>[] = results.map(() => ({}));
  for (const [k, source] of ERROR_SOURCES.entries()) {
    checkAborted(ports.signal);
    onProgress?.({ done: k, total: ERROR_SOURCES.length, what: `error bars: ${source.title.toLowerCase()}` });
    const bounds = await source.bounds(run);
    bounds.forEach((pair, i) => {
      const target = found[i];
      if (pair !== undefined && target !== undefined) target[source.id] = possible(pair, results[i]);
    });
  }
  onProgress?.({ done: ERROR_SOURCES.length, total: ERROR_SOURCES.length, what: 'error bars' });
  return results.map((result, i) => withBounds(result, found[i] ?? {}));
}

/** What cannot be below 0, or above 1, has no bound there. */
function possible([low, high]: Bounds, result: MeasureResult | undefined): Bounds {
  const signed =
    result === undefined || findMetric(result.metric)?.signed === true || (typeof result.value === 'number' && result.value < 0);
  return [signed ? low : Math.max(0, low), result !== undefined && shareOf(result) ? Math.min(1, high) : high];
}

const shareOf = ({ metric, unit }: MeasureResult): boolean => isShare(metric, unit);

/** What a metric says itself of a source stands before what is sampled here: it knows better. */
function withBounds(result: MeasureResult, bounds: Readonly<Record<string, Bounds>>): MeasureResult {
  if (typeof result.value !== 'number' || (Object.keys(bounds).length === 0 && result.uncertainty === undefined)) return result;
  return { ...result, uncertainty: withCombined(result.value, { ...bounds, ...result.uncertainty }, shareOf(result)) };
}

/** The causes with their combination; a `share` cannot pass 1. */
export function withCombined(value: number, causes: Uncertainty, share = false): Uncertainty {
  let below = 0;
  let above = 0;
  let least = Infinity;
  for (const [cause, size] of Object.entries(causes)) {
    if (cause === 'combined') continue;
    const [low, high] = typeof size === 'number' ? [value - size, value + size] : size;
    least = Math.min(least, low);
    below += Math.max(0, value - low) ** 2;
    above += Math.max(0, high - value) ** 2;
  }
  // what no cause takes below 0 cannot be there: a share, a volume, a count
  const low = value - Math.sqrt(below);
  const high = value + Math.sqrt(above);
  return { ...causes, combined: [value >= 0 && least >= 0 ? Math.max(0, low) : low, share ? Math.min(1, high) : high] };
}
