/** Size, names and contents of files; what the package promises. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const SKIPPED = /^(node_modules|dist|out|\.git|\.cache|test-results|__pycache__)$|\.lithoscope$/;
const TEXT = new Set([
  '',
  '.ts',
  '.tsx',
  '.mjs',
  '.js',
  '.json',
  '.md',
  '.css',
  '.html',
  '.svg',
  '.yaml',
  '.yml',
  '.py',
  '.txt',
  '.sh',
  '.csv',
]);

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.test(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : entry.isFile() ? [path] : [];
  });
}

const files = walk(root).map((path) => relative(root, path));
const sources = files.filter((path) => /^(src|electron|renderer)\/.*\.tsx?$/.test(path));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const lineCount = (path: string): number => read(path).split('\n').length - 1;

describe('source files', () => {
  it('are short: none above 500 lines, half of them within 120', () => {
    const sizes = sources.map((path) => [lineCount(path), path] as const).toSorted(([a], [b]) => a - b);
    expect(sizes.length).toBeGreaterThan(150);
    expect(sizes.filter(([lines]) => lines > 500)).toEqual([]);
    expect(sizes[Math.floor(sizes.length / 2)]?.[0]).toBeLessThanOrEqual(120);
  });

  it('have kebab-case names that say what is inside', () => {
    for (const path of sources) {
      expect(basename(path), path).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*(\.(request|handler|d))?\.tsx?$/);
      expect(basename(path), path).not.toMatch(/^(utils?|helpers?|misc|common|stuff)\./);
    }
  });

  it('have no file for two things at once in a room: every room has an index', () => {
    const rooms = new Set(sources.map((path) => /^src\/([a-z]+)\//.exec(path)?.[1]).filter((room) => room !== undefined));
    for (const room of rooms) if (room !== 'cli') expect(files, room).toContain(`src/${room}/index.ts`);
  });

  it('export by name', () => {
    for (const path of sources) expect(/^export default/m.test(read(path)), path).toBe(false);
  });
});

describe('the repository', () => {
  // put together from pieces, or this file would be found
  const machine = ['work/main', 'work/shared', 'tmp/', 'root/'].map((path) => `/${path}`);

  it('names no place of one machine', () => {
    const found = files
      .filter((path) => TEXT.has(extname(path)) && path !== 'package-lock.json' && statSync(join(root, path)).size < 2 ** 20)
      .flatMap((path) => {
        const text = read(path);
        return machine.filter((place) => new RegExp(`(^|[\\s"'\`(=:])${place}`, 'm').test(text)).map((place) => `${path}: ${place}`);
      });
    expect(found).toEqual([]);
  });

  it('leaves no scratch file behind', () => {
    expect(files.filter((path) => /(^|\/)(zz-|scratch|tmp-|wip-)|\.(orig|rej|bak|swp)$|~$/.test(path))).toEqual([]);
  });

  it('keeps large files to models and samples', () => {
    const large = files.filter((path) => statSync(join(root, path)).size > 2 ** 20);
    for (const path of large) expect(path).toMatch(/^(models|samples|docs|package-lock\.json)/);
  });
});

interface Manifest {
  private: boolean;
  license: string;
  engines: Record<string, string>;
  bin: Record<string, string>;
  main: string;
  allowScripts: Record<string, boolean>;
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

describe('package.json', () => {
  const manifest = JSON.parse(read('package.json')) as Manifest;
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { version?: string; resolved?: string; dependencies?: object }>;
  };

  it('says what it runs on, and offers what people type', () => {
    expect(manifest).toMatchObject({
      license: 'MIT',
      private: true,
      bin: { lithoscope: 'bin/lithoscope.mjs' },
      main: 'dist/electron/main.js',
    });
    expect(manifest.engines).toEqual({ node: '>=20.19' });
    for (const name of ['start', 'test', 'build', 'gate', 'bench', 'prepare']) expect(manifest.scripts[name], name).toBeDefined();
    for (const step of ['format:check', 'lint', 'types', 'directions', 'unused'])
      expect(manifest.scripts['gate']).toContain(`npm run ${step}`);
    for (const script of Object.values(manifest.scripts))
      for (const [, file] of script.matchAll(/node (scripts\/\S+)/g)) expect(files, script).toContain(file);
  });

  it('fetches no CUDA libraries while it installs', () => {
    expect(manifest.allowScripts['onnxruntime-node']).toBe(false);
    expect(read('.npmrc')).toMatch(/^onnxruntime-node-install=skip$/m);
  });

  it('pins every version, from the npm registry', () => {
    const all = { ...manifest.dependencies, ...manifest.devDependencies };
    for (const [name, version] of Object.entries(all)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
      expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
    }
    for (const [name, { resolved }] of Object.entries(lock.packages))
      if (resolved !== undefined) expect(resolved, name).toMatch(/^https:\/\/registry\.npmjs\.org\//);
  });
});

it('the public surface changes on purpose only', async () => {
  const names = Object.keys(await import('../../src/index.js')).toSorted();
  await expect(`${names.join('\n')}\n`).toMatchFileSnapshot('../golden/public-surface.txt');
});
