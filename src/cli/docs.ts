/** Generated pages: `npm run docs` writes them, a test says when they are out of date. */
import * as v from 'valibot';
import { contract, errorEntry, infoDocument, measureRequest } from '../contract/index.js';
import { formatDocs, FORMATS } from '../formats/index.js';
import { metricPages, selftest } from '../metrics/index.js';
import { reportDocument } from '../report/index.js';
import { createInlineWorkers } from '../workers/index.js';
import { COMMANDS, serve } from './commands/index.js';
import { cliDocument } from './help.js';
import { jsonSchema } from './json-schema.js';

export interface DocPage {
  /** below docs/ */
  readonly path: string;
  readonly text: string;
}

/** What `--json` prints, by command, and the files that are read and written. */
export const DOCUMENTS: Readonly<Record<string, { readonly title: string; readonly schema: v.GenericSchema }>> = {
  info: { title: 'lithoscope info', schema: infoDocument },
  'measure-request': { title: 'lithoscope measure --request', schema: v.array(measureRequest) },
  measure: { title: 'lithoscope measure', schema: contract['measure.file'].result },
  segment: { title: 'lithoscope segment', schema: contract['segment.file'].result },
  evaluate: { title: 'lithoscope evaluate', schema: contract['evaluate.run'].result },
  selftest: { title: 'lithoscope selftest', schema: contract['selftest.run'].result },
  simulate: { title: 'lithoscope simulate', schema: contract['simulate.run'].result },
  synthesize: { title: 'lithoscope synthesize', schema: contract['synthesize.run'].result },
  convert: { title: 'lithoscope convert', schema: contract['stack.convert'].result },
  mesh: { title: 'lithoscope mesh', schema: contract['mesh.file'].result },
  compare: { title: 'lithoscope compare', schema: contract['compare.files'].result },
  analyze: { title: 'lithoscope analyze', schema: contract['analyze.run'].result },
  'report-files': { title: 'lithoscope report', schema: contract['report.build'].result },
  list: { title: 'lithoscope models, formats, metrics, generators', schema: contract['catalog.list'].result },
  report: { title: 'report.json of a report', schema: reportDocument },
  error: { title: 'any command that failed', schema: v.object({ error: errorEntry }) },
};

/** Voxels across a feature at which the bias of every metric is printed. */
const FEATURES = [4, 8, 16];

export async function docPages(): Promise<DocPage[]> {
  const workers = createInlineWorkers();
  const rows = await Promise.all(FEATURES.map((feature) => selftest({ feature, spacing: [1, 1, 1] }, { workers })));
  return [
    { path: 'cli.md', text: cliDocument([...COMMANDS, serve]) },
    { path: 'formats.md', text: formatDocs(FORMATS) },
    ...metricPages(rows.flat()).map(({ name, text }) => ({ path: `metrics/${name}`, text })),
    ...Object.entries(DOCUMENTS).map(([name, { title, schema }]) => ({
      path: `schemas/${name}.schema.json`,
      text: `${JSON.stringify(jsonSchema(schema, title), null, 2)}\n`,
    })),
  ];
}
