/** Samples of 1 to 15 bits, packed most significant bit first, rows padded to whole bytes. */

/** One value per sample: uint8 up to 8 bits, uint16 above. */
export function unpackBits(bytes: Uint8Array, rows: number, rowSamples: number, bits: number): Uint8Array | Uint16Array {
  const out = bits <= 8 ? new Uint8Array(rows * rowSamples) : new Uint16Array(rows * rowSamples);
  const rowBytes = Math.ceil((rowSamples * bits) / 8);
  const mask = (1 << bits) - 1;
  for (let row = 0; row < rows; row++) {
    let at = row * rowBytes;
    let held = 0;
    let value = 0;
    const end = (row + 1) * rowSamples;
    for (let o = row * rowSamples; o < end; o++) {
      while (held < bits) {
        value = ((value << 8) | (bytes[at++] as number)) & 0xffffff;
        held += 8;
      }
      held -= bits;
      out[o] = (value >>> held) & mask;
    }
  }
  return out;
}

const REVERSED = Uint8Array.from({ length: 256 }, (_, byte) => {
  let out = 0;
  for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) out |= 128 >> bit;
  return out;
});

/** FillOrder 2: the bits of every byte are stored in reverse, in place. */
export function reverseBits(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = REVERSED[bytes[i] as number] as number;
}
