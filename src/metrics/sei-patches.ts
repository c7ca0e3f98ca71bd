/**
 * Bare patches of lithium one by one: in a volume by their area, in an image by the length of outline. The same walk over the
 * lithium surface as for thickness and coverage (sei-rays.ts) serves both.
 */
import type { SeiSurface } from '../kernels/index.js';
import type { Measured, Metric, MetricUnit } from './metric.js';
import { measureSei, SEI_PARAMS } from './sei.js';
import { spacingOf } from './spacing.js';
import { mean, sum } from './samples.js';

/** A metric over the patches; sizes in SI, largest first. */
function overPatches(rule: (sizes: readonly number[], surface: SeiSurface, thickness: number) => Measured): Metric['compute'] {
  return async (context, params) => {
    const surface = await measureSei(context, params);
    if (surface.facesArea === 0) return { value: null, reason: 'no lithium surface inside the box' };
    // an image has the thickness of a voxel: lengths instead of areas
    const thickness = context.flatAxis === null ? 1 : spacingOf(context)[context.flatAxis];
    return rule(
      Array.from(surface.barePatches, (area) => area / thickness),
      surface,
      thickness,
    );
  };
}

const NONE: Measured = { value: null, reason: 'there is no bare lithium' };

const TOTALS = new Set(['lithium_area', 'bare_area', 'lithium_length', 'bare_length']);

/** Number of patches that are listed: the largest. */
const LISTED = 1000;

function family(prefix: 'sei' | 'sei2d', dimension: 2 | 3, unit: MetricUnit, word: 'area' | 'length'): readonly Metric[] {
  const common = {
    family: prefix,
    unit,
    params: SEI_PARAMS,
    estimator: 'normal-weighted-faces@1',
    bias:
      dimension === 3
        ? 'None on flat lithium; on balls from 8 voxels radius on within 3 %. Patches of a few voxel faces are rather high, and single mislabelled voxels are patches too.'
        : 'None along the grid; on discs from 8 pixels radius on within 3 %. Single mislabelled pixels are patches too.',
    references: ['10.1080/01621459.1958.10501452'],
    dimension,
    needsSpacing: true,
    needsCollector: false,
    avoid: `Not for SEI thinner than a voxel, which reads as bare, nor for noisy labels: smooth first, and see ${prefix === 'sei' ? 'sei.coverage' : 'the coverage'}.`,
    streams: true,
    standard: false,
  } as const;
  const patch = `${word} of a bare patch of the lithium ${dimension === 3 ? 'surface' : 'outline'}: connected voxel faces without SEI, each with the cosine to the smoothed normal`;
  const metric = (name: string, title: string, definition: string, rule: Parameters<typeof overPatches>[0]): Metric => ({
    ...common,
    id: `${prefix}.${name}`,
    title,
    definition,
    sampling: TOTALS.has(name) ? 'sum' : 'none',
    compute: overPatches(rule),
  });
  return [
    metric(
      `lithium_${word}`,
      dimension === 3 ? 'Lithium surface' : 'Lithium outline',
      `${word} of all lithium ${dimension === 3 ? 'surface' : 'outline'} inside the box, covered and bare`,
      (_, surface, thickness) => ({
        value: surface.area / thickness,
      }),
    ),
    metric(`bare_${word}`, `Bare ${word} of lithium`, `sum of the ${patch}`, (sizes) => ({ value: sum(sizes) })),
    metric(`bare_patch_${word}_mean`, `Bare patches, mean ${word}`, `mean ${patch}`, (sizes) =>
      sizes.length === 0 ? NONE : { value: mean(sizes) },
    ),
    metric(`bare_patch_${word}_largest`, `Bare patches, largest ${word}`, `largest ${patch}`, (sizes) =>
      sizes[0] === undefined ? NONE : { value: sizes[0] },
    ),
    metric(
      `bare_patch_${word}_weighted_mean`,
      `Bare patches, weighted mean ${word}`,
      `mean ${patch}, weighted by itself: the patch that a bare spot lies in`,
      (sizes) => (sizes.length === 0 ? NONE : { value: sum(sizes.map((size) => size * size)) / sum(sizes) }),
    ),
    metric(`bare_patch_${word}s`, `Bare patches, every ${word}`, `${patch}; largest first, ${LISTED} at most`, (sizes) => ({
      value: sizes.slice(0, LISTED),
    })),
  ];
}

export const seiPatchMetrics: readonly Metric[] = [...family('sei', 3, 'area', 'area'), ...family('sei2d', 2, 'length', 'length')];
