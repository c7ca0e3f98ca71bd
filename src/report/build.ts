/** From gathered data to files. */
import type { FigureDocument } from '../figures/index.js';
import type { Section } from './blocks.js';
import { quantitiesTable, tableCsv } from './csv.js';
import type { ReportData } from './data.js';
import { renderHtml } from './html.js';
import { renderJson } from './json.js';
import { SECTIONS } from './sections.js';

export type ReportFormat = 'html' | 'csv' | 'json';

export interface ReportFile {
  readonly name: string;
  readonly title: string;
  readonly text: string;
}

export function buildSections(data: ReportData, document: FigureDocument): Section[] {
  return SECTIONS.flatMap(({ id, title, build }) => {
    const blocks = build({ data, document });
    return blocks.length > 0 ? [{ id, title, blocks }] : [];
  });
}

function files(format: ReportFormat, data: ReportData, document: FigureDocument): ReportFile[] {
  if (format === 'html') return [{ name: 'report.html', title: 'Report', text: renderHtml(data, buildSections(data, document)) }];
  if (format === 'json') return [{ name: 'report.json', title: 'Report as data', text: renderJson(data) }];
  return [quantitiesTable(data), ...data.tables].map((table) => ({ name: `${table.id}.csv`, title: table.title, text: tableCsv(table) }));
}

/** Text files of a report; masks and the recipe are added by the service that holds them. */
export function buildReport(data: ReportData, formats: readonly ReportFormat[], document: FigureDocument): ReportFile[] {
  return formats.flatMap((format) => files(format, data, document));
}
