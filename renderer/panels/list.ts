/** One line per panel. */
import type { ComponentType } from 'react';
import type { StageId } from '../../src/contract/index.js';
import { ComparePanel } from './compare/compare-panel.js';
import { LoadPanel } from './load/load-panel.js';
import { MeasurePanel } from './measure/measure-panel.js';
import { PreparePanel } from './prepare/prepare-panel.js';
import { ReportPanel } from './report/report-panel.js';
import { ReviewPanel } from './review/review-panel.js';
import { SegmentPanel } from './segment/segment-panel.js';

export interface PanelRecord {
  readonly view: ComponentType;
  /** beside the viewer, broad beside it, or the whole page */
  readonly layout: 'side' | 'broad' | 'page';
}

export const PANELS: Readonly<Record<StageId, PanelRecord>> = {
  load: { view: LoadPanel, layout: 'page' },
  prepare: { view: PreparePanel, layout: 'side' },
  segment: { view: SegmentPanel, layout: 'side' },
  review: { view: ReviewPanel, layout: 'side' },
  measure: { view: MeasurePanel, layout: 'broad' },
  compare: { view: ComparePanel, layout: 'page' },
  report: { view: ReportPanel, layout: 'page' },
};
