/** The report as data: `docs/schemas/report.schema.json` describes it. Pictures stay in the page. */
import type { ReportData } from './data.js';
import { methodsParagraph } from './methods.js';

export const REPORT_SCHEMA = 'lithoscope-report/1';

export function renderJson(data: ReportData): string {
  const { pictures, ...rest } = data;
  const listed = pictures.map(({ title, caption, width, height }) => ({ title, caption, width, height }));
  return `${JSON.stringify({ schema: REPORT_SCHEMA, ...rest, methods: methodsParagraph(data), pictures: listed }, null, 1)}\n`;
}
