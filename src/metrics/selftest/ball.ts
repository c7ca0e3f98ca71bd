/** A ball, and a ball in a shell of SEI. */
import type { Shape3, Vec3 } from '../../volume/index.js';
import type { Phantom, Truth } from './phantom.js';
import { metres } from './cells.js';
import { cube, dot, randomDirection, voxelise } from './voxelise.js';

const content = (shape: Shape3, spacing: Vec3): number => shape.reduce((product, n, axis) => product * n * (spacing[axis] ?? 1), 1);

export const ball: Phantom = {
  id: 'ball',
  title: 'Ball',
  make(feature, spacing, rng) {
    const r = feature / 2;
    const margin = 3 * Math.max(...spacing);
    const volume = voxelise(cube(feature + 2 * margin), spacing, rng, (z, y, x) => (z * z + y * y + x * x <= r * r ? 1 : 0));
    const truths: Truth[] = [
      { metric: 'volume.volume', value: (4 / 3) * Math.PI * r ** 3, allowed: 0.02 },
      { metric: 'surface.area', value: 4 * Math.PI * r * r, allowed: 0.04 },
      { metric: 'surface.faces', value: 4 * Math.PI * r * r, allowed: 0.6 },
      { metric: 'specific_surface.S_per_V', value: 3 / r, allowed: 0.05 },
      { metric: 'shape.sphericity', value: 1, allowed: 0.05 },
      { metric: 'shape.inverse_isoperimetric_quotient', value: 1, allowed: 0.1 },
      { metric: 'shape.mean_chord', value: (4 / 3) * r, allowed: 0.05 },
      { metric: 'thickness.max', value: feature, allowed: 0.15 },
      { metric: 'thickness.mean', value: feature, allowed: 0.2 },
      { metric: 'thickness.volume_weighted_mean', value: feature, allowed: 0.2 },
      { metric: 'topology.euler', value: 1, allowed: 0 },
      { metric: 'topology.betti0', value: 1, allowed: 0 },
      { metric: 'topology.betti1', value: 0, allowed: 0 },
      { metric: 'topology.betti2', value: 0, allowed: 0 },
      { metric: 'topology.euler_periodic', value: 1, allowed: 0 },
      {
        metric: 'topology.euler_density',
        params: { boundary: 'periodic' },
        value: 1 / content(volume.shape, spacing),
        allowed: 1e-9,
      },
      { metric: 'isolation.pieces', value: 1, allowed: 0 },
      { metric: 'surface.crofton13', value: 4 * Math.PI * r * r, allowed: 0.05 },
      { metric: 'surface.crofton3', value: 4 * Math.PI * r * r, allowed: 0.05 },
      { metric: 'surface.mesh', value: 4 * Math.PI * r * r, allowed: 0.15 },
      { metric: 'curvature.integral_mean', value: 4 * Math.PI * r, allowed: 0.05 },
      { metric: 'curvature.total_gauss', value: 4 * Math.PI, allowed: 1e-9 },
      { metric: 'curvature.mean_distribution', value: { mean: 1 / r, p50: 1 / r }, allowed: 0.15 },
      { metric: 'curvature.gauss_distribution', value: { mean: 1 / (r * r), p50: 1 / (r * r) }, allowed: 0.3 },
      { metric: 'shape.semi_axes', value: [r, r, r], allowed: 0.05 },
      { metric: 'shape.elongation', value: 1, allowed: 0.05 },
      { metric: 'shape.flatness', value: 1, allowed: 0.05 },
      { metric: 'statistics.mean_chord', value: (4 / 3) * r, allowed: 0.05 },
      { metric: 'statistics.chord_std', value: (Math.SQRT2 / 3) * r, allowed: 0.1 },
      { metric: 'statistics.mean_chord_isotropic', value: (4 / 3) * r, allowed: 0.05 },
      { metric: 'distance.mean', value: r / 4, allowed: 0.5 },
      { metric: 'distance.max', value: r, allowed: 0.15 },
      { metric: 'orientation.intercept_lengths', value: [(4 / 3) * r, (4 / 3) * r, (4 / 3) * r], allowed: 0.15 },
      { metric: 'orientation.intercept_anisotropy', value: 0, allowed: 0.15 },
      { metric: 'orientation.normal_tensor', value: { zz: 1 / 3, yy: 1 / 3, xx: 1 / 3, zy: 0, zx: 0, yx: 0 }, allowed: 0.15 },
      { metric: 'orientation.boundary_anisotropy', value: 0, allowed: 0.08 },
    ];
    return { volume, truths };
  },
};

export const shell: Phantom = {
  id: 'shell',
  title: 'Ball of lithium in a shell of SEI',
  copies: 3,
  make(feature, spacing, rng) {
    const inner = 2 * feature;
    const outer = inner + feature;
    const margin = 3 * Math.max(...spacing);
    const volume = voxelise(cube(2 * (outer + margin)), spacing, rng, (z, y, x) => {
      const square = z * z + y * y + x * x;
      return square <= inner * inner ? 1 : square <= outer * outer ? 2 : 3;
    });
    const shellOf = (thickness: number): number => (4 / 3) * Math.PI * ((inner + thickness) ** 3 - inner ** 3);
    const half = { inner_thickness: metres(feature / 2) };
    const [part, whole] = [shellOf(feature / 2), shellOf(feature)];
    const truths: Truth[] = [
      { metric: 'sei.thickness_median', value: feature, allowed: 0.1 },
      { metric: 'sei.thickness_mean', value: feature, allowed: 0.1 },
      { metric: 'sei.thickness_iqr', value: 0, allowed: 0.2 * feature },
      { metric: 'sei.thickness_min_max', value: [feature, feature], allowed: 0.35 },
      { metric: 'sei.thickness_share_above', params: { threshold: metres(feature / 2) }, value: 1, allowed: 0.01 },
      { metric: 'sei.cut_off_share', value: 0, allowed: 0 },
      { metric: 'sei.inner_share', params: half, value: part / whole, allowed: 0.12 },
      { metric: 'sei.inner_volume', params: half, value: part, allowed: 0.12 },
      { metric: 'sei.outer_volume', params: half, value: whole - part, allowed: 0.12 },
      { metric: 'sei.coverage', value: 1, allowed: 0 },
      { metric: 'sei.coverage_faces', value: 1, allowed: 0 },
      { metric: 'sei.bare_patches', value: 0, allowed: 0 },
      { metric: 'interface.area', params: { phases: [1, 2] }, value: 4 * Math.PI * inner * inner, allowed: 0.05 },
    ];
    return { volume, truths };
  },
};

export const halfShell: Phantom = {
  id: 'half-shell',
  title: 'Ball of lithium, half of it under SEI',
  make(feature, spacing, rng) {
    const r = feature;
    const outer = 1.5 * feature;
    const towards = randomDirection(rng);
    const margin = 2 * Math.max(...spacing);
    const volume = voxelise(cube(2 * (outer + margin)), spacing, rng, (z, y, x) => {
      const square = z * z + y * y + x * x;
      if (square <= r * r) return 1;
      return square <= outer * outer && dot(towards, z, y, x) > 0 ? 2 : 3;
    });
    const bare = 2 * Math.PI * r * r;
    const rim = 2 * Math.PI * r;
    const truths: Truth[] = [
      { metric: 'sei.coverage', value: 0.5, allowed: 0.05 },
      { metric: 'sei.coverage_faces', value: 0.5, allowed: 0.05 },
      { metric: 'sei.bare_patches', value: 1, allowed: 0 },
      { metric: 'sei.lithium_area', value: 2 * bare, allowed: 0.05 },
      { metric: 'sei.bare_area', value: bare, allowed: 0.08 },
      { metric: 'sei.bare_patch_area_mean', value: bare, allowed: 0.08 },
      { metric: 'sei.bare_patch_area_largest', value: bare, allowed: 0.08 },
      { metric: 'sei.bare_patch_area_weighted_mean', value: bare, allowed: 0.08 },
      { metric: 'sei.bare_patch_areas', value: [bare], allowed: 0.08 },
      { metric: 'interface.area', value: bare, allowed: 0.08 },
      { metric: 'interface.areas', value: { '1|2': bare, '1|3': bare }, allowed: 0.1 },
      { metric: 'interface.contact_fraction', value: 0.5, allowed: 0.08 },
      { metric: 'interface.triple_line', value: rim, allowed: 0.15 },
      { metric: 'interface.triple_line_per_volume', value: rim / content(volume.shape, spacing), allowed: 0.15 },
    ];
    return { volume, truths };
  },
};
