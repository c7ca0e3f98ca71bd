/** Variants of known formats that only the host's long-tail decoder reads, checked against their own header. */
import type { VolumeSource } from '../volume/index.js';
import { dtypeOf } from '../volume/index.js';
import type { FormatHost } from './format.js';
import { corrupt, MAX_WHOLE_FILE_BYTES, unsupported } from './limits.js';
import { memoryBytes, rawSource } from './raw-source.js';
import { sourceInfo } from './source-info.js';
import type { FoundInfo } from './source-info.js';
import { voxelType } from './stored.js';

/** Decodes the whole file and refuses anything that differs from what the header announced. */
export async function openLongTail(host: FormatHost, found: FoundInfo, reason: string): Promise<VolumeSource> {
  const { longTail } = host;
  if (longTail === undefined) throw unsupported(found.name, `${reason} is not supported here; save it as one uncompressed file.`);
  const info = sourceInfo({ ...found, cost: 'whole-file' });
  if (info.bytes > MAX_WHOLE_FILE_BYTES)
    throw unsupported(found.name, `${reason} is read up to 1 GiB only; save it as one uncompressed file.`, 'too-large');
  const decoded = await longTail.decode(found.path, MAX_WHOLE_FILE_BYTES);
  const expected = info.axes.reduce((product, axis) => product * axis.size, 1);
  if (dtypeOf(decoded.data) !== voxelType(found.stored) || decoded.data.length !== expected)
    throw corrupt(
      found.name,
      `decoding gave ${decoded.data.length} samples of ${dtypeOf(decoded.data)}, its header promises ${expected} of ${found.stored}`,
    );
  const bytes = new Uint8Array(decoded.data.buffer, decoded.data.byteOffset, decoded.data.byteLength);
  return rawSource(info, { bytes: memoryBytes(found.name, found.path, bytes), offset: 0, stored: found.stored, bigEndian: false });
}
