import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/base/index.js';
import { cryo, CRYO_EFFECTS, CRYO_REGIMES, drawCryoParameters } from '../../../src/imaging/cryo/index.js';
import { makeSpecimen, SPECIMENS } from '../../../src/simulate/index.js';
import { PHASE, specimenTruth } from '../../../src/volume/index.js';

const whisker = SPECIMENS.find(({ id }) => id === 'whisker')!;
const PICTURE = { seed: 4, shape: [1, 96, 96] as const, pixel: 2e-9, given: { radius: 40e-9, support: 0, ice: 0, count: 1 } };

function take(given: Record<string, number> = {}, seed = 1): ReturnType<typeof cryo.image> {
  const specimen = makeSpecimen(whisker, PICTURE);
  const { labels } = specimenTruth(specimen);
  return cryo.image({ labels, shape: specimen.shape, spacing: [2e-9, 2e-9, 2e-9], specimen, dry: true, given }, createRng(seed));
}

describe('the virtual cryo microscope', () => {
  it('makes the same picture from the same seed and another from another', () => {
    expect(take().stored).toEqual(take().stored);
    expect(take({}, 2).stored).not.toEqual(take().stored);
  });

  it('shows what the specimen truth says, with parameters that are plain data', () => {
    const picture = take();
    expect(picture.shape).toEqual([1, 96, 96]);
    expect(picture.labels).toEqual(specimenTruth(makeSpecimen(whisker, PICTURE)).labels);
    expect(picture.codes).toHaveLength(96 * 96);
    expect(JSON.parse(JSON.stringify(picture.parameters))).toEqual(picture.parameters);
  });

  it.each([0, 1, 2])('reaches the contrast to noise that was asked for in regime %d', (regime) => {
    const quiet = { regime, frost: 0, illumination: 0, cameraFaults: 0, drift: 0 };
    for (const cnr of [1.5, 6]) {
      const picture = take({ ...quiet, cnr });
      expect(picture.parameters['regime']).toBe(CRYO_REGIMES[regime]);
      expect(picture.cnr! / cnr).toBeGreaterThan(0.85);
      expect(picture.cnr! / cnr).toBeLessThan(1.15);
    }
  });

  it('has a switch for every effect, and changes the picture by it', () => {
    const ids = new Set(cryo.params.map(({ id }) => id));
    for (const { id } of CRYO_EFFECTS) expect(ids).toContain(id);
    const off = Object.fromEntries(CRYO_EFFECTS.map(({ id }) => [id, 0]));
    const bare = take({ ...off, regime: 0, absorption: 1, potential: 1, bits: 1, inverted: 0 });
    for (const id of ['frost', 'transfer', 'darkField', 'scan', 'illumination', 'drift', 'detector', 'dose', 'cameraFaults'])
      expect(take({ ...off, regime: 0, absorption: 1, potential: 1, bits: 1, inverted: 0, [id]: 1 }).stored).not.toEqual(bare.stored);
  });

  it('draws bright field and dark field 70 to 30, and never the held-out kind', () => {
    const rng = createRng(11);
    const drawn = Array.from({ length: 600 }, (_, i) => drawCryoParameters(rng.fork(`${i}`), { pixel: 1e-9, regime: undefined }).regime);
    expect(drawn.filter((regime) => regime === 'tem').length / 600).toBeCloseTo(0.7, 1);
    for (const held of cryo.heldOutRegimes ?? []) expect(drawn).not.toContain(held);
  });

  it('projects labels when there is no specimen', () => {
    const shape = [8, 32, 32] as const;
    const labels = Uint8Array.from({ length: 8 * 32 * 32 }, (_, i) => (i % 32 < 16 ? PHASE.lithium : PHASE.electrolyte));
    const picture = cryo.image({ labels, shape, spacing: [1e-9, 1e-9, 1e-9], dry: false, given: {} }, createRng(1));
    expect(picture.shape).toEqual([1, 32, 32]);
    expect(picture.labels.slice(0, 32)).toEqual(Uint8Array.from({ length: 32 }, (_, x) => (x < 16 ? PHASE.lithium : PHASE.pore)));
  });
});
