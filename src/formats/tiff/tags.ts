/** Tag numbers, field types and compression names of TIFF 6.0 and its common extensions. */

export const TAG = {
  subfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  description: 270,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  xResolution: 282,
  yResolution: 283,
  planarConfig: 284,
  t4Options: 292,
  resolutionUnit: 296,
  software: 305,
  predictor: 317,
  colorMap: 320,
  tileWidth: 322,
  tileLength: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  ycbcrSubsampling: 530,
  imageDepth: 32997,
  zeissSem: 34118,
  feiSfeg: 34680,
  feiHelios: 34682,
  tescan: 50431,
  imageJCounts: 50838,
  imageJData: 50839,
} as const;

/** bytes of one value, by field type */
export const TYPE_BYTES: Readonly<Record<number, number>> = {
  1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8,
}; // prettier-ignore

export type Codec = 'none' | 'lzw' | 'deflate' | 'packbits' | 'zstd' | 'rle' | 'group3' | 'group4' | 'jpeg' | 'webp';

export const CODECS: Readonly<Record<number, Codec>> = {
  1: 'none',
  2: 'rle',
  3: 'group3',
  4: 'group4',
  5: 'lzw',
  7: 'jpeg',
  8: 'deflate',
  32946: 'deflate',
  32773: 'packbits',
  34926: 'zstd',
  50000: 'zstd',
  50001: 'webp',
};

/** Compressions that are known by name and refused. */
export const REFUSED_CODECS: Readonly<Record<number, string>> = {
  6: 'old-style JPEG',
  9: 'JBIG',
  10: 'JBIG',
  32766: 'NeXT RLE',
  32771: 'CCITT RLE on 16-bit borders',
  32809: 'ThunderScan',
  33003: 'JPEG 2000',
  33005: 'JPEG 2000',
  34661: 'JBIG',
  34676: 'SGI LogL',
  34677: 'SGI LogLuv',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34892: 'lossy JPEG',
  34925: 'LZMA',
  50002: 'JPEG XL',
};

/** The most that a codec can expand: a claim beyond it is damage, whatever the file says. */
export const MAX_RATIO: Readonly<Record<Codec, number>> = {
  none: 1, lzw: 3000, deflate: 1100, packbits: 70, zstd: Infinity, rle: 700, group3: Infinity, group4: Infinity, jpeg: Infinity, webp: Infinity,
}; // prettier-ignore
