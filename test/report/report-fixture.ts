/** A small report with every block: fixed values, so that the page can be compared with a golden one. */
import type { ReportComparisonRow, ReportData, ReportedQuantity } from '../../src/report/index.js';
import type { Curve, Quantity } from '../../src/volume/index.js';

/** 1 x 1 grey PNG */
const PIXEL = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=='), (c) =>
  c.charCodeAt(0),
);

function reported(metric: string, title: string, quantity: Partial<Quantity>): ReportedQuantity {
  return {
    metric,
    title,
    family: metric.split('.')[0] ?? '',
    definition: `definition of ${title.toLowerCase()}`,
    bias: 'none known',
    references: ['Hildebrand & Ruegsegger 1997'],
    value: null,
    unit: '1',
    estimator: `${metric.split('.')[0] ?? ''}@1`,
    ...quantity,
  };
}

const quantities: readonly ReportedQuantity[] = [
  reported('isolation.f_dead', 'Dead fraction of lithium', {
    value: 0.040111,
    uncertainty: { connectivity: [0.037344, 0.042877], 'field-of-view': [0.040111, 0.051], combined: [0.037344, 0.051342] },
    note: '6 / 18 / 26 neighbours',
  }),
  reported('volume.volume', 'Lithium: volume', { value: 1234.5, unit: 'um^3' }),
  reported('deposit.areal_capacity', 'Areal capacity in the image', { value: 0.512, unit: 'mAh/cm2' }),
  reported('sei.thickness_mean', 'Mean SEI thickness', { unit: 'um', reason: 'the voxel size is unknown: give it to get physical values' }),
  reported('topology.betti', 'Betti numbers', { value: { b0: 3, b1: 12, b2: 0 }, unit: 'count' }),
  reported('profile.lithium', 'Lithium per layer', { value: [0.9, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05] }),
  reported('statistics.two_point_percolates', 'Percolates', { value: true }),
];

function curve(id: string, title: string, y: readonly number[]): Curve {
  return {
    id,
    title,
    x: { label: 'distance from the collector face', unit: 'um', values: y.map((_, i) => 0.325 + 0.65 * i) },
    y: { label: 'share of lithium', unit: '1', values: y },
  };
}

function row(metric: string, title: string, ratio: number | null, verdict: string, reason?: string): ReportComparisonRow {
  const value = (number: number): Quantity => ({ value: number, unit: 'um', estimator: 'height-map@1', uncertainty: { windows: 0.4 } });
  return {
    metric,
    title,
    a: value(12.25),
    b: value(4.5),
    distance: ratio === null ? null : ratio * 0.8,
    noiseFloor: ratio === null ? null : { value: 0.8, windows: 12 },
    ratio,
    verdict,
    ...(reason === undefined ? {} : { reason }),
  };
}

export const REPORT: ReportData = {
  title: 'sample-xct',
  created: '2025-03-01T12:00:00.000Z',
  appVersion: '0.1.0',
  inputs: [
    {
      name: 'sample-xct.tif',
      sha256: 'c0ffee00'.repeat(8),
      bytes: 4096,
      format: 'tiff',
      shape: [64, 96, 128],
      dtype: 'uint16',
      voxel: '0.65 x 0.65 x 0.65 um (ImageJ tags)',
    },
  ],
  setup: { voxel: '0.65 x 0.65 x 0.65 um (ImageJ tags)', collector: 'z-', cell: 'wet' },
  steps: [
    { id: 'create', title: 'Load', params: {}, time: '2025-03-01T11:50:00.000Z', appVersion: '0.1.0' },
    { id: 'prepare.median', title: 'median', params: { radius: 1 }, time: '2025-03-01T11:51:00.000Z', appVersion: '0.1.0' },
    { id: 'segment', title: 'Segment', params: { model: 'li-xct-fast' }, time: '2025-03-01T11:52:00.000Z', appVersion: '0.1.0' },
  ],
  model: {
    id: 'li-xct-fast',
    title: 'Lithium in XCT, fast',
    version: '0.1.0',
    sha256: 'ab12cd34'.repeat(8),
    provider: 'cpu',
    voxelsPerSecond: 1_250_000,
    outOfRange: { level: 'warn', reasons: ['contrast to noise 0.9 is below the 1.2 that the model was trained on'] },
    phases: { '1': 200, '2': 50, '3': 700, '5': 50 },
  },
  reviewedEdits: 2,
  reviewer: 'A. Volta',
  headline: quantities.slice(0, 4),
  quantities,
  tables: [
    {
      id: 'components',
      title: 'Components of lithium',
      columns: [
        { id: 'label', title: 'component', unit: '1' },
        { id: 'volume', title: 'volume', unit: 'um^3' },
        { id: 'state', title: 'state', unit: '1' },
        { id: 'touches_edge', title: 'cut by the edge', unit: '1' },
        { id: 'centroid_z', title: 'centroid z', unit: 'm' },
      ],
      rows: Array.from({ length: 45 }, (_, i) => [
        i + 1,
        Number((1000 / (i + 1) ** 2).toPrecision(4)),
        i === 0 ? 'live' : 'dead',
        i % 7 === 0,
        i * 1e-6,
      ]),
    },
  ],
  curves: [curve('profile.lithium', 'Share of lithium per layer', [0.9, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05])],
  pictures: [{ title: 'Slice z = 32', caption: 'Slice 32 of 64 along z.', width: 1, height: 1, png: PIXEL }],
  comparison: {
    generators: [
      {
        id: 'brownian-dla',
        title: 'Brownian deposition',
        seeds: [1, 2, 3, 4, 5],
        params: { thickness: 4e-6 },
        verdict: 'different',
        rows: [
          row('height.mean', 'Mean height', 9.6875, 'different'),
          row('height.Sq', 'Root mean square roughness', 1.05, 'indistinguishable'),
          row('specific_surface.S_per_V', 'Surface per volume of lithium', 13_829.5, 'different'),
          row('isolation.f_dead', 'Dead fraction of lithium', null, 'cannot-tell', 'not defined in one of the structures'),
        ],
      },
    ],
    noneFits: true,
    curves: {
      's2.growth': [curve('s2.growth', 'image', [0.4, 0.3, 0.2, 0.18]), curve('s2.growth', 'Brownian deposition', [0.4, 0.22, 0.17, 0.16])],
    },
    warnings: ['The structures had different voxel sizes; finer ones were averaged down to the coarsest.'],
  },
  warnings: ['The voxel size was taken from the file and not confirmed.'],
  recipe: { schema: 'lithoscope-recipe/1', voxel: { value: [0.65, 0.65, 0.65], unit: 'um' } },
};

/** Every text of a report replaced by the same one; keys, numbers and schemas stay. */
export function withHostileTexts(data: ReportData, text: string): ReportData {
  const fixed = new Set(['level', 'kind', 'png', 'unit', 'metric', 'created', 'time']);
  const replace = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return fixed.has(key) ? value : text;
    if (value instanceof Uint8Array || value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map((item) => replace(item, key));
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replace(item, name)]));
  };
  return replace(data, '') as ReportData;
}
