/** Flat layers across z: a stack that repeats itself, and a single plate. */
import type { Phantom, Truth } from './phantom.js';
import { cells, facesOf, metres } from './cells.js';

/** Layers of phase and pore by turns, four of each; the box repeats itself. */
export const layers: Phantom = {
  id: 'layers',
  title: 'Layers of equal thickness by turns',
  copies: 1,
  make(feature, spacing) {
    const built = cells(feature, spacing, [8, 4, 4], (z) => (z % 2 === 0 ? 1 : 4));
    const [n] = built.n;
    const [t] = built.edge;
    const shortest = Math.min(...spacing);
    // half a layer, in shortest voxel edges
    const lag = Math.max(1, Math.floor(t / shortest / 2));
    const layersApart = (lag * shortest) / spacing[0] / n;
    const periodic = { boundary: 'periodic' };
    const lags = { ...periodic, lags_voxels: [0, n, 2 * n] };
    const truths: Truth[] = [
      { metric: 'statistics.two_point', params: lags, value: [0.5, 0, 0.5], allowed: 1e-9 },
      {
        metric: 'statistics.two_point_radial',
        params: { ...periodic, lags_voxels: [0, lag] },
        value: [0.5, 0.5 - (lag * shortest) / (4 * t)],
        allowed: 0.05,
      },
      { metric: 'statistics.two_point_cluster', params: { lags_voxels: [0, n, 2 * n] }, value: [0.5, 0, 0], allowed: 1e-9 },
      { metric: 'statistics.covariance_length', params: periodic, value: t / 4, allowed: 1e-9 },
      { metric: 'statistics.covariance_length_isotropic', params: periodic, value: t / 2, allowed: 0.1 },
      { metric: 'statistics.lineal_path', params: { ...periodic, lags_voxels: [0, n - 1] }, value: [0.5, 0.5 / n], allowed: 1e-9 },
      {
        metric: 'statistics.lineal_path_radial',
        params: { ...periodic, lags_voxels: [0, lag] },
        value: [0.5, (2 * 0.5 + 0.5 * Math.max(0, 1 - layersApart)) / 3],
        allowed: 1e-9,
      },
      { metric: 'statistics.mean_chord', params: periodic, value: t, allowed: 1e-9 },
      { metric: 'statistics.chord_std', params: periodic, value: 0, allowed: 1e-9 * t },
      { metric: 'surface.per_volume', params: periodic, value: 1 / t, allowed: 0.02 },
    ];
    return { volume: built.volume, truths };
  },
};

/** A plate that the sides of the box cut, in the middle of the box. */
export const plate: Phantom = {
  id: 'plate',
  title: 'Flat plate across the box, with SEI on both sides',
  copies: 1,
  make(feature, spacing) {
    const built = cells(feature, spacing, [3, 5, 5], (z) => (z === 1 ? 1 : 2));
    const [t] = built.edge;
    const area = 2 * 25 * facesOf(built)[0];
    const shortest = Math.min(...spacing);
    const diameters = [0.5, 1.5].map((share) => (share * t) / shortest);
    const statistics = (prefix: string): Truth[] => [
      { metric: `${prefix}mean`, value: t / 4, allowed: 0.3 },
      { metric: `${prefix}p50`, value: t / 4, allowed: 0.3 },
      { metric: `${prefix}p95`, value: 0.475 * t, allowed: 0.3 },
      { metric: `${prefix}max`, value: t / 2, allowed: 0.15 },
    ];
    const size = ['mean', 'volume_weighted_mean', 'p10', 'p50', 'p90', 'max'].map((name): Truth => ({
      metric: `thickness.${name}`,
      value: t,
      allowed: 0.15,
    }));
    const [ny, nx] = [built.volume.shape[1], built.volume.shape[2]];
    const truths: Truth[] = [
      ...size,
      { metric: 'thickness.std', value: 0, allowed: 1e-6 * t },
      { metric: 'thickness.at_voxel', params: { voxel_zyx: [built.n[0], ny >> 1, nx >> 1] }, value: t, allowed: 0.15 },
      { metric: 'thickness.volume_share_above', params: { threshold: metres(t / 2) }, value: 1, allowed: 0 },
      ...['d10', 'd50', 'd90'].map((name): Truth => ({ metric: `granulometry.${name}`, value: t, allowed: 0.15 })),
      { metric: 'granulometry.surviving_share', params: { diameters }, value: [1, 0], allowed: 0 },
      { metric: 'granulometry.pattern_spectrum', params: { diameters }, value: [0, 1, 0], allowed: 0 },
      ...statistics('distance.'),
      ...statistics('distance.to_phase_'),
      { metric: 'distance.share_deeper', params: { depths: [t / 4 / shortest] }, value: [0.5], allowed: 0.3 },
      { metric: 'surface.area', value: area, allowed: 0.02 },
      { metric: 'surface.faces', value: area, allowed: 1e-9 },
      { metric: 'surface.mesh', value: area, allowed: 0.02 },
      { metric: 'specific_surface.S_per_V', value: 2 / t, allowed: 0.02 },
      { metric: 'shape.mean_chord', value: 2 * t, allowed: 0.02 },
      { metric: 'statistics.mean_chord_isotropic', value: 2 * t, allowed: 0.02 },
      { metric: 'topology.euler', value: 1, allowed: 0 },
      { metric: 'topology.euler_periodic', value: 0, allowed: 0 },
      { metric: 'topology.euler_density', value: 0, allowed: 1e-12 / built.content },
      { metric: 'interface.area', value: area, allowed: 0.02 },
      { metric: 'interface.contact_fraction', value: 1, allowed: 0.02 },
      { metric: 'orientation.normal_tensor', value: { zz: 1, yy: 0, xx: 0, zy: 0, zx: 0, yx: 0 }, allowed: 0.08 },
      { metric: 'orientation.boundary_anisotropy', value: 1, allowed: 0.12 },
      { metric: 'orientation.columnarity', value: -1, allowed: 0.15 },
    ];
    return { volume: { ...built.volume, collectorFaces: ['z-'] }, truths };
  },
};
