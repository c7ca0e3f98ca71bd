/** What may be opened: granted paths and what lies inside them, by real path. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startCore, temporaryFolder } from './core-harness.js';

const home = temporaryFolder();
const root = join(home, 'root');
mkdirSync(join(root, 'inner'), { recursive: true });
writeFileSync(join(root, 'inner', 'a.txt'), 'a');
writeFileSync(join(home, 'secret.txt'), 's');
symlinkSync(join(home, 'secret.txt'), join(root, 'link.txt'));

it('lists a granted folder, and nothing above it', async () => {
  const { core, client } = startCore(home);
  core.grants.grantRoot(root);
  const { roots } = await client['files.roots']({});
  expect(roots.map((entry) => entry.name)).toEqual([root]);
  const top = await client['files.list']({ ref: roots[0]!.ref });
  expect(top.parent).toBeNull();
  expect(top.entries.map((entry) => [entry.name, entry.kind])).toEqual([
    ['inner', 'folder'],
    ['link.txt', 'file'],
  ]);
  const inner = await client['files.list']({ ref: top.entries[0]!.ref });
  expect(inner.entries.map((entry) => entry.name)).toEqual(['a.txt']);
  expect(inner.parent).toBe(roots[0]!.ref);
  expect(await core.grants.resolve(inner.entries[0]!.ref)).toBe(join(root, 'inner', 'a.txt'));
});

it('refuses links that leave the folder, unknown handles, and writing where only reading was granted', async () => {
  const { core, client } = startCore(home);
  const ref = core.grants.grantRoot(root);
  const { entries } = await client['files.list']({ ref });
  const link = entries.find((entry) => entry.name === 'link.txt')!;
  await expect(core.grants.resolve(link.ref)).rejects.toMatchObject({ tag: 'denied', code: 'outside-roots' });
  await expect(core.grants.resolve('/etc/passwd')).rejects.toMatchObject({ code: 'unknown-ref' });
  await expect(core.grants.resolve(core.grants.child(ref, join(root, '../secret.txt')))).rejects.toMatchObject({ code: 'outside-roots' });
  await expect(core.grants.resolve(ref, 'write')).rejects.toMatchObject({ code: 'read-only' });
  expect(() => core.grants.child('made-up', root)).toThrow('outside');
});

it('says hello, lists its records, and knows that it has no dialogs', async () => {
  const { client } = startCore(home);
  const hello = await client['app.hello']({});
  expect(hello).toMatchObject({ host: 'memory', appVersion: '0.0.0-test', openStudy: null });
  for (const what of ['formats', 'metrics', 'generators'] as const) {
    const { items } = await client['catalog.list']({ what });
    expect(items.length).toBeGreaterThan(0);
  }
  expect((await client['catalog.list']({ what: 'models' })).items).toEqual([]);
  await expect(client['host.pick']({ what: 'stack' })).rejects.toMatchObject({ code: 'no-dialogs' });
  await expect(client['study.state']({ study: 'nope' })).rejects.toMatchObject({ code: 'study-not-open' });
});
