/** Sparse files of 5 GB: directories and the last slice are real, everything between is a hole that reads as zeros. */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';

export const N = 1024;
export const PAGES = 2500;
const PAGE_BYTES = N * N * 2;

/** Value of a voxel of the last slice. */
export const lastSliceValue = (i: number): number => (i * 7919) % 65521;

function lastSlice(bigEndian: boolean): Buffer {
  const out = Buffer.alloc(PAGE_BYTES);
  for (let i = 0; i < N * N; i++) {
    if (bigEndian) out.writeUInt16BE(lastSliceValue(i), i * 2);
    else out.writeUInt16LE(lastSliceValue(i), i * 2);
  }
  return out;
}

function sparse(path: string, size: number, parts: readonly (readonly [number, Buffer])[]): number {
  const file = openSync(path, 'w');
  try {
    ftruncateSync(file, size);
    for (const [offset, bytes] of parts) writeSync(file, bytes, 0, bytes.length, offset);
  } finally {
    closeSync(file);
  }
  return lastSliceValue(N * N - 1);
}

/** [tag, type, count, value]: 3 short, 4 long, 2 text at an offset, 16 long8 */
type Tag = readonly [tag: number, type: number, count: number, value: number];

const pageTags = (description?: { length: number; at: number }): readonly Tag[] => [
  [256, 4, 1, N],
  [257, 4, 1, N],
  [258, 3, 1, 16],
  [259, 3, 1, 1],
  [262, 3, 1, 1],
  ...(description === undefined ? [] : [[270, 2, description.length, description.at] as const]),
];

/** One big-endian directory for all images, as ImageJ saves stacks beyond 4 GB. Gives the value of the last voxel. */
export function writeHugeImageJ(path: string): number {
  const text = Buffer.from(`ImageJ=1.54f\nimages=${PAGES}\nslices=${PAGES}\nloop=false\n\0`);
  const head = Buffer.alloc(512);
  head.write('MM');
  head.writeUInt16BE(42, 2);
  head.writeUInt32BE(8, 4);
  const tags: readonly Tag[] = [
    ...pageTags({ length: text.length, at: 256 }),
    [273, 4, 1, head.length],
    [277, 3, 1, 1],
    [278, 4, 1, N],
    [279, 4, 1, PAGE_BYTES],
  ];
  head.writeUInt16BE(tags.length, 8);
  tags.forEach(([tag, type, count, value], i) => {
    const at = 10 + i * 12;
    head.writeUInt16BE(tag, at);
    head.writeUInt16BE(type, at + 2);
    head.writeUInt32BE(count, at + 4);
    if (type === 3) head.writeUInt16BE(value, at + 8);
    else head.writeUInt32BE(value, at + 8);
  });
  text.copy(head, 256);
  return sparse(path, head.length + PAGES * PAGE_BYTES, [
    [0, head],
    [head.length + (PAGES - 1) * PAGE_BYTES, lastSlice(true)],
  ]);
}

/** A directory behind each page, as cameras write while they record. Gives the value of the last voxel. */
export function writeHugeBigTiff(path: string): number {
  const count = 9;
  const ifdBytes = 8 + count * 20 + 8;
  const start = 16;
  const each = PAGE_BYTES + ifdBytes;
  const head = Buffer.from([0x49, 0x49, 43, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  head.writeBigUInt64LE(BigInt(start + PAGE_BYTES), 8);
  const parts: (readonly [number, Buffer])[] = [[0, head]];
  for (let page = 0; page < PAGES; page++) {
    const data = start + page * each;
    const ifd = Buffer.alloc(ifdBytes);
    const tags: readonly Tag[] = [...pageTags(), [273, 16, 1, data], [277, 3, 1, 1], [278, 4, 1, N], [279, 16, 1, PAGE_BYTES]];
    ifd.writeBigUInt64LE(BigInt(count), 0);
    tags.forEach(([tag, type, values, value], i) => {
      const at = 8 + i * 20;
      ifd.writeUInt16LE(tag, at);
      ifd.writeUInt16LE(type, at + 2);
      ifd.writeBigUInt64LE(BigInt(values), at + 4);
      ifd.writeBigUInt64LE(BigInt(value), at + 12);
    });
    if (page < PAGES - 1) ifd.writeBigUInt64LE(BigInt(data + each + PAGE_BYTES), ifdBytes - 8);
    parts.push([data + PAGE_BYTES, ifd]);
    if (page === PAGES - 1) parts.push([data, lastSlice(false)]);
  }
  return sparse(path, start + PAGES * each, parts);
}
