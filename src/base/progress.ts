/** How long work reports itself and is stopped. */

export interface Progress {
  readonly done: number;
  readonly total: number;
  /** what is being counted, for people: "tiles", "slices", "metrics" */
  readonly what: string;
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}
