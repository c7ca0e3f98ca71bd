/** Data spread over several files beside a header, listed by name or by a numbered pattern, as one run of bytes. */
import type { ByteSource } from '../ports/index.js';
import type { FormatHost } from './format.js';
import { corrupt } from './limits.js';
import { besideFile } from './side-data.js';

const MAX_FILES = 100_000;

/** A printf pattern with one integer, like "slice%03d.raw". */
function numbered(header: string, pattern: string, n: number): string {
  const match = /^([^%]*)%(0?)(\d{0,2})[diu]([^%]*)$/.exec(pattern);
  if (match === null) throw corrupt(header, `its pattern of data files "${pattern}" cannot be read`);
  const [, before = '', zero = '', width = '', after = ''] = match;
  return before + String(n).padStart(Number(width), zero === '0' ? '0' : ' ') + after;
}

/** Names for "LIST ..." with the lines that follow, or for "PATTERN FIRST LAST STEP ...". */
export function fileNames(header: string, text: string, listed: readonly string[]): readonly string[] {
  if (/^list\b/i.test(text)) {
    if (listed.length === 0 || listed.length > MAX_FILES) throw corrupt(header, `it lists ${listed.length} data files`);
    return listed;
  }
  const [pattern = '', ...numbers] = text.split(/\s+/);
  const [first = NaN, last = NaN, step = 1] = numbers.map(Number);
  const count = Math.floor((last - first) / step) + 1;
  if (![first, last, step].every(Number.isInteger) || step === 0 || !(count >= 1 && count <= MAX_FILES))
    throw corrupt(header, `its range of data files "${text}" cannot be read`);
  return Array.from({ length: count }, (_, i) => numbered(header, pattern, first + i * step));
}

/** Equal parts of `each` bytes one after another; a file is open only while it is read. */
export async function partsBeside(
  host: FormatHost,
  headerPath: string,
  names: readonly string[],
  each: number,
  dataOf: (bytes: ByteSource) => Promise<{ data: ByteSource; offset: number }>,
): Promise<ByteSource> {
  const header = host.files.basename(headerPath);

  async function readPart(name: string, from: number, length: number): Promise<Uint8Array> {
    const file = await besideFile(host, headerPath, name);
    try {
      const { data, offset } = await dataOf(file);
      if (offset < 0 || offset + each > data.size) throw corrupt(name, `it has ${data.size} bytes where ${offset + each} were expected`);
      return await data.read(offset + from, length);
    } finally {
      await file.close();
    }
  }

  // a file that is missing or short is told when the volume is opened, not in the middle of it
  for (const name of names) await readPart(name, 0, 0);
  return {
    name: header,
    path: headerPath,
    size: each * names.length,
    async read(offset, length) {
      const out = new Uint8Array(length);
      for (let done = 0; done < length;) {
        const part = Math.floor((offset + done) / each);
        const from = offset + done - part * each;
        const take = Math.min(length - done, each - from);
        const name = names[part];
        if (name === undefined) throw corrupt(header, `its data files end before byte ${offset + length}`);
        out.set(await readPart(name, from, take), done);
        done += take;
      }
      return out;
    },
    close: () => Promise.resolve(),
  };
}
