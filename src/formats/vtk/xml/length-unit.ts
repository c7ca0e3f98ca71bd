/** The unit of the lengths of a VTK XML file, which the format has no place for: a text in a field of its own. */
import { METRES_FIELD, UNIT_FIELD } from './appended.js';
import { numbersOf } from './document.js';
import type { VtkDocument, VtkXmlArray } from './document.js';

/** words that say that lengths mean nothing */
const NO_UNITS: readonly string[] = ['', 'unknown', 'voxel', 'voxels', 'pixel', 'pixels'];
const MAX_LETTERS = 64;

function textNumbers(xml: string, { textStart }: VtkXmlArray): number[] {
  const end = xml.indexOf('<', textStart);
  return numbersOf(xml.slice(textStart, end < 0 ? textStart : Math.min(end, textStart + 4 * MAX_LETTERS)));
}

/** Metres in one length, where a field of numbers says so. */
export function metresPerUnit({ fieldData, xml }: VtkDocument): number | undefined {
  const array = fieldData.find(({ name, stored, coding }) => name === METRES_FIELD && stored !== undefined && coding === 'ascii');
  const metres = array === undefined ? NaN : (textNumbers(xml, array)[0] ?? NaN);
  return Number.isFinite(metres) && metres > 0 ? metres : undefined;
}

/** Text of the field; null: it says that there is no unit; undefined: the file says nothing. */
export function lengthUnit({ fieldData, xml }: VtkDocument): string | null | undefined {
  const array = fieldData.find(({ name, type, coding }) => name === UNIT_FIELD && type === 'String' && coding === 'ascii');
  if (array === undefined) return undefined;
  const codes = textNumbers(xml, array);
  const stop = codes.indexOf(0);
  const letters = codes.slice(0, Math.min(MAX_LETTERS, stop < 0 ? codes.length : stop));
  if (!letters.every((code) => Number.isInteger(code) && code > 0 && code < 256)) return undefined;
  const text = new TextDecoder().decode(Uint8Array.from(letters)).trim();
  return NO_UNITS.includes(text.toLowerCase()) ? null : text;
}
