/** Single images: a disc under half a ring of SEI, a deposit in section, random tiles, a carpet with holes of every size. */
import type { Rng } from '../../base/index.js';
import type { Vec3 } from '../../volume/index.js';
import type { Phantom, Truth } from './phantom.js';
import { cells } from './cells.js';
import { voxelise } from './voxelise.js';

const image = (height: number, width: number, spacing: Vec3): Vec3 => [spacing[0], height, width];

export const coveredDisc: Phantom = {
  id: 'covered-disc',
  title: 'Disc in an image, half of it under SEI',
  make(feature, spacing, rng) {
    const r = feature;
    const outer = 1.5 * feature;
    const edge = 2 * outer + 4 * Math.max(...spacing);
    const angle = rng.uniform(0, 2 * Math.PI);
    const volume = voxelise(image(edge, edge, spacing), spacing, rng, (_, y, x) => {
      const distance = Math.hypot(y, x);
      if (distance <= r) return 1;
      return distance <= outer && y * Math.sin(angle) + x * Math.cos(angle) > 0 ? 2 : 3;
    });
    const bare = Math.PI * r;
    const truths: Truth[] = [
      { metric: 'shape2d.area', value: Math.PI * r * r, allowed: 0.02 },
      { metric: 'shape2d.perimeter', value: 2 * Math.PI * r, allowed: 0.02 },
      { metric: 'shape2d.inverse_isoperimetric_quotient', value: 1, allowed: 0.05 },
      { metric: 'sei.coverage', value: 0.5, allowed: 0.05 },
      { metric: 'sei2d.lithium_length', value: 2 * Math.PI * r, allowed: 0.05 },
      { metric: 'sei2d.bare_length', value: bare, allowed: 0.08 },
      { metric: 'sei2d.bare_patch_length_mean', value: bare, allowed: 0.08 },
      { metric: 'sei2d.bare_patch_length_largest', value: bare, allowed: 0.08 },
      { metric: 'sei2d.bare_patch_length_weighted_mean', value: bare, allowed: 0.08 },
      { metric: 'sei2d.bare_patch_lengths', value: [bare], allowed: 0.08 },
    ];
    return { volume, truths };
  },
};

export const depositSection: Phantom = {
  id: 'deposit-section',
  title: 'Film in an image, with a loose fragment and one that the image cuts',
  copies: 1,
  make(feature, spacing) {
    const built = cells(feature, spacing, [1, 5, 6], (_, y, x) => (y === 0 || (y === 2 && x === 2) || (y === 3 && x === 5) ? 1 : 4));
    const truths: Truth[] = [
      { metric: 'isolation2d.in_plane_isolated_fraction', value: 1 / 8, allowed: 1e-9 },
      { metric: 'isolation2d.live_voxels', value: 6 * built.voxels, allowed: 0 },
      { metric: 'isolation2d.isolated_voxels', value: built.voxels, allowed: 0 },
      { metric: 'isolation2d.unknown_voxels', value: built.voxels, allowed: 0 },
      { metric: 'surface2d.perimeter_faces', value: 10 * built.edge[2] + 3 * built.edge[1], allowed: 1e-9 },
    ];
    return { volume: { ...built.volume, collectorFaces: ['y-'] }, truths };
  },
};

/** Share of the cells of a random phantom that are filled. */
const FILLED = 0.4;

const randomCells = (rng: Rng, count: number): Uint8Array => Uint8Array.from({ length: count }, () => (rng.chance(FILLED) ? 1 : 4));

export const tiles: Phantom = {
  id: 'tiles',
  title: 'Image of tiles that are filled at random',
  make(feature, spacing, rng) {
    const side = 32;
    // windows are squares of pixels: so are the tiles
    const square = [1, Math.max(spacing[1], spacing[2]), Math.max(spacing[1], spacing[2])] as const;
    const filled = randomCells(rng, side * side);
    const built = cells(feature / 2, square, [1, side, side], (_, y, x) => filled[y * side + x] ?? 4);
    const share = filled.reduce((sum, label) => sum + (label === 1 ? 1 : 0), 0) / filled.length;
    const truths: Truth[] = [
      {
        metric: 'statistics.index_of_dispersion',
        params: { window_pixels: 2 * built.n[1] },
        value: built.voxels * (1 - share),
        allowed: 0.1,
      },
    ];
    return { volume: built.volume, truths };
  },
};

/** Boxes filled at random, independently of each other: the variance of the fraction falls as the volume of a box over that of the window. */
export const randomBoxes: Phantom = {
  id: 'random-boxes',
  title: 'Boxes that are filled at random, about a quarter of the feature wide',
  make(feature, spacing, rng) {
    const side = 24;
    const filled = randomCells(rng, side ** 3);
    // so many voxels that windows, which double in size, hold whole boxes
    const coarse = Math.max(...spacing);
    const box = coarse * 2 ** Math.max(0, Math.floor(Math.log2(feature / 4 / coarse)));
    const built = cells(box, spacing, [side, side, side], (z, y, x) => filled[(z * side + y) * side + x] ?? 4);
    const share = filled.reduce((sum, label) => sum + (label === 1 ? 1 : 0), 0) / filled.length;
    const { content } = built;
    const truths: Truth[] = [
      { metric: 'statistics.integral_range', value: content, allowed: 0.35 },
      { metric: 'statistics.fraction_error', value: 2 * Math.sqrt((share * (1 - share)) / side ** 3), allowed: 0.2 },
      { metric: 'statistics.representative_edge', value: Math.cbrt((4 * (1 - share) * content) / (0.05 ** 2 * share)), allowed: 0.15 },
    ];
    // windows hold whole boxes where voxel edges differ by factors of two only
    if (spacing.every((edge) => Number.isInteger(Math.log2(coarse / edge))))
      truths.push({
        metric: 'statistics.local_fraction_std',
        // windows of 4 x 4 x 4 boxes
        value: { [Math.round((4 * Math.max(...built.edge)) / Math.min(...spacing))]: Math.sqrt((share * (1 - share)) / 64) },
        allowed: 0.1,
      });
    return { volume: built.volume, truths };
  },
};

/** Sierpinski's carpet of three generations: each square is 3 x 3 with the middle one empty. */
export const carpet: Phantom = {
  id: 'carpet',
  title: 'Carpet with holes of three sizes',
  copies: 1,
  make(feature, spacing) {
    const even = Math.max(...spacing);
    const digits = (k: number): number[] => [k % 3, Math.floor(k / 3) % 3, Math.floor(k / 9)];
    const built = cells(feature / 2, [even, even, even], [1, 27, 27], (_, y, x) => {
      const [rows, columns] = [digits(y), digits(x)];
      return rows.some((digit, k) => digit === 1 && columns[k] === 1) ? 4 : 1;
    });
    const boxes = [1, 3, 9, 27].map((k) => k * built.n[1]);
    const truths: Truth[] = [
      { metric: 'fractal.box_counts', params: { boxes }, value: [512, 64, 8, 1], allowed: 0 },
      { metric: 'fractal.dimension', params: { boxes }, value: Math.log(8) / Math.log(3), allowed: 1e-9 },
    ];
    return { volume: built.volume, truths };
  },
};

export const wideDisc: Phantom = {
  id: 'wide-disc',
  title: 'Disc in an image, twelve times as wide as the feature',
  make(feature, spacing, rng) {
    const r = 6 * feature;
    const edge = 2 * r + 4 * Math.max(...spacing);
    const volume = voxelise(image(edge, edge, spacing), spacing, rng, (_, y, x) => (Math.hypot(y, x) <= r ? 1 : 3));
    const truths: Truth[] = [{ metric: 'fractal.mass_radius_dimension', value: 2, allowed: 0.05 }];
    return { volume, truths };
  },
};
