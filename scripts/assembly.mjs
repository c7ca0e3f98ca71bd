/**
 * Compiles the AssemblyScript kernels of `src/kernels/assembly` into TypeScript files that hold their bytes, in
 * `src/kernels/compiled` (made by every build, not kept in the repository). They are compiled anew when a source is newer.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src/kernels/assembly', import.meta.url));
const target = fileURLToPath(new URL('../src/kernels/compiled', import.meta.url));

/** One memory that all threads share: a module runs on memory that the caller gives it. */
const OPTIONS = [
  '-O3', '--noAssert', '--runtime', 'stub',
  '--enable', 'simd', '--enable', 'threads', '--enable', 'bulk-memory',
  '--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536',
]; // prettier-ignore

const camel = (name) => name.replace(/-./g, (part) => part[1].toUpperCase());
const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

async function compile(name) {
  const { default: asc } = await import('assemblyscript/asc');
  let bytes;
  const complaints = [];
  const { error } = await asc.main([`${name}.ts`, '--outFile', 'out.wasm', ...OPTIONS], {
    readFile: (file, base) => {
      const path = `${base === '.' ? source : base}/${file}`;
      return existsSync(path) ? readFileSync(path, 'utf8') : null;
    },
    writeFile: (file, content) => {
      if (file === 'out.wasm') bytes = content;
    },
    listFiles: () => [],
    reportDiagnostic: ({ message, range }) => complaints.push(`${message} (at byte ${range?.start ?? 0})`),
  });
  if (error || bytes === undefined) throw new Error(`src/kernels/assembly/${name}.ts does not compile:\n${complaints.join('\n')}`);
  const code = Buffer.from(bytes).toString('base64');
  writeFileSync(`${target}/${name}.ts`, `/** Compiled from assembly/${name}.ts. */\nexport const ${camel(name)}Code =\n  '${code}';\n`);
}

export async function compileAssembly() {
  mkdirSync(target, { recursive: true });
  const names = readdirSync(source)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3));
  for (const file of readdirSync(target)) if (!names.includes(file.slice(0, -3))) rmSync(`${target}/${file}`);
  // files import each other, so a change of one is a change of all
  const newest = Math.max(...names.map((name) => modified(`${source}/${name}.ts`)));
  const failures = [];
  for (const name of names)
    if (modified(`${target}/${name}.ts`) < newest) await compile(name).catch((error) => failures.push(error.message));
  if (failures.length > 0) throw new Error(failures.join('\n'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await compileAssembly();
