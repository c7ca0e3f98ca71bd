import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { GENERATORS } from '../../src/simulate/index.js';
import { startCore, temporaryFolder } from './core-harness.js';

const home = temporaryFolder();
const place = (name: string): string => join(home, name);
const small = { voxel: '1um', particle: '1um', height: '24um', depth: '32um', width: '32um', thickness: '3um' };
const ids = GENERATORS.map(({ id }) => id);

describe('every generator', () => {
  const { client, read, write } = startCore(home);
  beforeAll(async () => {
    for (const id of ids) await client['simulate.run']({ generator: id, params: small, output: write(place(`${id}.tif`)) });
  });

  it.each(ids)('%s writes a structure that says how it was made and what it leaves out', (id) => {
    const truth = JSON.parse(readFileSync(place(`${id}.truth.json`), 'utf8')) as Record<string, unknown>;
    expect(truth).toMatchObject({ generator: id, collector: 'y-', truth: { deadFraction: 0 } });
    expect((truth['approximations'] as string[]).length).toBeGreaterThan(2);
    expect((truth['references'] as string[]).length).toBeGreaterThan(0);
  });
  it('is a file that can be compared with all of them', async () => {
    const document = await client['compare.files']({
      a: read(place('ballistic.tif')),
      generators: ids.map((id) => ({ id })),
      seeds: 2,
    });
    expect(document.generators?.map(({ id }) => id)).toEqual(ids);
    const other = await client['compare.files']({ a: read(place('rsos.tif')), b: read(place('ballistic.tif')) });
    expect(other.rows.length).toBeGreaterThan(0);
  });
});
