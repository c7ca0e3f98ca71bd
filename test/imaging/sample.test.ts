import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeShard, synthesizeXct } from '../../src/services/synthesize/index.js';
import type { XctTruth } from '../../src/services/synthesize/index.js';

const truth = JSON.parse(readFileSync(new URL('../../samples/mixed-4.truth.json', import.meta.url), 'utf8')) as XctTruth & {
  sha256: string;
};

describe('bundled sample', () => {
  it('is made again, byte for byte, from its truth file', () => {
    const { seed, family, shape, voxel, cnr, cell, regime, structure } = truth;
    const made = synthesizeXct({ seed, family, shape, voxel, cnr, cell, regime, params: structure });
    const bytes = new Uint8Array(made.image.data.buffer);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(truth.sha256);
    expect(made.truth.deadFraction).toEqual(truth.deadFraction);
    expect(made.truth.fractions).toEqual(truth.fractions);
  });
});

describe('synthesizeXct', () => {
  const shape = [12, 40, 32] as const;
  it('keeps what is asked for and draws the rest', () => {
    const { truth: made, image } = synthesizeXct({
      family: 'whiskers',
      seed: 5,
      shape,
      cnr: 3,
      cell: 'dry',
      regime: 'edge',
      params: { stripped: 0.3 },
    });
    expect(made).toMatchObject({ cnr: 3, cell: 'dry', regime: 'edge', collector: 'y-', family: 'whiskers', seed: 5 });
    expect(made.structure['stripped']).toBe(0.3);
    expect(made.voxel).toBeGreaterThanOrEqual(200e-9);
    expect(made.voxel).toBeLessThanOrEqual(1500e-9);
    expect(image.shape).toEqual(shape);
  });
  it('refuses unknown families and parameters by name', () => {
    expect(() => synthesizeXct({ family: 'grass', seed: 1, shape })).toThrow(/no family "grass"/);
    expect(() => synthesizeXct({ family: 'moss', seed: 1, shape, params: { greenness: 1 } })).toThrow(/no parameter "greenness"/);
  });
  it('packs shards as image then labels, families in turn', () => {
    const shard = makeShard({ baseSeed: 2, index: 4, families: ['moss', 'columns', 'whiskers'], shape });
    expect(shard.name).toBe('000004');
    expect(shard.header).toMatchObject({ index: 4, seed: 2_000_004, family: 'columns', dtype: 'uint16' });
    expect(shard.bytes).toHaveLength(3 * 12 * 40 * 32);
    expect(Math.max(...shard.bytes.subarray(2 * 12 * 40 * 32))).toBeLessThanOrEqual(6);
  });
});
