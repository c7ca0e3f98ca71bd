/** The `lithoscope-compare/1` document: plain copies of what the comparison found. */
import type { CompareDocument } from '../contract/index.js';
import type { ComparedRow, Comparison } from '../compare/index.js';
import type { Curve } from '../volume/index.js';
import { plainQuantity } from './headline.js';

type Row = CompareDocument['rows'][number];

function rowOf({ metric, title, a, b, distance, noiseFloor, ratio, verdict, reason }: ComparedRow): Row {
  return {
    metric,
    title,
    a: plainQuantity(a),
    b: plainQuantity(b),
    distance,
    noiseFloor: noiseFloor === null ? null : { ...noiseFloor },
    ratio,
    verdict,
    ...(reason === undefined ? {} : { reason }),
  };
}

export function plainCurve({ id, title, x, y }: Curve): CompareDocument['curves'][string][number] {
  return { id, title, x: { ...x, values: [...x.values] }, y: { ...y, values: [...y.values] } };
}

export function compareDocumentOf(comparison: Comparison): CompareDocument {
  const { spacing, window, capacity } = comparison.matched;
  return {
    schema: 'lithoscope-compare/1',
    a: comparison.a,
    ...(comparison.b === undefined ? {} : { b: comparison.b }),
    matched: {
      spacing: spacing === null ? null : { ...spacing, value: [...spacing.value] },
      window: [...window],
      capacity: capacity === null ? null : plainQuantity(capacity),
    },
    rows: comparison.rows.map(rowOf),
    curves: Object.fromEntries(Object.entries(comparison.curves).map(([id, curves]) => [id, curves.map(plainCurve)])),
    ...(comparison.generators === undefined
      ? {}
      : {
          generators: comparison.generators.map(({ id, title, params, seeds, verdict, rows, reason }) => ({
            id,
            title,
            params: { ...params },
            seeds: [...seeds],
            verdict,
            rows: rows.map(rowOf),
            ...(reason === undefined ? {} : { reason }),
          })),
        }),
    ...(comparison.noneFits === undefined ? {} : { noneFits: comparison.noneFits }),
    warnings: [...comparison.warnings],
  };
}
