/** What is written never lands on what was read: originals are referenced, never modified. */
import { InvalidInputError } from '../../base/index.js';
import type { Files } from '../../ports/index.js';

function refuse(output: string, because: string): never {
  throw new InvalidInputError(`${output} ${because}; choose another place to write to.`, { code: 'bad-output', subject: output });
}

/** The path with its links followed, as far as it exists already. */
async function realOf(files: Files, path: string): Promise<string> {
  const full = files.resolve(path);
  if (await files.exists(full)) return files.realPath(full);
  const parent = files.dirname(full);
  return parent === full ? full : files.join(await realOf(files, parent), files.basename(full));
}

/** `outer` itself does not count. */
function liesIn(files: Files, inner: string, outer: string): boolean {
  return inner.startsWith(files.join(outer, '/'));
}

/** Refuses outputs that are an input, hold one, or would lie among the slices of one. */
export async function spareOriginals(files: Files, inputs: readonly string[], outputs: readonly string[]): Promise<void> {
  const originals = await Promise.all(inputs.map((path) => realOf(files, path)));
  for (const output of outputs) {
    const target = await realOf(files, output);
    if (originals.includes(target)) refuse(output, 'is the original, which is never written over');
    if (originals.some((original) => liesIn(files, original, target))) refuse(output, 'holds the original, which is never written over');
    if (originals.some((original) => liesIn(files, target, original))) refuse(output, 'lies inside the original, which is never changed');
  }
}
