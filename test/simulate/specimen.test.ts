import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { makeSpecimen, SPECIMEN_PARAMS, SPECIMENS } from '../../src/simulate/index.js';
import { bodyOfMask, thicknessAt } from '../../src/simulate/specimen-body.js';
import { voronoiCells } from '../../src/simulate/specimen-cells.js';
import { addBody, createStack, stackLayers } from '../../src/simulate/specimen-shell.js';
import { tubeBody } from '../../src/simulate/specimen-tube.js';
import { PHASE, specimenTruth } from '../../src/volume/index.js';
import type { ProjectedSpecimen } from '../../src/volume/index.js';

const FIELD = { ny: 96, nx: 96, pixel: 1e-9, extent: 96e-9 };
const EVEN = Object.fromEntries(SPECIMEN_PARAMS.map(({ id, default: value }) => [id, value]));
const SMOOTH = { ...EVEN, shellThickness: 10e-9, shellUneven: 0, shellCoverage: 1, shellStructure: 0 };

/** A sphere of 20 nm in the middle of the field, with a skin of 10 nm. */
function sphere(core: 'full' | 'none', values: Record<string, number> = SMOOTH): ProjectedSpecimen {
  const stack = createStack(values, FIELD, createRng(1));
  addBody(stack, tubeBody([[{ y: 48e-9, x: 48e-9, radius: 20e-9 }]], 'round', 30e-9, FIELD), core);
  return { shape: [1, 96, 96], pixel: 1e-9, layers: stackLayers(stack, values) };
}
const at = (specimen: ProjectedSpecimen, material: string, dx: number): number =>
  specimen.layers.find((layer) => layer.material === material)?.thickness[48 * 96 + 48 + dx] ?? 0;

describe('bodies', () => {
  it('have the thickness of a sphere or cylinder at every distance from the axis', () => {
    const full = sphere('full');
    for (const dx of [0, 5, 12, 19]) {
      expect(at(full, 'lithium', dx)).toBeCloseTo(2e-9 * Math.sqrt(400 - dx * dx), 13);
      expect(at(full, 'organic', dx)).toBeCloseTo(2e-9 * (Math.sqrt(900 - dx * dx) - Math.sqrt(400 - dx * dx)), 13);
    }
    expect(at(full, 'organic', 25)).toBeCloseTo(2e-9 * Math.sqrt(900 - 625), 13);
    expect(at(full, 'organic', 31)).toBe(0);
    const line = tubeBody(
      [
        [
          { y: 48e-9, x: -50e-9, radius: 15e-9 },
          { y: 48e-9, x: 150e-9, radius: 15e-9 },
        ],
      ],
      'round',
      5e-9,
      FIELD,
    );
    expect(thicknessAt(line.depth[57 * 96 + 20]!, line.half[57 * 96 + 20]!, 'round')).toBeCloseTo(24e-9, 12);
  });
  it('of other profiles rise straight to their full thickness', () => {
    expect(thicknessAt(5, 10, 'faceted')).toBe(10);
    expect(thicknessAt(12, 10, 'faceted')).toBe(20);
    expect(thicknessAt(2, 10, 'plate')).toBe(12);
    expect(thicknessAt(-1, 10, 'plate')).toBe(0);
  });
  it('of a mask have its outline', () => {
    const mask = Uint8Array.from({ length: 96 * 96 }, (_, i) => (i % 96 < 40 ? 1 : 0));
    const { depth } = bodyOfMask(mask, 20e-9, 'round', FIELD);
    expect(depth[20 * 96 + 39]).toBeCloseTo(0.5e-9, 10);
    expect(depth[20 * 96 + 20]).toBeCloseTo(19.5e-9, 10);
    expect(depth[20 * 96 + 60]).toBeCloseTo(-20.5e-9, 10);
  });
});

describe('skins', () => {
  it('are seen around the core, and alone when the core is gone', () => {
    const { labels } = specimenTruth(sphere('full'));
    const row = labels.slice(48 * 96, 49 * 96);
    expect([row[48], row[48 + 24], row[48 + 33]]).toEqual([PHASE.lithium, PHASE.sei, PHASE.pore]);
    const husk = specimenTruth(sphere('none')).labels;
    expect(husk).not.toContain(PHASE.lithium);
    expect(husk[48 * 96 + 48]).toBe(PHASE.sei);
    // the wall alone: front and back
    expect(at(sphere('none'), 'organic', 0)).toBeCloseTo(20e-9, 13);
  });
  it('keep their thickness whatever their structure, and order their layers', () => {
    for (const shellStructure of [1, 2, 3, 4]) {
      const specimen = sphere('full', { ...SMOOTH, shellStructure });
      const sei = specimen.layers
        .filter(({ material }) => material !== 'lithium')
        .reduce((s, { thickness }) => s + thickness[48 * 96 + 73]!, 0);
      expect(sei).toBeCloseTo(2e-9 * Math.sqrt(900 - 625), 13);
    }
    const crystalOf = (shellStructure: number, dx: number): number =>
      sphere('full', { ...SMOOTH, shellStructure, second: EVEN['crystalline']! })
        .layers.filter(({ grains, material }) => material !== 'lithium' && grains !== undefined)
        .reduce((s, { thickness }) => s + thickness[48 * 96 + 48 + dx]!, 0);
    // at 28 nm only the outer layer is there
    expect(crystalOf(2, 28)).toBeGreaterThan(10e-9);
    expect(crystalOf(3, 28)).toBe(0);
  });
  it('leave the stated share bare', () => {
    const stack = createStack({ ...SMOOTH, shellCoverage: 0.6 }, FIELD, createRng(3));
    const bare = stack.shell.thickness.reduce((n, s) => n + (s === 0 ? 1 : 0), 0) / 96 ** 2;
    expect(bare).toBeCloseTo(0.4, 1);
  });
  it('have grains of the stated size', () => {
    const cells = voronoiCells(FIELD, 8e-9, createRng(1));
    const seen = new Set(cells.cell).size;
    expect(96 ** 2 / seen).toBeGreaterThan(45);
    expect(96 ** 2 / seen).toBeLessThan(75);
  });
});

describe('families of specimens', () => {
  const REQUEST = { seed: 21, shape: [1, 64, 64] as const, pixel: 3e-9 };
  it('are at least nine, two of them held out', () => {
    expect(SPECIMENS.length).toBeGreaterThanOrEqual(9);
    expect(SPECIMENS.filter(({ heldOut }) => heldOut).map(({ id }) => id)).toEqual(['beads', 'plates']);
    expect(new Set(SPECIMENS.map(({ id }) => id)).size).toBe(SPECIMENS.length);
  });
  it.each(SPECIMENS.map((family) => [family.id, family] as const))('%s: same seed same specimen, finite, something to see', (_, family) => {
    const specimen = makeSpecimen(family, REQUEST);
    const again = makeSpecimen(family, REQUEST);
    expect(again.layers.map(({ thickness }) => thickness)).toEqual(specimen.layers.map(({ thickness }) => thickness));
    for (const { thickness } of specimen.layers) expect(thickness.every((t) => Number.isFinite(t) && t >= 0)).toBe(true);
    const { labels } = specimenTruth(specimen);
    const solid = labels.reduce((n, phase) => n + (phase === PHASE.lithium || phase === PHASE.sei ? 1 : 0), 0);
    expect(solid).toBeGreaterThan(0.03 * labels.length);
    const other = makeSpecimen(family, { ...REQUEST, seed: 22 });
    expect(specimenTruth(other).labels).not.toEqual(labels);
  });
  it('take given parameters, and refuse unknown values', () => {
    const husk = SPECIMENS.find(({ id }) => id === 'husk')!;
    const specimen = makeSpecimen(husk, { ...REQUEST, given: { left: 0, support: 0, ice: 0 } });
    expect(specimenTruth(specimen).labels).not.toContain(PHASE.lithium);
    expect(specimen.params).toMatchObject({ left: 0, support: 0, ice: 0 });
    expect(() => makeSpecimen(husk, { ...REQUEST, given: { ice: 1 } })).toThrow(/ice/);
  });
  it('cut lithium off from its skin when stripped', () => {
    const partial = SPECIMENS.find(({ id }) => id === 'partial')!;
    const specimen = makeSpecimen(partial, { ...REQUEST, given: { left: 0, gap: 0.5, gapUneven: 0, shellCoverage: 1, origin: 1 } });
    const { labels } = specimenTruth(specimen);
    // somewhere SEI is seen between lithium and the outside
    expect(labels).toContain(PHASE.sei);
    const lithium = specimen.layers.find(({ material }) => material === 'lithium');
    expect(lithium?.thickness.some((t) => t > 0)).toBe(true);
  });
});
