/** The recipe: the steps of a study with their parameters, so that another lab runs the same on its own stack. */
import * as v from 'valibot';
import { FormatError } from '../base/index.js';
import { FACES } from '../volume/index.js';
import { lastStep } from './provenance.js';
import { depthPriorSchema, prepareStepSchema } from './schema.js';
import type { StudyDocument } from './schema.js';

const finite = v.pipe(v.number(), v.finite());

const measuredRequests = v.array(v.object({ metric: v.string(), params: v.optional(v.record(v.string(), v.unknown()), {}) }));

const recipeSchema = v.object({
  schema: v.literal('lithoscope-recipe/1'),
  appVersion: v.string(),
  voxel: v.nullable(v.object({ value: v.tuple([finite, finite, finite]), unit: v.picklist(['m', 'mm', 'um', 'nm', 'A']) })),
  collector: v.nullable(v.array(v.picklist(FACES))),
  cell: v.nullable(v.picklist(['wet', 'dry', 'mixed'])),
  prepare: v.array(prepareStepSchema),
  segment: v.nullable(
    v.object({ model: v.string(), version: v.string(), sha256: v.string(), quality: v.optional(v.picklist(['fast', 'best'])) }),
  ),
  depth: v.optional(v.nullable(depthPriorSchema)),
  measure: v.object({
    metrics: v.nullable(v.array(v.string())),
    haloVoxels: v.nullable(finite),
    /** beside the set */
    requests: v.optional(measuredRequests),
  }),
  compare: v.nullable(
    v.object({ generators: v.array(v.object({ id: v.string(), params: v.record(v.string(), v.unknown()) })), seeds: finite }),
  ),
  report: v.object({ formats: v.array(v.picklist(['html', 'csv', 'json'])) }),
});

export type Recipe = v.InferOutput<typeof recipeSchema>;

/** What a step of comparing records: `given` by a person; the other parameters follow from the image, in a replay from its own. */
const comparedStep = v.object({
  generators: v.array(v.object({ id: v.string(), given: v.optional(v.record(v.string(), v.unknown()), {}) })),
  seeds: finite,
});

/** The recipe of a study as it stands. */
export function exportRecipe(document: StudyDocument, appVersion: string): Recipe {
  const { voxel, collector, cell } = document.setup;
  const model = document.labels?.segmentation?.model;
  const measured = lastStep(document, 'measure')?.parameters;
  const compared = lastStep(document, 'compare')?.parameters;
  const metrics = measured?.['metrics'];
  const halo = measured?.['halo_voxels'];
  const requests = v.safeParse(measuredRequests, measured?.['requests']);
  const chosen = lastStep(document, 'segment')?.parameters['quality'];
  const quality = chosen === 'fast' || chosen === 'best' ? chosen : undefined;
  const comparison = v.safeParse(comparedStep, compared);
  return {
    schema: 'lithoscope-recipe/1',
    appVersion,
    voxel: voxel === null ? null : { value: voxel.value, unit: voxel.unit },
    collector,
    cell,
    prepare: document.prepare,
    segment:
      model === undefined
        ? null
        : { model: model.id, version: model.version, sha256: model.sha256, ...(quality === undefined ? {} : { quality }) },
    ...(document.setup.depth ? { depth: document.setup.depth } : {}),
    measure: {
      metrics: Array.isArray(metrics) ? metrics.map(String) : null,
      haloVoxels: typeof halo === 'number' ? halo : null,
      ...(requests.success && requests.output.length > 0 ? { requests: requests.output } : {}),
    },
    compare: comparison.success
      ? { generators: comparison.output.generators.map(({ id, given }) => ({ id, params: given })), seeds: comparison.output.seeds }
      : null,
    report: { formats: ['html', 'csv', 'json'] },
  };
}

export function parseRecipe(text: string, path: string): Recipe {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`${path} is not JSON; give a recipe that a report exported.`, { code: 'bad-recipe', subject: path, cause });
  }
  const parsed = v.safeParse(recipeSchema, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new FormatError(`${path} is not a recipe of this version: "${v.getDotPath(issue) ?? 'schema'}", ${issue.message}.`, {
      code: 'bad-recipe',
      subject: path,
    });
  }
  return parsed.output;
}
