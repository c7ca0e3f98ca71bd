/** Small PNG pictures of each kind that keeps its stored values. */
import { zlibSync } from 'fflate';

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

function png(bits: number, colour: number, samples: number): Uint8Array {
  const [width, height] = [24, 18];
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, colour, 0, 0, 0], 8);
  const row = 1 + Math.ceil((width * samples * bits) / 8);
  const rows = Uint8Array.from({ length: row * height }, (_, i) => (i % row === 0 ? 0 : (i * 7) % (colour === 3 ? 4 : 251)));
  const palette = colour === 3 ? [chunk('PLTE', Uint8Array.from({ length: 768 }, (_, i) => i % 256))] : [];
  return Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10),
    chunk('IHDR', header),
    ...palette,
    chunk('IDAT', zlibSync(rows)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

export const PICTURE_SAMPLES: readonly { readonly name: string; readonly bytes: Uint8Array }[] = [
  { name: 'grey8.png', bytes: png(8, 0, 1) },
  { name: 'grey16.png', bytes: png(16, 0, 1) },
  { name: 'palette.png', bytes: png(8, 3, 1) },
  { name: 'rgb.png', bytes: png(8, 2, 3) },
  { name: 'bits.png', bytes: png(1, 0, 1) },
];
