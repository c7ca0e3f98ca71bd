/** What passes between the program and a thread of readers. Everything is plain data; voxels move, they are not copied. */
import type { ErrorData, Progress } from '../base/index.js';
import type { GeometryInfo, Region, SourceInfo } from '../volume/index.js';

export type ReaderAsk =
  | { readonly kind: 'inspect'; readonly path: string }
  | { readonly kind: 'glance' | 'list'; readonly paths: readonly string[] }
  | { readonly kind: 'open'; readonly paths: readonly string[]; readonly dataset: string | undefined }
  | { readonly kind: 'open-geometry'; readonly paths: readonly string[] }
  | { readonly kind: 'read'; readonly source: number; readonly region: Region }
  | { readonly kind: 'hash' | 'stored'; readonly source: number }
  | { readonly kind: 'frame'; readonly source: number; readonly index: number };

export type ToReader =
  | { readonly ticket: number; readonly ask: ReaderAsk }
  | { readonly cancel: number }
  /** a source that nobody reads any more */
  | { readonly close: number };

/** The answer to `open` and `open-geometry`: a number for later readings. */
export interface Opened {
  readonly source: number;
  readonly info: SourceInfo | GeometryInfo;
}

export type FromReader =
  | { readonly ticket: number; readonly value: unknown }
  | { readonly ticket: number; readonly error: ErrorData }
  | { readonly ticket: number; readonly progress: Progress }
  /** the request got hold of a piece of its file just now */
  | { readonly ticket: number; readonly alive: true };
