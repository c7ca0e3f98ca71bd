/** The interval of the dead share: closed form, clipping, and a package that has no margins. */
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { createNodeCodecs } from '../../src/node/codecs.js';
import { createNodeFiles } from '../../src/node/files.js';
import { deadShareInterval, loadModelPackage } from '../../src/segmentation/index.js';
import { modelFolder } from '../support/model-folder.js';

const margins = { below: 0.05, above: 0.5, coverage: 0.9, volumes: 60 };

describe('the interval of the dead share', () => {
  it('begins a constant below the smaller of share and rules, and ends above the share by what the rules span', () => {
    const [low, high] = deadShareInterval(0.3, [0.2, 0.36], margins);
    expect(low).toBeCloseTo(0.15, 12);
    expect(high).toBeCloseTo(0.3 + 0.5 * (0.1 + 0.4), 12);
    expect(deadShareInterval(0.3, [0.4, 0.4], margins)[0]).toBeCloseTo(0.25, 12);
  });

  it('stays within 0 and 1', () => {
    expect(deadShareInterval(0.02, [0, 0.02], margins)[0]).toBe(0);
    expect(deadShareInterval(0.9, [0.1, 1], margins)[1]).toBe(1);
  });

  it('always holds the share that is quoted', () => {
    for (const [share, low, high] of [[0.5, 0.6, 0.9], [0.5, 0.1, 0.2], [0, 0, 0], [1, 1, 1]] as const) {
      const [from, to] = deadShareInterval(share, [low, high], { ...margins, below: 0, above: 0 });
      expect(from).toBeLessThanOrEqual(share);
      expect(to).toBeGreaterThanOrEqual(share);
    } // prettier-ignore
  });
});

describe('a package', () => {
  const load = (hint?: Record<string, unknown>) => {
    const spoil = (rdf: Record<string, unknown>): void => {
      if (hint !== undefined) (rdf['config'] as { lithoscope: Record<string, unknown> }).lithoscope['dead_share'] = hint;
    };
    return loadModelPackage(createNodeFiles(), createNodeCodecs(), modelFolder({ spoil }), { unpackTo: tmpdir() });
  };

  it('gives its margins, or none', async () => {
    expect((await load()).deadShare).toBeNull();
    expect((await load(margins)).deadShare).toEqual(margins);
  });

  it('with margins that would shrink the interval is refused by name', async () => {
    await expect(load({ ...margins, below: -0.1 })).rejects.toThrow(/dead_share\.below/);
  });
});
