/**
 * Granulometry: what remains of a phase when it is opened by balls of growing size. A place survives the opening by a ball exactly when
 * an inscribed ball as large covers it, so that the distribution of local thickness holds all openings at once.
 */
import { quantileOf, shareAbove } from '../kernels/index.js';
import type { Distribution } from '../kernels/index.js';
import { fromThickness, THICKNESS } from './thickness.js';
import type { Metric, ParamSpec } from './metric.js';
import { numbersParam } from './params.js';

const DIAMETERS_PARAM: ParamSpec = {
  name: 'diameters',
  type: 'numbers',
  default: [2, 4, 6, 8, 12, 16, 24, 32, 48, 64],
  title: 'Diameters of the balls in shortest voxel edges, ascending',
};

/** Shares of the volume that survive the opening by balls of each diameter (in units of `edge`). */
function survivors(distribution: Distribution, diameters: readonly number[], edge: number): number[] {
  // a ball of exactly that diameter survives
  return diameters.map((diameter) => shareAbove(distribution, diameter * edge * (1 - 4e-6)));
}

const overDiameters = (rule: (shares: readonly number[]) => readonly number[]): Metric['compute'] =>
  fromThickness(({ distribution, body, params }) => {
    const diameters = numbersParam(params, DIAMETERS_PARAM.name) ?? [];
    if (diameters.some((diameter, k) => diameter <= (diameters[k - 1] ?? 0)))
      return { value: null, reason: 'the diameters are not ascending positive numbers' };
    return { value: rule(survivors(distribution, diameters, Math.min(...body.spacing))) };
  });

const GRANULOMETRY = {
  ...THICKNESS,
  family: 'granulometry',
  references: ['10.1046/j.1365-2818.1997.1340694.x', '10.1109/34.192465'],
} as const;

const diameter = (percent: 10 | 50 | 90): Metric => ({
  ...GRANULOMETRY,
  id: `granulometry.d${percent}`,
  title: `Opening diameter d${percent}`,
  definition: `Diameter of the ball whose opening first takes more than ${percent} % of the volume of the phase: the thickness that ${percent} % of the volume does not exceed.`,
  compute: fromThickness(({ distribution }) => ({ value: quantileOf(distribution, percent / 100) })),
});

const CURVE = { ...GRANULOMETRY, unit: '1', params: [...THICKNESS.params, DIAMETERS_PARAM] } as const;

export const granulometryMetrics: readonly Metric[] = [
  diameter(10),
  diameter(50),
  diameter(90),
  {
    ...CURVE,
    id: 'granulometry.surviving_share',
    title: 'Share surviving an opening',
    definition:
      'Share of the volume of the phase that inscribed balls of at least each diameter cover: what the opening by that ball leaves.',
    compute: overDiameters((shares) => shares),
  },
  {
    ...CURVE,
    id: 'granulometry.pattern_spectrum',
    title: 'Pattern spectrum',
    definition:
      'Share of the volume of the phase lost between one opening and the next: below the first diameter, between each two, and from the last on. Sums to 1.',
    compute: overDiameters((shares) => [...shares, 0].map((share, k) => (k === 0 ? 1 : (shares[k - 1] ?? 0)) - share)),
  },
];
