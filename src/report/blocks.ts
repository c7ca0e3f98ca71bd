/** What sections say, before any renderer decides how it looks. */

export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

export interface Card {
  readonly title: string;
  /** null: there is none, and the note says why */
  readonly value: string | null;
  readonly note: string;
}

/** Cells; a single text is a heading over the rows that follow. */
export type TableRow = readonly string[] | string;

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'warnings'; readonly items: readonly string[] }
  | { readonly kind: 'cards'; readonly items: readonly Card[] }
  | { readonly kind: 'pairs'; readonly items: readonly KeyValue[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly TableRow[]; readonly caption?: string }
  /** what the colours of pictures mean */
  | { readonly kind: 'legend'; readonly items: readonly { readonly color: string; readonly title: string }[] }
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
