/**
 * The elements of a DICOM file before its pixels: bounded reads until the pixel data begin. The file meta group is
 * walked here, since it says how everything after it is written; the data set itself is parsed by dicom-parser.
 */
import dicomParser from 'dicom-parser';
import type { DataSet } from 'dicom-parser';
import { LithoscopeError } from '../../base/index.js';
import type { ByteSource } from '../../ports/index.js';
import type { FormatHost } from '../format.js';
import { byteText, corrupt, decodingOf, MAX_WHOLE_FILE_BYTES, MIB, unsupported } from '../limits.js';
import { memoryBytes } from '../raw-source.js';

export const IMPLICIT_LITTLE = '1.2.840.10008.1.2';
export const EXPLICIT_LITTLE = '1.2.840.10008.1.2.1';
export const EXPLICIT_BIG = '1.2.840.10008.1.2.2';
const DEFLATED = '1.2.840.10008.1.2.1.99';
const PIXELS = 'x7fe00010';

/** most headers end within the first; enhanced ones describe every frame and are longer */
const HEADER_TRIES = [64 * 1024, 4 * MIB, 64 * MIB];
const MAX_META_BYTES = 64 * 1024;
/** elements that take a 32-bit length in the explicit form */
const LONG_FORMS = /^(OB|OD|OF|OL|OV|OW|SQ|SV|UC|UN|UR|UT|UV)$/;

interface Meta {
  readonly transferSyntax: string;
  /** "1.2.840.10008.1.3.10" for a DICOMDIR */
  readonly storageClass: string;
  /** where the data set begins */
  readonly end: number;
}

export interface DicomHeader {
  readonly elements: DataSet;
  readonly transferSyntax: string;
  /** the bytes in which the pixels lie: the file, or its inflated content */
  readonly bytes: ByteSource;
  readonly inflated: boolean;
  /** of the first pixel in `bytes`; undefined where the file has no pixels */
  readonly pixels: { readonly offset: number; readonly length: number | undefined } | undefined;
}

function ascii(bytes: Uint8Array, from: number, length: number): string {
  let text = '';
  for (const code of bytes.subarray(from, from + length)) text += String.fromCharCode(code);
  return text;
}

function isExplicitAt(head: Uint8Array, at: number): boolean {
  return /^[A-Z]{2}$/.test(ascii(head, at + 4, 2));
}

/** Where the first element is: after the preamble, or at the start of files without one; -1 when it is none. */
function firstElement(head: Uint8Array): number {
  if (ascii(head, 128, 4) === 'DICM') return 132;
  if (head.length < 16) return -1;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const [group, element] = [view.getUint16(0, true), view.getUint16(2, true)];
  // the first element of such a file is a group length, a character set or an identifier of the file or image
  if (group === 2 && (element === 0 || element === 1) && isExplicitAt(head, 0)) return 0;
  if (group !== 8 || ![0x0000, 0x0001, 0x0005, 0x0008, 0x0012, 0x0016].includes(element)) return -1;
  const length = isExplicitAt(head, 0) ? view.getUint16(6, true) : view.getUint32(4, true);
  return length <= 128 && length % 2 === 0 ? 0 : -1;
}

export function sniffDicom(head: Uint8Array): number {
  const at = firstElement(head);
  if (at === 132) return 1;
  return at === 0 ? 0.5 : 0;
}

function readMeta(head: Uint8Array, name: string): Meta {
  const start = firstElement(head);
  if (start < 0) throw corrupt(name, 'it does not start like a DICOM file');
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  let at = start;
  let transferSyntax = '';
  let storageClass = '';
  while (at + 12 <= head.length && at < MAX_META_BYTES && view.getUint16(at, true) === 2) {
    const element = view.getUint16(at + 2, true);
    const long = LONG_FORMS.test(ascii(head, at + 4, 2));
    const length = long ? view.getUint32(at + 8, true) : view.getUint16(at + 6, true);
    const value = at + (long ? 12 : 8);
    if (value + length > head.length) throw corrupt(name, 'its DICOM file meta group is cut short');
    const text = (): string => ascii(head, value, Math.min(length, 128)).replace(/[\0 ]+$/, '');
    if (element === 0x10) transferSyntax = text();
    if (element === 0x02) storageClass = text();
    at = value + length;
  }
  if (transferSyntax === '') transferSyntax = isExplicitAt(head, at) ? EXPLICIT_LITTLE : IMPLICIT_LITTLE;
  return { transferSyntax, storageClass, end: at };
}

/** Parses as far as the pixel data; undefined when the bytes end before that and there are more. */
function parse(bytes: Uint8Array, transferSyntax: string, whole: boolean, name: string): DataSet | undefined {
  const syntax = [IMPLICIT_LITTLE, EXPLICIT_BIG].includes(transferSyntax) ? transferSyntax : EXPLICIT_LITTLE;
  try {
    const elements = dicomParser.parseDicom(bytes, { TransferSyntaxUID: syntax, untilTag: PIXELS });
    return elements.elements[PIXELS] !== undefined || whole ? elements : undefined;
  } catch (error) {
    if (error instanceof LithoscopeError) throw error;
    if (!whole) return undefined;
    throw corrupt(name, 'its DICOM elements run beyond its end');
  }
}

/** The data set inside a deflated file, whole and within a bound. */
async function inflated(host: FormatHost, file: ByteSource, from: number): Promise<ByteSource> {
  const packed = file.size - from;
  if (packed > MAX_WHOLE_FILE_BYTES)
    throw unsupported(file.name, `deflated DICOM beyond ${byteText(MAX_WHOLE_FILE_BYTES)} is not read; save it uncompressed.`, 'too-large');
  const most = Math.min(MAX_WHOLE_FILE_BYTES, packed * 1100);
  const bytes = await decodingOf(file.name, host.codecs.inflate(await file.read(from, packed), most));
  return memoryBytes(file.name, file.path, bytes);
}

/** The header of a file that is open; it stays open. */
export async function readDicomHeader(host: FormatHost, file: ByteSource): Promise<DicomHeader> {
  const { name } = file;
  const meta = readMeta(await file.read(0, Math.min(MAX_META_BYTES, file.size)), name);
  if (meta.storageClass === '1.2.840.10008.1.3.10')
    throw unsupported(name, 'it is a DICOMDIR, a list of other files; open the folder of the slices.', 'not-an-image');
  const deflated = meta.transferSyntax === DEFLATED;
  const bytes = deflated ? await inflated(host, file, meta.end) : file;
  const start = deflated ? 0 : meta.end;
  for (const most of HEADER_TRIES) {
    const length = Math.min(most, bytes.size - start);
    const whole = start + length === bytes.size;
    const elements = parse(await bytes.read(start, length), meta.transferSyntax, whole, name);
    if (elements === undefined && !whole) continue;
    if (elements === undefined) break;
    const found = elements.elements[PIXELS];
    return {
      elements,
      transferSyntax: deflated ? EXPLICIT_LITTLE : meta.transferSyntax,
      bytes,
      inflated: deflated,
      pixels:
        found === undefined
          ? undefined
          : { offset: start + found.dataOffset, length: found.hadUndefinedLength === true ? undefined : found.length },
    };
  }
  throw corrupt(name, 'its DICOM header does not end within 64 MiB');
}
