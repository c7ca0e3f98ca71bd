/** What main and the core process say to each other. Plain data only. */
import type { InferenceReply, InferenceRequest } from '../src/node/index.js';
import type { Frame } from '../src/contract/index.js';

export type ToCore =
  | { readonly type: 'start'; readonly id: string; readonly method: string; readonly params: unknown }
  | { readonly type: 'cancel'; readonly id: string }
  | { readonly type: 'grant'; readonly id: string; readonly path: string; readonly mode: 'read' | 'write' }
  | { readonly type: 'resource'; readonly id: string; readonly method: string; readonly url: string }
  | InferenceToCore;

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
    }
  | InferenceFromCore;

/** Only main can start a process, so it starts the inference processes of the core and passes their messages on. */
export type InferenceFromCore =
  | { readonly type: 'inference-start'; readonly id: string }
  | { readonly type: 'inference-send'; readonly id: string; readonly request: InferenceRequest }
  | { readonly type: 'inference-stop'; readonly id: string };

export type InferenceToCore =
  | { readonly type: 'inference-reply'; readonly id: string; readonly reply: InferenceReply }
  | { readonly type: 'inference-exit'; readonly id: string; readonly reason: string };

/** What the preload may ask of main. */
export type FromRenderer =
  | { readonly type: 'start'; readonly id: string; readonly method: string; readonly params: unknown }
  | { readonly type: 'cancel'; readonly id: string }
  | { readonly type: 'grant'; readonly id: string; readonly path: string };

export const REQUEST_CHANNEL = 'lithoscope:request';
export const FRAME_CHANNEL = 'lithoscope:frame';
export const APP_ORIGIN = 'app://lithoscope';
