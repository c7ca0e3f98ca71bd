/** Files on a real disk: atomic writes, bounded reads, appends, locks. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createNodeFiles } from '../../src/node/files.js';
import { scratchFolder } from '../support/format-host.js';

const folder = scratchFolder('files');
const files = createNodeFiles();

test('a file appears only when it is complete', async () => {
  const path = join(folder, 'a.bin');
  const sink = await files.create(path);
  await sink.write(Uint8Array.of(1, 2, 3));
  await sink.writeAt(0, Uint8Array.of(9));
  expect(existsSync(path)).toBe(false);
  await sink.commit();
  expect([...readFileSync(path)]).toEqual([9, 2, 3]);
  const other = await files.create(path);
  await other.write(Uint8Array.of(7));
  await other.discard();
  expect([...readFileSync(path)]).toEqual([9, 2, 3]);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('reads stay inside the file and below the bound', async () => {
  const path = join(folder, 'b.bin');
  await files.writeBytes(path, Uint8Array.of(1, 2, 3, 4));
  const source = await files.open(path);
  expect([...(await source.read(1, 2))]).toEqual([2, 3]);
  await expect(source.read(3, 2)).rejects.toMatchObject({ tag: 'format' });
  await source.close();
  await expect(files.readBytes(path, 3)).rejects.toMatchObject({ code: 'too-large' });
});

test('missing files and folders are sentences', async () => {
  await expect(files.open(join(folder, 'none'))).rejects.toMatchObject({ tag: 'not-found' });
  await expect(files.open(folder)).rejects.toMatchObject({ tag: 'invalid-input' });
  await expect(files.list(join(folder, 'none'))).rejects.toMatchObject({ tag: 'not-found' });
});

test('appends add up', async () => {
  const path = join(folder, 'journal');
  await files.append(path, new TextEncoder().encode('one\n'));
  await files.append(path, new TextEncoder().encode('two\n'));
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
});

test('a lock excludes, names its holder and is released', async () => {
  const path = join(folder, 'lock');
  const lock = await files.lock(path);
  await expect(files.lock(path)).rejects.toMatchObject({ code: 'locked', message: expect.stringContaining(String(process.pid)) });
  await lock.release();
  const again = await files.lock(path);
  await again.release();
  expect(existsSync(path)).toBe(false);
});

test('the lock of a process that is gone is taken over, that of another computer is not', async () => {
  const path = join(folder, 'stale');
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(path, JSON.stringify({ pid: gone, host: hostname() }));
  const lock = await files.lock(path);
  await lock.release();
  writeFileSync(path, JSON.stringify({ pid: gone, host: 'another-computer' }));
  await expect(files.lock(path)).rejects.toMatchObject({ code: 'locked', message: expect.stringContaining('another-computer') });
});
