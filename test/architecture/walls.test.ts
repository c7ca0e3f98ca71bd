/** Each environment's compiler settings know only what exists there. */
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Names that the compiler does not find when a file of this environment uses them. */
function unknownNames(config: string, folder: string, names: readonly string[]): string[] {
  const path = join(root, config);
  const parsed = ts.parseJsonConfigFileContent(ts.readConfigFile(path, ts.sys.readFile).config, ts.sys, root);
  const file = join(root, folder, 'wall-probe.ts');
  const text = `${names.map((name) => `void ${name};`).join('\n')}\nexport {};\n`;
  const options: ts.CompilerOptions = { ...parsed.options, composite: false, noEmit: true, emitDeclarationOnly: false };
  delete options.tsBuildInfoFile;
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2023) : getSourceFile.call(host, name, ...rest);
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  const compiled = ts.createProgram([file], options, host);
  return compiled
    .getSemanticDiagnostics(compiled.getSourceFile(file))
    .map(({ messageText }) => /'([^']+)'/.exec(ts.flattenDiagnosticMessageText(messageText, ' '))?.[1] ?? '?');
}

const NAMES = ['document', 'process', 'setTimeout', 'fetch', 'Float64Array'];

describe('environments', () => {
  it.each([
    ['tsconfig.ground.json', 'src/base', ['document', 'process']],
    ['tsconfig.kernels.json', 'src/kernels', ['document', 'process', 'setTimeout', 'fetch']],
    ['tsconfig.core.json', 'src/metrics', ['document', 'process']],
    ['tsconfig.node.json', 'src/server', ['document']],
    ['tsconfig.renderer.json', 'renderer', ['process']],
  ])('%s knows what exists there', (config, folder, missing) => {
    expect(unknownNames(config, folder, NAMES)).toEqual(missing);
  });
});
