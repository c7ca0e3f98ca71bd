/** What sections say, before any renderer decides how it looks. */

export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'warnings'; readonly items: readonly string[] }
  | { readonly kind: 'cards'; readonly items: readonly { readonly title: string; readonly value: string; readonly note: string }[] }
  | { readonly kind: 'pairs'; readonly items: readonly KeyValue[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[]; readonly caption?: string }
  /** an SVG or figure element made by the figures room, already serialised and safe */
  | { readonly kind: 'figure'; readonly markup: string; readonly caption: string }
  | {
      readonly kind: 'picture';
      readonly png: Uint8Array;
      readonly width: number;
      readonly height: number;
      readonly title: string;
      readonly caption: string;
    }
  | { readonly kind: 'code'; readonly text: string };

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}
