/** A page of documentation per metric, from its record: what is printed is what runs. */
import { ERROR_SOURCES } from './budget/budget.js';
import { METRICS } from './registry.js';
import type { Metric, ParamSpec } from './metric.js';
import type { SelftestRow } from './selftest/selftest.js';

/** Markdown of one metric; `rows` are self-tests of all metrics at several feature sizes. */
export function metricPage(metric: Metric, rows: readonly SelftestRow[]): string {
  const lines = [
    `# ${metric.title}`,
    '',
    `\`${metric.id}\` · unit: ${metric.unit} · estimator: \`${metric.estimator}\``,
    '',
    `**Definition.** ${sentence(metric.definition)}`,
    '',
    `**Bias.** ${sentence(metric.bias)}`,
    '',
    ...biasTable(rows.filter((row) => row.metric === metric.id)),
    ...(metric.avoid === undefined ? [] : [`**When not to use it.** ${sentence(metric.avoid)}`, '']),
    `**Needs.** ${needs(metric)}.`,
    '',
    ...parameterTable(metric.params),
    `**References.** ${metric.references.map(citation).join('; ') || 'None; the definition is exact'}.`,
    '',
  ];
  return lines.join('\n');
}

/** File name and markdown of every metric, and of the list of them. */
export function metricPages(rows: readonly SelftestRow[]): { name: string; text: string }[] {
  const families = [...new Set(METRICS.map((metric) => metric.family))];
  const list = families.flatMap((family) => [
    `## ${family}`,
    '',
    ...METRICS.filter((metric) => metric.family === family).map((metric) => `- [\`${metric.id}\`](${metric.id}.md): ${metric.title}`),
    '',
  ]);
  const head = ['# Metrics', '', 'Generated from the records in `src/metrics` and from `lithoscope selftest`.', '', ...errorBars()];
  return [
    { name: 'README.md', text: [...head, ...list].join('\n') },
    ...METRICS.map((metric) => ({ name: `${metric.id}.md`, text: metricPage(metric, rows) })),
  ];
}

function errorBars(): string[] {
  return [
    '## Error bars',
    '',
    'Every number stands with what each source of error can make of it, apart and combined (distances to the value add as squares).',
    'A source that cannot say anything of a number is absent.',
    '',
    '| source | how its bounds are made |',
    '|---|---|',
    ...ERROR_SOURCES.map(({ title, method }) => `| ${title} | ${method} |`),
    '',
  ];
}

/** Deviation from the known answer, for each phantom and feature size. */
function biasTable(rows: readonly SelftestRow[]): string[] {
  if (rows.length === 0) return [];
  const sizes = [...new Set(rows.map((row) => row.featureVoxels))].toSorted((a, b) => a - b);
  const phantoms = [...new Set(rows.map((row) => row.phantom))];
  return [
    '**Measured bias.** Mean deviation and its scatter over places and directions, by voxels across the feature (cubic voxels); of a list, its worst part.',
    '',
    `| phantom | ${sizes.map((size) => `${size} voxels`).join(' | ')} |`,
    `|---|${sizes.map(() => '---|').join('')}`,
    ...phantoms.map((phantom) => {
      const cells = sizes.map((size) => deviation(rows.find((row) => row.phantom === phantom && row.featureVoxels === size)));
      return `| ${phantom} | ${cells.join(' | ')} |`;
    }),
    '',
  ];
}

/** "+1.2 % ± 0.4 %" */
function deviation(row: SelftestRow | undefined): string {
  if (row === undefined || row.copies === 0) return 'none';
  // digits that rounding of sums could change are not shown
  const show = (value: number): string => {
    const rounded = Number((row.relative ? 100 * value : value).toFixed(row.relative ? 1 : 3));
    return `${rounded === 0 ? 0 : rounded}${row.relative ? ' %' : ''}`;
  };
  return `${row.bias > 0 && show(row.bias) !== show(0) ? '+' : ''}${show(row.bias)} ± ${show(row.spread)}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** A DOI in a citation becomes a link. */
function citation(reference: string): string {
  return reference.replace(/(?:doi )?(10\.\d{4,}\/\S+)/, 'doi [$1](https://doi.org/$1)');
}

function needs(metric: Metric): string {
  const wanted = [metric.dimension === 3 ? 'a volume' : metric.dimension === 2 ? 'a single image' : 'a volume or an image'];
  if (metric.needsSpacing) wanted.push('the voxel size');
  if (metric.needsCollector) wanted.push('the face of the current collector');
  return wanted.join(', ');
}

function parameterTable(params: readonly ParamSpec[]): string[] {
  if (params.length === 0) return ['**Parameters.** None.', ''];
  return [
    '| parameter | type | default | meaning |',
    '|---|---|---|---|',
    ...params.map(({ name, type, values, default: standard, title }) => {
      const kind = values === undefined ? type : values.join(', ');
      return `| \`${name}\` | ${kind} | ${standard === undefined ? 'none' : JSON.stringify(standard)} | ${title} |`;
    }),
    '',
  ];
}
