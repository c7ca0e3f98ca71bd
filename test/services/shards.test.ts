/** Training files: made side by side, whole or not at all, and never twice. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startCore, temporaryFolder } from './core-harness.js';

const home = temporaryFolder();
const ASKED = { family: 'moss,columns', modality: 'xct', params: { nz: '8', ny: '32', nx: '32' }, pictures: 2, seed: 3 };

describe('training files', () => {
  it('are made once, and again only where they are not whole', async () => {
    const { client, write } = startCore(home);
    const folder = join(home, 'set');
    const make = async (start: number, count: number) =>
      (await client['synthesize.run']({ ...ASKED, shards: { start }, count, output: write(folder) })).items;
    const some = await make(1, 2);
    expect(some.map(({ truth }) => truth)).toEqual([join(folder, '000001.json'), join(folder, '000002.json')]);
    expect(some.map(({ seed }) => seed)).toEqual([3_000_000, 3_000_001]);
    const stamp = (name: string): number => statSync(join(folder, name)).mtimeMs;
    const before = stamp('000002.bin.gz');
    writeFileSync(join(folder, '000001.json'), '{"seed": 30'); // cut off
    const all = await make(0, 4);
    expect(readdirSync(folder).sort()).toEqual([0, 1, 2, 3].flatMap((i) => [`00000${i}.bin.gz`, `00000${i}.json`]));
    expect(stamp('000002.bin.gz')).toBe(before);
    const header = JSON.parse(readFileSync(join(folder, '000001.json'), 'utf8')) as Record<string, unknown>;
    expect(header).toMatchObject({ index: 1, family: 'moss', picture: 1, structure: 3_000_000, modality: 'xct', shape: [8, 32, 32] });
    expect(header['sha256']).toBe(all[1]!.sha256);
    expect(all[1]!.sha256).toBe(some[0]!.sha256);
    const bytes = gunzipSync(readFileSync(join(folder, '000001.bin.gz')));
    expect(bytes).toHaveLength(3 * 8 * 32 * 32);
    const labels = bytes.subarray(2 * 8 * 32 * 32);
    for (const [id, share] of Object.entries(header['fractions'] as Record<string, number>))
      expect(labels.filter((v) => v === Number(id)).length / labels.length).toBeCloseTo(share, 12);
  });

  it('stop when asked to', async () => {
    const { client, write } = startCore(home);
    const stop = new AbortController();
    const running = client['synthesize.run'](
      { ...ASKED, shards: { start: 0 }, count: 1000, output: write(join(home, 'stopped')) },
      { signal: stop.signal, onProgress: ({ done }) => done >= 2 && stop.abort() },
    );
    await expect(running).rejects.toThrow(/cancel|abort|stopp/i);
    expect(readdirSync(join(home, 'stopped')).length).toBeLessThan(40);
  });
});
