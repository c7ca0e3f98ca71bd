/** What is compared and what comes out: the document of the `compare` command. */
import type { Curve, Face, LabelVolume, Quantity } from '../volume/index.js';

export interface Structure {
  readonly name: string;
  readonly labels: LabelVolume;
  /** empty when unknown; growth is away from the first */
  readonly collectorFaces: readonly Face[];
}

export type Verdict = 'indistinguishable' | 'different' | 'cannot-tell';

export interface ComparedRow {
  readonly metric: string;
  readonly title: string;
  readonly a: Quantity;
  readonly b: Quantity;
  /** mean distance of a window of B to a window of A, in the descriptor's own measure */
  readonly distance: number | null;
  /** mean distance of two windows of A */
  readonly noiseFloor: { readonly value: number; readonly windows: number } | null;
  /** distance over noise floor; about 1 when B looks like another window of A */
  readonly ratio: number | null;
  readonly verdict: Verdict;
  readonly reason?: string;
}

export interface GeneratorResult {
  readonly id: string;
  readonly title: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly seeds: readonly number[];
  readonly verdict: Verdict;
  readonly rows: readonly ComparedRow[];
  readonly reason?: string;
}

export interface Matched {
  readonly spacing: { readonly value: readonly number[]; readonly unit: string; readonly source: string } | null;
  /** voxels of the box that is compared: growth axis first, then the two lateral ones */
  readonly window: readonly number[];
  /** equivalent dense thickness of A in that box */
  readonly capacity: Quantity | null;
}

export interface Comparison {
  readonly schema: 'lithoscope-compare/1';
  readonly a: string;
  readonly b?: string;
  readonly matched: Matched;
  readonly rows: readonly ComparedRow[];
  readonly curves: Readonly<Record<string, readonly Curve[]>>;
  readonly generators?: readonly GeneratorResult[];
  readonly noneFits?: boolean | null;
  readonly warnings: readonly string[];
}
