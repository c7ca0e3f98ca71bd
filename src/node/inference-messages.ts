/** What the inference process and its parent say to each other: plain data for a structured-clone channel. */
import type { ErrorData } from '../base/index.js';
import type { TensorData, TileBytes, TileWork } from '../ports/index.js';

export interface SessionShape {
  readonly inputs: readonly { readonly name: string; readonly dims: readonly (number | string)[] }[];
  readonly outputs: readonly { readonly name: string; readonly dims: readonly (number | string)[] }[];
}

/** Every request names the weights; the process keeps what it opened, so a restarted one needs no history. */
export type InferenceRequest =
  | { readonly id: number; readonly kind: 'open'; readonly path: string }
  | {
      readonly id: number;
      readonly kind: 'run';
      readonly path: string;
      readonly inputs: readonly TensorData[];
      readonly outputs?: readonly number[] | undefined;
    }
  | { readonly id: number; readonly kind: 'tile'; readonly path: string; readonly work: TileWork; readonly file?: string | undefined }
  /** nobody waits for request `id` any more */
  | { readonly id: number; readonly kind: 'drop' };

export type InferenceReply =
  | { readonly id: number; readonly kind: 'opened'; readonly shape: SessionShape }
  | { readonly id: number; readonly kind: 'ran'; readonly outputs: readonly TensorData[] }
  /** null: the tile lies in the file */
  | { readonly id: number; readonly kind: 'tiled'; readonly bytes: TileBytes | null }
  | { readonly id: number; readonly kind: 'failed'; readonly error: ErrorData };
