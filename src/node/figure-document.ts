/** A document for figures in reports: the charts are the same code as on screen. */
import { parseHTML } from 'linkedom';
import type { FigureDocument } from '../figures/index.js';

export function createFigureDocument(): FigureDocument {
  return parseHTML('<!doctype html><html><body></body></html>').document as unknown as FigureDocument;
}
