/** Contact, void patches, cracks and filaments of a solid electrolyte on structures whose numbers are closed forms. */
import { describe, expect, test } from 'vitest';
import type { Face } from '../../src/volume/index.js';
import { ask, valuesOf } from './ask.js';
import type { Structure } from './ask.js';

const INTERFACE = [
  'solid_state.contact_fraction',
  'solid_state.void_patches',
  'solid_state.void_patch_area_mean',
  'solid_state.void_patch_area_weighted_mean',
];

describe('interface', () => {
  test('planar contact is 1, without any patch', async () => {
    const [share, count, mean] = await ask({ shape: [10, 8, 9], label: (z) => (z < 4 ? 1 : 6) }, ...INTERFACE);
    expect([share!.value, count!.value, mean!.value]).toEqual([1, 0, null]);
    expect(mean!.reason).toContain('no void');
  });

  test('a checkerboard of voids is half in contact: patches of its squares, at unequal spacing', async () => {
    const board: Structure = {
      shape: [10, 16, 24],
      spacing: [2, 1, 0.5],
      label: (z, y, x) => (z < 4 ? 1 : z < 5 ? ((Math.floor(y / 4) + Math.floor(x / 4)) % 2 === 0 ? 1 : 4) : 6),
    };
    const [share, count, mean, weighted] = valuesOf(await ask(board, ...INTERFACE));
    expect(share).toBeCloseTo(0.5, 12);
    expect(count).toBe(12);
    expect(mean).toBeCloseTo(8, 10);
    expect(weighted).toBeCloseTo(8, 10);
  });

  test('two voids of 4 and 36 faces: mean 20, weighted mean 32.8; pores inside the electrolyte do not count', async () => {
    const voids: Structure = {
      shape: [12, 14, 14],
      label: (z, y, x) => {
        const square = (a: number, n: number): boolean => y >= a && y < a + n && x >= a && x < a + n;
        if (z < 4) return z === 3 && (square(1, 2) || square(6, 6)) ? 4 : 1;
        return z >= 7 && z < 9 && square(5, 3) ? 4 : 6;
      },
    };
    const [share, count, mean, weighted] = valuesOf(await ask(voids, ...INTERFACE));
    expect([count, mean, weighted]).toEqual([2, 20, (16 + 36 * 36) / 40]);
    expect(share).toBeCloseTo(1 - 40 / 196, 12);
  });

  test('other labels, and no electrolyte', async () => {
    const renamed: Structure = { shape: [6, 6, 6], label: (z, y) => (z < 2 ? (z === 1 && y < 3 ? 9 : 7) : 8) };
    const params = { phase_li: 7, phase_void: 9, phase_electrolyte: 8 };
    expect((await ask(renamed, ['solid_state.contact_fraction', params]))[0]!.value).toBeCloseTo(0.5, 12);
    expect((await ask(renamed, 'solid_state.contact_fraction'))[0]!.reason).toContain('no interface');
    expect((await ask(renamed, 'solid_state.crack_opening_mean'))[0]!.reason).toContain('no solid electrolyte');
  });
});

describe('cracks and filaments', () => {
  /** electrolyte in layers 6 to 45 with a slit of 4 voxels, filled with lithium for `filled` layers and empty down to 20 */
  function slit(filled: number, face: Face = 'z-'): Structure {
    const axis = 'zyx'.indexOf(face[0]!);
    return {
      shape: [50, 50, 50],
      spacing: [0.5, 0.5, 0.5],
      faces: [face],
      label: (...place) => {
        const at = face.endsWith('+') ? 49 - place[axis]! : place[axis]!;
        const across = place[(axis + 1) % 3]!;
        if (at < 6) return 1;
        if (at >= 46) return 3;
        if (across < 20 || across >= 24 || at >= 26) return 6;
        return at < 6 + filled ? 1 : 4;
      },
    };
  }

  test.each(['z-', 'z+', 'y-', 'x+'] as const)('a slit along %s: depth 10 of 40 layers, opening 4 voxels', async (face) => {
    const [depth, mean, high] = await ask(
      slit(10, face),
      'solid_state.filament_penetration',
      'solid_state.crack_opening_mean',
      'solid_state.crack_opening_p95',
    );
    expect(depth!.value).toBe(0.25);
    expect(mean!.unit).toBe('um');
    // an even number of voxels is exact; the corners at mouth and tip read lower
    expect(mean!.value as number).toBeGreaterThan(1.9);
    expect(mean!.value as number).toBeLessThanOrEqual(2);
    expect(high!.value).toBeCloseTo(2, 6);
  });

  test('lithium that is not joined to the lithium in front does not count', async () => {
    const island: Structure = { ...slit(0), label: (z, y, x) => (z >= 20 && z < 24 && y < 4 && x < 4 ? 1 : slit(0).label(z, y, x)) };
    expect((await ask(island, 'solid_state.filament_penetration'))[0]!.value).toBe(0);
    expect((await ask({ ...island, faces: ['z+'] }, 'solid_state.filament_penetration'))[0]!.reason).toContain('no lithium in front');
    const intact: Structure = { shape: [12, 6, 6], label: (z) => (z < 4 ? 1 : 6) };
    expect(valuesOf(await ask(intact, 'solid_state.filament_penetration', 'solid_state.crack_opening_mean'))).toEqual([0, null]);
  });

  test('a short circuit is 1; an image is measured too', async () => {
    const short: Structure = { shape: [12, 10, 10], label: (z, y) => (z < 3 || (y === 5 && z < 12) ? 1 : 6) };
    expect((await ask(short, 'solid_state.filament_penetration'))[0]!.value).toBe(1);
    const slice: Structure = { shape: [30, 1, 30], label: (z, _, x) => (z < 5 || (x >= 10 && x < 14 && z < 15) ? 1 : 6) };
    const [depth, opening] = await ask(slice, 'solid_state.filament_penetration', 'solid_state.crack_opening_p95');
    expect(depth!.value).toBe(10 / 25);
    expect(opening!.value).toBeCloseTo(4, 6);
  });
});
