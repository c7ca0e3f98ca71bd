/** Borders between labels on edges whose place is known. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { flatGradient, snapBorders } from '../../src/kernels/index.js';
import { blurBlock } from '../../src/kernels/block-blur.js';

const image = { ny: 80, nx: 90 };
const size = image.ny * image.nx;
const CENTRE = [40, 45] as const;

const pixels = <T>(make: (y: number, x: number, i: number) => T): T[] =>
  Array.from({ length: size }, (_, i) => make(Math.floor(i / image.nx), i % image.nx, i));
const distance = (y: number, x: number): number => Math.hypot(y - CENTRE[0], x - CENTRE[1]);

/** A disc of radius 20 in a picture that is blurred and a little noisy. */
function disc(noise: number): Float32Array {
  const rng = createRng(2);
  const grey = blurBlock(Float32Array.from(pixels((y, x) => (distance(y, x) < 20 ? 1 : 0))), [1, image.ny, image.nx], 1.5, 5);
  return grey.map((value) => value + noise * rng.normal());
}

/** 1 within a radius, 2 outside. */
const labelled = (radius: number): Uint8Array => Uint8Array.from(pixels((y, x) => (distance(y, x) < radius ? 1 : 2)));
const wrong = (labels: Uint8Array): number => labelled(20).reduce((sum, label, i) => sum + (labels[i] === label ? 0 : 1), 0);

describe('borders of labels', () => {
  it.each([16, 17.5, 22, 24])('move from radius %s to the edge of a disc of radius 20', (radius) => {
    const before = labelled(radius);
    const after = snapBorders(before, flatGradient(disc(0.02), image), image);
    // half a pixel of the circumference
    expect(wrong(after)).toBeLessThan(70);
    expect(wrong(after)).toBeLessThan(0.4 * wrong(before));
  });

  it('stay where there is no clear edge', () => {
    const rng = createRng(3);
    const noise = Float32Array.from({ length: size }, () => rng.normal());
    expect(snapBorders(labelled(18), flatGradient(noise, image), image)).toEqual(labelled(18));
    expect(snapBorders(labelled(18), new Float32Array(size), image)).toEqual(labelled(18));
  });

  it('leave thin things, unlabelled pixels and other pairs of labels alone', () => {
    const shrunk = labelled(17);
    const labels = Uint8Array.from(pixels((y, x, i) => (x === 4 ? 3 : y < 3 ? 0 : (shrunk[i] ?? 0))));
    const after = snapBorders(labels, flatGradient(disc(0.02), image), image);
    const touched = pixels((y, x, i) => (x === 4 || y < 3) && after[i] !== labels[i]);
    expect(touched.includes(true)).toBe(false);
    expect(after.some((label, i) => label !== labels[i])).toBe(true);
  });

  it('do not depend on the numbers of the labels', () => {
    const gradient = flatGradient(disc(0.05), image);
    const swapped = snapBorders(
      labelled(17).map((label) => (label === 1 ? 6 : 3)),
      gradient,
      image,
    );
    expect(swapped.map((label) => (label === 6 ? 1 : 2))).toEqual(snapBorders(labelled(17), gradient, image));
  });
});

describe('blur of a block', () => {
  it('is the same inside when the outermost voxels are not asked for', () => {
    const rng = createRng(8);
    const shape = [13, 14, 15] as const;
    const data = Float32Array.from({ length: 13 * 14 * 15 }, () => rng.normal());
    const [whole, inner] = [blurBlock(data, shape, 1, 3), blurBlock(data, shape, 1, 3, 4)];
    for (let z = 4; z < 9; z++)
      for (let y = 4; y < 10; y++)
        for (let x = 4; x < 11; x++) {
          const i = (z * 14 + y) * 15 + x;
          expect(inner[i]).toBeCloseTo(whole[i]!, 6);
        }
  });
});
