/** A page of documentation per metric, from its record: what is printed is what runs. */
import { METRICS } from './registry.js';
import type { Metric, ParamSpec } from './metric.js';

/** Markdown of one metric. */
export function metricPage(metric: Metric): string {
  const lines = [
    `# ${metric.title}`,
    '',
    `\`${metric.id}\` · unit: ${metric.unit} · estimator: \`${metric.estimator}\``,
    '',
    `**Definition.** ${sentence(metric.definition)}`,
    '',
    `**Bias.** ${sentence(metric.bias)}`,
    '',
    `**Needs.** ${needs(metric)}.`,
    '',
    ...parameterTable(metric.params),
    `**References.** ${metric.references.map(citation).join('; ') || 'None; the definition is exact'}.`,
    '',
  ];
  return lines.join('\n');
}

/** File name and markdown of every metric, and of the list of them. */
export function metricPages(): { name: string; text: string }[] {
  const families = [...new Set(METRICS.map((metric) => metric.family))];
  const list = families.flatMap((family) => [
    `## ${family}`,
    '',
    ...METRICS.filter((metric) => metric.family === family).map((metric) => `- [\`${metric.id}\`](${metric.id}.md): ${metric.title}`),
    '',
  ]);
  return [
    { name: 'README.md', text: ['# Metrics', '', 'Generated from the records in `src/metrics`.', '', ...list].join('\n') },
    ...METRICS.map((metric) => ({ name: `${metric.id}.md`, text: metricPage(metric) })),
  ];
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** A DOI in a citation becomes a link. */
function citation(reference: string): string {
  return reference.replace(/doi (10\.\S+)/, 'doi [$1](https://doi.org/$1)');
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
