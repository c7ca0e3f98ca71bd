import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const folder = resolve(import.meta.dirname, '../../electron');

it('the desktop layer stays thin: at most 600 lines of code', () => {
  let lines = 0;
  for (const name of readdirSync(folder))
    lines += readFileSync(resolve(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '' && !/^\s*(\/\/|\/\*|\*)/.test(line)).length;
  expect(lines).toBeLessThanOrEqual(600);
});

it('main loads no native module and no domain room', () => {
  const reached = new Set<string>();
  const follow = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, typeOnly, from] of text.matchAll(/^(?:import|export) (type )?[^'"]*?from '([^']+)'/gms))
      if (typeOnly === undefined && from?.startsWith('.')) follow(resolve(file, '..', from.replace(/\.js$/, '.ts')));
  };
  follow(resolve(folder, 'main.ts'));
  const rooms = new Set([...reached].map((file) => /src\/([a-z]+)/.exec(file)?.[1]).filter((room) => room !== undefined));
  expect([...rooms].toSorted()).toEqual(['base', 'contract', 'node', 'resources', 'volume']);
  const nodeFiles = [...reached].flatMap((file) => /src\/node\/(.+)/.exec(file)?.[1] ?? []);
  expect(nodeFiles.toSorted()).toEqual(['layout.ts', 'static-files.ts']);
});
