/**
 * The edit journal: an append-only file that is autosave, crash recovery and provenance at once.
 *
 *     "LITHOED1"                                        8 bytes
 *     record: length of the body, checksum of the body  2 x uint32, little-endian
 *             body: length of the JSON text (uint32), JSON text, runs (float64), before, after
 *
 * A process that dies while appending leaves a last record that is short or fails its checksum. Reading stops there:
 * everything accepted before is intact, and `validBytes` says where the file has to be cut.
 */
import type { EditDiff } from './edit-diff.js';
import type { Stroke } from './stroke.js';

interface StrokeRecord {
  readonly kind: 'stroke';
  /** ascending; names the state of the labels after it */
  readonly id: number;
  readonly atMs: number;
  readonly reviewer: string;
  readonly stroke: Stroke;
  readonly diff: EditDiff;
}

/** Undo and redo are records too: nothing that was accepted is ever erased from the file. */
interface StepRecord {
  readonly kind: 'undo' | 'redo';
  readonly atMs: number;
  readonly reviewer: string;
}

export type JournalRecord = StrokeRecord | StepRecord;

const MAGIC = 'LITHOED1';
/** no stroke of the brush can come near this; a larger length is damage */
const MAX_BODY = 256 * 1024 * 1024;

/** The first bytes of a new journal. */
export function journalHeader(): Uint8Array {
  return new TextEncoder().encode(MAGIC);
}

export function encodeRecord(record: JournalRecord): Uint8Array {
  const { diff, ...head } = record.kind === 'stroke' ? record : { ...record, diff: undefined };
  const text = new TextEncoder().encode(
    JSON.stringify(diff === undefined ? head : { ...head, runs: diff.runs.length, voxels: diff.before.length }),
  );
  const size = 4 + text.length + (diff === undefined ? 0 : diff.runs.byteLength + diff.before.length + diff.after.length);
  const bytes = new Uint8Array(8 + size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, size, true);
  view.setUint32(8, text.length, true);
  bytes.set(text, 12);
  if (diff !== undefined) {
    let at = 12 + text.length;
    for (const value of diff.runs) {
      view.setFloat64(at, value, true);
      at += 8;
    }
    bytes.set(diff.before, at);
    bytes.set(diff.after, at + diff.before.length);
  }
  view.setUint32(4, crc32(bytes.subarray(8)), true);
  return bytes;
}

export interface JournalContent {
  readonly records: readonly JournalRecord[];
  /** length of the part that is intact */
  readonly validBytes: number;
  /** true when something after `validBytes` was dropped */
  readonly torn: boolean;
}

/** Reads all intact records; stops at the first that is short or damaged. */
export function decodeJournal(bytes: Uint8Array): JournalContent {
  const records: JournalRecord[] = [];
  if (new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) return { records, validBytes: 0, torn: bytes.length > 0 };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = MAGIC.length;
  while (at + 8 <= bytes.length) {
    const size = view.getUint32(at, true);
    if (size > MAX_BODY || at + 8 + size > bytes.length) break;
    const body = bytes.subarray(at + 8, at + 8 + size);
    if (crc32(body) !== view.getUint32(at + 4, true)) break;
    const record = decodeBody(body);
    if (record === undefined) break;
    records.push(record);
    at += 8 + size;
  }
  return { records, validBytes: at, torn: at !== bytes.length };
}

type Head = (Omit<StrokeRecord, 'diff'> & { runs: number; voxels: number }) | StepRecord;

function decodeBody(body: Uint8Array): JournalRecord | undefined {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const textLength = body.length < 4 ? Infinity : view.getUint32(0, true);
  if (4 + textLength > body.length) return undefined;
  // the checksum held, so this text is what was written
  const head = JSON.parse(new TextDecoder().decode(body.subarray(4, 4 + textLength))) as Head;
  if (head.kind !== 'stroke') return head;
  const { runs: runCount, voxels, ...rest } = head;
  let at = 4 + textLength;
  if (at + runCount * 8 + voxels * 2 !== body.length) return undefined;
  const runs = new Float64Array(runCount);
  for (let i = 0; i < runCount; i++, at += 8) runs[i] = view.getFloat64(at, true);
  return { ...rest, diff: { runs, before: body.slice(at, at + voxels), after: body.slice(at + voxels, at + 2 * voxels) } };
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** CRC-32 (IEEE 802.3), enough to see a torn or damaged record. */
function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) c = (CRC_TABLE[(c ^ (bytes[i] ?? 0)) & 0xff] ?? 0) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
