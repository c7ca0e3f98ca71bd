/** What the panes need to know of the strokes that a classifier learns from. */
import type { Axis } from './planes.js';

export interface StrokeView {
  /** of the strokes; null: not asked for yet */
  readonly version: string | null;
  /** strokes wait for their answer: a slice fetched now could be without them */
  readonly held: boolean;
  /** the slice of each plane that the classifier has labelled */
  readonly previews: Partial<Readonly<Record<Axis, { readonly index: number; readonly version: string }>>>;
}
