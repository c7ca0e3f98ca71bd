/** The report as data: `docs/schemas/report.schema.json` describes it. Pictures stay in the page. */
import * as v from 'valibot';
import { InvalidInputError } from '../base/index.js';
import type { ReportData } from './data.js';
import { methodsParagraph } from './methods.js';

export const REPORT_SCHEMA = 'lithoscope-report/1';

const finite = v.pipe(v.number(), v.finite());
const texts = v.array(v.string());
const parameters = v.record(v.string(), v.unknown());

const quantity = {
  value: v.union([finite, v.literal('Infinity'), v.boolean(), v.array(finite), v.record(v.string(), finite), v.null()]),
  unit: v.string(),
  reason: v.optional(v.string()),
  estimator: v.string(),
  uncertainty: v.optional(v.record(v.string(), v.union([finite, v.tuple([finite, finite])]))),
  note: v.optional(v.string()),
};

const reported = v.object({
  metric: v.string(),
  title: v.string(),
  family: v.string(),
  definition: v.string(),
  bias: v.string(),
  references: texts,
  ...quantity,
});

const axis = v.object({ label: v.string(), unit: v.string(), values: v.array(finite) });
const curve = v.object({ id: v.string(), title: v.string(), x: axis, y: axis });
const table = v.object({
  id: v.string(),
  title: v.string(),
  columns: v.array(v.object({ id: v.string(), title: v.string(), unit: v.string() })),
  rows: v.array(v.array(v.union([finite, v.string(), v.boolean(), v.null()]))),
});

const comparedRow = v.object({
  metric: v.string(),
  title: v.string(),
  a: v.object(quantity),
  b: v.object(quantity),
  distance: v.nullable(finite),
  noiseFloor: v.nullable(v.object({ value: finite, windows: finite })),
  ratio: v.nullable(finite),
  verdict: v.string(),
  reason: v.optional(v.string()),
});

const comparison = v.object({
  generators: v.array(
    v.object({
      id: v.string(),
      title: v.string(),
      seeds: v.array(finite),
      params: parameters,
      verdict: v.string(),
      rows: v.array(comparedRow),
    }),
  ),
  noneFits: v.nullable(v.boolean()),
  curves: v.record(v.string(), v.array(curve)),
  warnings: texts,
});

const model = v.object({
  id: v.string(),
  title: v.string(),
  version: v.string(),
  sha256: v.string(),
  provider: v.string(),
  voxelsPerSecond: finite,
  outOfRange: v.object({ level: v.string(), reasons: texts }),
  phases: v.record(v.string(), finite),
});

/** `report.json` */
export const reportDocument = v.object({
  schema: v.literal(REPORT_SCHEMA),
  title: v.string(),
  created: v.string(),
  appVersion: v.string(),
  methods: v.string(),
  inputs: v.array(
    v.object({
      name: v.string(),
      sha256: v.nullable(v.string()),
      bytes: finite,
      format: v.string(),
      shape: v.array(finite),
      dtype: v.string(),
      voxel: v.string(),
    }),
  ),
  setup: v.object({ voxel: v.string(), collector: v.string(), cell: v.string() }),
  steps: v.array(v.object({ id: v.string(), title: v.string(), params: parameters, time: v.string(), appVersion: v.string() })),
  model: v.nullable(model),
  reviewedEdits: finite,
  reviewer: v.nullable(v.string()),
  headline: v.array(reported),
  quantities: v.array(reported),
  tables: v.array(table),
  curves: v.array(curve),
  pictures: v.array(v.object({ title: v.string(), caption: v.string(), width: finite, height: finite })),
  comparison: v.nullable(comparison),
  warnings: texts,
  recipe: v.unknown(),
});

/** Checked before it is written: JSON would turn NaN into null without a word. */
export function renderJson(data: ReportData): string {
  const { pictures, ...rest } = data;
  const listed = pictures.map(({ title, caption, width, height }) => ({ title, caption, width, height }));
  const checked = v.safeParse(reportDocument, { schema: REPORT_SCHEMA, methods: methodsParagraph(data), ...rest, pictures: listed });
  if (!checked.success) {
    const [issue] = checked.issues;
    throw new InvalidInputError(
      `The report cannot be written as data: ${v.getDotPath(issue) ?? 'something'} is wrong (${issue.message}).`,
      {
        code: 'bad-report',
      },
    );
  }
  return `${JSON.stringify(checked.output, null, 1)}\n`;
}
