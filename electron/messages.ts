/** What main and the core process say to each other. Plain data only. */
import type { Frame } from '../src/contract/index.js';

export type ToCore =
  | { readonly type: 'start'; readonly id: string; readonly method: string; readonly params: unknown }
  | { readonly type: 'cancel'; readonly id: string }
  | { readonly type: 'grant'; readonly id: string; readonly path: string; readonly mode: 'read' | 'write' }
  | { readonly type: 'resource'; readonly id: string; readonly method: string; readonly url: string };

export type FromCore =
  | { readonly type: 'ready' }
  | { readonly type: 'frame'; readonly id: string; readonly frame: Frame }
  | { readonly type: 'granted'; readonly id: string; readonly ref: string }
  | {
      readonly type: 'resource';
      readonly id: string;
      readonly status: number;
      readonly headers: Record<string, string>;
      readonly body: Uint8Array;
    };

/** What the preload may ask of main. */
export type FromRenderer =
  | { readonly type: 'start'; readonly id: string; readonly method: string; readonly params: unknown }
  | { readonly type: 'cancel'; readonly id: string }
  | { readonly type: 'grant'; readonly id: string; readonly path: string };

export const REQUEST_CHANNEL = 'lithoscope:request';
export const FRAME_CHANNEL = 'lithoscope:frame';
export const APP_ORIGIN = 'app://lithoscope';
