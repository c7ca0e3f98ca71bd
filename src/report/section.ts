/** A section is a record; the list is in `sections.ts`. */
import type { FigureDocument } from '../figures/index.js';
import type { Block } from './blocks.js';
import type { ReportData } from './data.js';

export interface SectionContext {
  readonly data: ReportData;
  /** for charts; the page's own, or one made for reports */
  readonly document: FigureDocument;
}

export interface SectionRecord {
  readonly id: string;
  readonly title: string;
  /** no blocks: the section is left out */
  readonly build: (context: SectionContext) => readonly Block[];
}
