import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MODALITIES } from '../../src/imaging/index.js';
import { defaultShape, familiesOf, makeShard, SCAN_PARAMS, synthesizeVolume } from '../../src/services/synthesize/index.js';

const shape = [12, 40, 32] as const;
const hash = (data: Uint8Array | Uint16Array): string => createHash('sha256').update(data).digest('hex');

describe('synthesizeVolume', () => {
  it('keeps what is asked for and draws the rest', () => {
    const given = { cnr: 3, cell: 1, regime: 1, stripped: 0.3 };
    const { truth, image, labels } = synthesizeVolume({ family: 'whiskers', modality: 'xct', seed: 5, shape, given });
    expect(truth).toMatchObject({
      cnr: 3,
      cell: 'dry',
      regime: 'edge',
      collector: 'y-',
      family: 'whiskers',
      seed: 5,
      structure: 5,
      picture: 0,
    });
    expect(truth.structureParams['stripped']).toBe(0.3);
    expect(truth.voxel).toBeGreaterThanOrEqual(200e-9);
    expect(truth.voxel).toBeLessThanOrEqual(1500e-9);
    expect(image.shape).toEqual(shape);
    expect(labels.shape).toEqual(shape);
    expect(Object.values(truth.fractions).reduce((sum, v) => sum + v, 0)).toBeCloseTo(1, 10);
  });
  it('shows one structure in several pictures, each the same every time', () => {
    const ask = (picture: number, seed = 9) => synthesizeVolume({ family: 'moss', modality: 'xct', seed, picture, shape });
    const [first, second] = [ask(0), ask(1)];
    expect(hash(second.labels.data)).toBe(hash(first.labels.data));
    expect(hash(second.image.data)).not.toBe(hash(first.image.data));
    ask(0, 10); // another structure in between
    expect(hash(ask(1).image.data)).toBe(hash(second.image.data));
  });
  it('refuses unknown instruments, families and parameters by name', () => {
    expect(() => synthesizeVolume({ family: 'moss', modality: 'mri', seed: 1, shape })).toThrow(/no virtual instrument "mri"/);
    expect(() => synthesizeVolume({ family: 'grass', modality: 'xct', seed: 1, shape })).toThrow(/no family "grass"/);
    expect(() => synthesizeVolume({ family: 'moss', modality: 'xct', seed: 1, shape, given: { greenness: 1 } })).toThrow(
      /no parameter "greenness"/,
    );
    expect(() => synthesizeVolume({ family: 'moss', modality: 'xct', seed: 1, shape, given: { cnr: -1 } })).toThrow(/cnr is -1/);
  });
});

describe.each(MODALITIES.map((modality) => [modality.id, modality] as const))('%s', (id, modality) => {
  it('names every parameter once, whatever the family', () => {
    for (const family of familiesOf(modality)) {
      const ids = [...SCAN_PARAMS, ...modality.params, ...family.params].map((spec) => spec.id);
      expect(ids.filter((one, i) => ids.indexOf(one) !== i)).toEqual([]);
    }
  });
  it('makes pictures that say what they show', () => {
    const family = familiesOf(modality)[0]!.id;
    const { image, labels, codes, truth } = synthesizeVolume({ family, modality: id, seed: 3, shape: [12, 48, 40] });
    expect(image.data).toHaveLength(truth.shape[0] * truth.shape[1] * truth.shape[2]);
    expect(labels.data).toHaveLength(image.data.length);
    expect(codes?.length ?? image.data.length).toBe(image.data.length);
    expect(truth.modality).toBe(id);
    expect(truth.voxel).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(truth.imaging))).toEqual(truth.imaging);
    expect(new Set(image.data).size).toBeGreaterThan(10);
    expect(labels.data.reduce((most, v) => Math.max(most, v), 0)).toBeLessThanOrEqual(6);
  });
  it('never draws a regime that is kept for judging', () => {
    const family = familiesOf(modality)[0]!.id;
    const flat = defaultShape(modality)[0] === 1 ? 1 : 4;
    const drawn = new Set<string | null>();
    for (let picture = 0; picture < 60; picture++)
      drawn.add(synthesizeVolume({ family, modality: id, seed: 1, picture, shape: [flat, 24, 24] }).truth.regime);
    for (const regime of modality.heldOutRegimes ?? []) {
      expect(drawn).not.toContain(regime);
      const choice = modality.params.find((spec) => spec.id === 'regime')!.choices!.indexOf(regime);
      const asked = synthesizeVolume({ family, modality: id, seed: 1, shape: [flat, 24, 24], given: { regime: choice } });
      expect(asked.truth.regime).toBe(regime);
    }
    expect(drawn.size).toBeGreaterThan(1);
  });
});

describe('makeShard', () => {
  const set = { modality: 'xct', baseSeed: 2, families: ['moss', 'columns', 'whiskers'], pictures: 2, shape };
  it('packs image then classes, families in turn by structure', () => {
    const { header, bytes } = makeShard(set, 9);
    expect(header).toMatchObject({ index: 9, seed: 2_000_004, structure: 2_000_004, picture: 1, family: 'columns', dtype: 'uint16' });
    expect(bytes).toHaveLength(3 * 12 * 40 * 32);
    const made = synthesizeVolume({ modality: 'xct', family: 'columns', seed: 2_000_004, picture: 1, shape });
    expect(hash(bytes.subarray(2 * 12 * 40 * 32).map((code) => code & 0x7f))).toBe(hash(made.labels.data));
    expect(hash(new Uint16Array(bytes.buffer, 0, 12 * 40 * 32))).toBe(hash(made.image.data));
  });
  it('marks lithium that is cut off, as much as the header says', () => {
    const cut = { ...set, shape: [20, 64, 48] as const, given: { severed: 0.9, stripped: 0.4 } };
    const { header, bytes } = makeShard(cut, 0);
    const codes = bytes.subarray(2 * 20 * 64 * 48);
    const lithium = codes.filter((code) => (code & 0x7f) === 1).length;
    const dead = codes.filter((code) => code >= 0x80);
    expect(dead.length / lithium).toBeCloseTo(header.deadFraction['18']!, 12);
    expect(dead.length).toBeGreaterThan(0);
    expect(dead.every((code) => code === 0x81)).toBe(true);
  });
});
