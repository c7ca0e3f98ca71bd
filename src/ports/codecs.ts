/** Compression and hashing, supplied by the host. Every decoder is told the most it may produce. */

export interface Hasher {
  update(bytes: Uint8Array): void;
  /** lower-case hex */
  hex(): string;
}

export interface Codecs {
  /** zlib or raw deflate stream; refuses to produce more than `maxLength` bytes */
  inflate(bytes: Uint8Array, maxLength: number): Promise<Uint8Array>;
  deflate(bytes: Uint8Array, level?: number): Promise<Uint8Array>;
  /** one gzip member or several; refuses to produce more than `maxLength` bytes */
  gunzip(bytes: Uint8Array, maxLength: number): Promise<Uint8Array>;
  gzip(bytes: Uint8Array, level?: number): Promise<Uint8Array>;
  zstd(bytes: Uint8Array, maxLength: number): Promise<Uint8Array>;
  sha256(): Hasher;
}
