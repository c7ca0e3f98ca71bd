/** Values of variables of a classic netCDF file, read in place: all of one, or one record. */
import type { ByteSource } from '../../ports/index.js';
import { byteText, corrupt, MAX_READ_BYTES, unsupported } from '../limits.js';
import { decodeStored } from '../stored.js';
import type { NetcdfHeader, NetcdfVariable } from './header.js';

/** what one variable of texts may have */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;

async function readBytes(
  bytes: ByteSource,
  header: NetcdfHeader,
  variable: NetcdfVariable,
  most: number,
  record?: number,
): Promise<Uint8Array> {
  const { name, begin } = variable;
  const one = variable.bytes;
  const records = variable.record && record === undefined ? header.records : 1;
  const total = one * records;
  if (total > most) throw unsupported(bytes.name, `its variable "${name}" of ${byteText(total)} is beyond ${byteText(most)}.`, 'too-large');
  const first = begin + (record ?? 0) * header.recordBytes;
  const last = first + (records - 1) * header.recordBytes;
  if (total > 0 && (first < 0 || last + one > bytes.size))
    throw corrupt(bytes.name, `its variable "${name}" ends at byte ${last + one} of ${bytes.size}`);
  if (records === 1 || one === 0) return total === 0 ? new Uint8Array(0) : bytes.read(first, one);
  const out = new Uint8Array(total);
  for (let i = 0; i < records; i++) out.set(await bytes.read(first + i * header.recordBytes, one), i * one);
  return out;
}

/** Numbers of a variable, or of one record of it, as float64. */
export async function netcdfNumbers(
  bytes: ByteSource,
  header: NetcdfHeader,
  variable: NetcdfVariable,
  record?: number,
): Promise<Float64Array> {
  if (variable.type === 'char') throw corrupt(bytes.name, `its variable "${variable.name}" holds letters instead of numbers`);
  const raw = await readBytes(bytes, header, variable, MAX_READ_BYTES, record);
  return new Float64Array(decodeStored(raw, variable.type, true, bytes.name));
}

/** Texts of a variable of letters, the last axis along each text. */
export async function netcdfTexts(bytes: ByteSource, header: NetcdfHeader, variable: NetcdfVariable): Promise<string[]> {
  if (variable.type !== 'char') throw corrupt(bytes.name, `its variable "${variable.name}" holds numbers instead of letters`);
  const raw = await readBytes(bytes, header, variable, MAX_TEXT_BYTES);
  const length = variable.shape.at(-1) ?? 0;
  if (length === 0) return [];
  return Array.from({ length: Math.floor(raw.length / length) }, (_, i) => {
    const text = raw.subarray(i * length, (i + 1) * length);
    const end = text.indexOf(0);
    return new TextDecoder().decode(end < 0 ? text : text.subarray(0, end)).trim();
  });
}
