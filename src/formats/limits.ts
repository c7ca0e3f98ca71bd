/** Caps that keep a damaged or hostile file from costing more than a refusal. */
import { FormatError, UnsupportedError } from '../base/index.js';

export const GIB = 1024 ** 3;
export const MIB = 1024 ** 2;

/** what one `read` may return */
export const MAX_READ_BYTES = 4 * GIB;
/** decoded size of one compressed strip, tile or chunk */
export const MAX_CHUNK_BYTES = 1024 * MIB;
/** decoded size of a file that can only be decoded as a whole */
export const MAX_WHOLE_FILE_BYTES = 1 * GIB;
/** text headers (NRRD, MetaImage, JSON) */
export const MAX_HEADER_BYTES = 1024 * 1024;
/** embedded XML */
export const MAX_XML_BYTES = 64 * MIB;

const MAX_MESSAGE = 400;

/** What a file says of itself, in one line that can be shown: a damaged header may hold anything. */
function oneLine(what: string): string {
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  const clean = what.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
  return clean.length <= MAX_MESSAGE ? clean : `${clean.slice(0, MAX_MESSAGE / 2)} ... ${clean.slice(-MAX_MESSAGE / 2)}`;
}

export function corrupt(name: string, what: string): FormatError {
  return new FormatError(`${name}: ${oneLine(what)}; the file is damaged or incomplete, copy or export it again.`, { subject: name });
}

/** A decoder knows its stream, not the file: what it says about it gets the name of the file. */
export async function decodingOf<T>(name: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof FormatError) || error.subject !== undefined) throw error;
    throw new FormatError(`${name}: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`, { subject: name, cause: error });
  }
}

export function unsupported(name: string, what: string, code = 'unsupported-format'): UnsupportedError {
  return new UnsupportedError(`${name}: ${oneLine(what)}`, { code, subject: name });
}

/** Product of sizes that came from a file: every factor a positive integer, the result exact. */
export function checkedSize(name: string, factors: readonly number[]): number {
  const impossible = (): FormatError => {
    const text = factors.map((factor) => (Number.isNaN(factor) ? '?' : String(factor))).join(' x ');
    return corrupt(name, `its header gives the impossible size ${text}`);
  };
  let product = 1;
  for (const factor of factors) {
    if (!Number.isInteger(factor) || factor <= 0) throw impossible();
    product *= factor;
  }
  if (!Number.isSafeInteger(product)) throw impossible();
  return product;
}

/** Sizes for people. */
export function byteText(bytes: number): string {
  if (bytes >= GIB) return `${(bytes / GIB).toFixed(1)} GiB`;
  return bytes >= MIB ? `${(bytes / MIB).toFixed(1)} MiB` : `${bytes} bytes`;
}
