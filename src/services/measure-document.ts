/** The `lithoscope-measure/1` document from the report of the engine. */
import type { MeasureDocument } from '../contract/index.js';
import type { MeasureReport } from '../metrics/index.js';
import { plainQuantity } from './headline.js';

/** Null-valued and absent parameters are left out: JSON has no undefined. */
function plainParams(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}

export function measureDocumentOf(
  report: MeasureReport,
  input: { path: string; sha256: string },
  warnings: readonly string[] = [],
): MeasureDocument {
  const { shape, axes, spacing } = report.input;
  return {
    schema: 'lithoscope-measure/1',
    input: {
      path: input.path,
      sha256: input.sha256,
      shape: [...shape],
      axes,
      spacing: spacing === null ? null : { value: [...spacing.value], unit: spacing.unit, source: spacing.source },
    },
    labels: { ...report.labels },
    results: report.results.map(({ id, metric, params, error, ...quantity }) => ({
      ...(id === undefined ? {} : { id }),
      metric,
      params: plainParams(params),
      ...(error === undefined ? {} : { error: { ...error } }),
      ...plainQuantity(quantity),
    })),
    warnings: [...warnings, ...report.warnings],
  };
}
