/**
 * Texts of variable length lie in collections ("GCOL") of the file. In a damaged one a free piece can have the length 0,
 * on which the library goes round for ever: so each is looked through as it is read.
 */
const SIGNATURE = [0x47, 0x43, 0x4f, 0x4c];
const HEADER = 16;

/** Whether bytes that were just read begin a collection whose pieces do not lead on. */
export function isEndlessHeap(bytes: Uint8Array): boolean {
  if (bytes.length < 2 * HEADER || !SIGNATURE.every((letter, i) => bytes[i] === letter)) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = Math.min(bytes.length, Number(view.getBigUint64(8, true)));
  for (let at = HEADER; at + HEADER <= end;) {
    const size = Number(view.getBigUint64(at + 8, true));
    // a free piece counts its own header, a used one does not
    const step = view.getUint16(at, true) === 0 ? size : HEADER + Math.ceil(size / 8) * 8;
    if (step < HEADER) return true;
    at += step;
  }
  return false;
}
