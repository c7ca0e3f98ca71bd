/** HDF5 through the host's library: the tree, attributes and boxes of data sets, each bounded. */

export type Hdf5Value = string | number | boolean | readonly (string | number)[];

export interface Hdf5Dataset {
  /** from the root, with slashes: "exchange/data" */
  readonly path: string;
  /** other paths that lead to it, through hard, soft and external links (the first few) */
  readonly aliases: readonly string[];
  readonly shape: readonly number[];
  /** "uint16", "float32", "float16", "int64", "bool", "string", "compound", ... */
  readonly type: string;
  readonly chunk: readonly number[] | null;
  /** why it cannot be read: a filter without a decoder, an external file, a virtual layout outside the folder */
  readonly refusal: string | null;
}

export interface Hdf5File {
  /** every data set, breadth first, links followed once; refuses trees that never end */
  datasets(): Promise<readonly Hdf5Dataset[]>;
  /** the data set that a path leads to, by its own path or an alias */
  dataset(path: string): Promise<Hdf5Dataset | null>;
  /** of a group or data set; "" is the root. Empty where nothing is; values that are too large or of other types are left out */
  attributes(path: string): Promise<Readonly<Record<string, Hdf5Value>>>;
  /** C-ordered little-endian bytes of a box; booleans are one byte each. Refuses what `refusal` names. */
  read(path: string, start: readonly number[], size: readonly number[], signal?: AbortSignal): Promise<Uint8Array>;
  /** a data set of texts in C order, refused above `maxBytes` */
  readText(path: string, maxBytes: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface Hdf5 {
  open(path: string): Promise<Hdf5File>;
}
