/** Compression and hashing, supplied by the host. Every decoder is told the most it may produce. */

export interface Hasher {
  update(bytes: Uint8Array): void;
  /** lower-case hex */
  hex(): string;
}

/** Compressed strips or tiles that lie near one another, and what undoes their predictor and byte order. */
export interface StripBatch {
  readonly codec: 'lzw' | 'deflate' | 'packbits' | 'zstd';
  readonly bytes: Uint8Array;
  /** where each strip lies in `bytes`, and its exact decoded length */
  readonly strips: readonly { readonly at: number; readonly count: number; readonly length: number }[];
  readonly sampleBytes: number;
  readonly rowSamples: number;
  readonly pixelSamples: number;
  /** of TIFF: 1 none, 2 differences along rows, 3 differences of byte planes */
  readonly predictor: number;
  readonly bigEndian: boolean;
  /** of the file, for messages */
  readonly name: string;
  /** as long as all strips together */
  readonly into: Uint8Array;
}

/** Decoding beside the calling thread. */
export interface StripDecoders {
  /** how many batches are decoded at once */
  readonly threads: number;
  /** memory for batches that the threads see, too: it can be used again for another batch */
  allocate(bytes: number): Uint8Array;
  /** puts the little-endian samples of all strips into `into`, one strip after another */
  decode(batch: StripBatch): Promise<void>;
}

export interface Codecs {
  /** absent where there are no threads to decode in: the caller then decodes by itself, with the same result */
  readonly strips?: StripDecoders | undefined;
  /** zlib or raw deflate stream; refuses to produce more than `maxLength` bytes */
  inflate(bytes: Uint8Array, maxLength: number): Promise<Uint8Array>;
  deflate(bytes: Uint8Array, level?: number): Promise<Uint8Array>;
  /** one gzip member or several; refuses to produce more than `maxLength` bytes */
  gunzip(bytes: Uint8Array, maxLength: number): Promise<Uint8Array>;
  gzip(bytes: Uint8Array, level?: number): Promise<Uint8Array>;
  zstd(bytes: Uint8Array, maxLength: number): Promise<Uint8Array>;
  sha256(): Hasher;
}
