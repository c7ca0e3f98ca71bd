/** Writes the generated pages of docs/: the command line, formats, metrics, JSON schemas. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const { module } = await runnerImport(join(root, 'src/cli/docs.ts'), { configFile: false, logLevel: 'warn', root });

for (const folder of ['metrics', 'schemas']) await rm(join(root, 'docs', folder), { recursive: true, force: true });
for (const { path, text } of await module.docPages()) {
  const file = join(root, 'docs', path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
