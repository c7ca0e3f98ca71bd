/** Sound small files of the reference folders. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sharedPath } from '../support/shared.js';

const MAX_BYTES = 64 * 1024;
/** of one folder: more of the same kind find little more */
const MAX_FILES = 12;

/** Small files of the reference folders; none where they are absent. */
export function sharedSamples(): string[] {
  const found: string[] = [];
  const walk = (folder: string): void => {
    const names = readdirSync(folder).toSorted();
    const files = names.filter((name) => statSync(join(folder, name)).isFile() && !/\.(md|json|txt|png|raw)$/i.test(name));
    found.push(
      ...files
        .map((name) => join(folder, name))
        .filter((path) => statSync(path).size <= MAX_BYTES && statSync(path).size > 0)
        .slice(0, MAX_FILES),
    );
    for (const name of names) if (statSync(join(folder, name)).isDirectory() && name !== 'malformed') walk(join(folder, name));
  };
  for (const part of ['formats', 'sim']) if (existsSync(sharedPath(part))) walk(sharedPath(part));
  const data = sharedPath('data');
  if (existsSync(data)) for (const name of readdirSync(data)) if (name.startsWith('format-')) walk(join(data, name));
  return found;
}
