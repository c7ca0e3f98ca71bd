/** Surfaces given by their height above the collector: waves and a ramp. */
import type { Shape3, Vec3 } from '../../volume/index.js';
import type { Phantom, PhantomVolume, Truth } from './phantom.js';

/** Lithium up to a height, from the collector face z- on: a voxel is filled when its centre lies below it. */
function relief(edge: Vec3, spacing: Vec3, heightAt: (y: number, x: number) => number): PhantomVolume {
  const shape: Shape3 = [Math.ceil(edge[0] / spacing[0]), Math.ceil(edge[1] / spacing[1]), Math.ceil(edge[2] / spacing[2])];
  const data = new Uint8Array(shape[0] * shape[1] * shape[2]).fill(3);
  for (let y = 0; y < shape[1]; y++)
    for (let x = 0; x < shape[2]; x++) {
      const layers = Math.round(heightAt((y + 0.5) * spacing[1], (x + 0.5) * spacing[2]) / spacing[0]);
      for (let z = 0; z < Math.min(layers, shape[0]); z++) data[(z * shape[1] + y) * shape[2] + x] = 1;
    }
  return { data, shape, collectorFaces: ['z-'] };
}

/** Mean over a wave of sqrt(1 + slope^2) - 1, by the midpoint rule. */
function developed(amplitude: number, wave: number): number {
  const points = 32;
  let sum = 0;
  for (let i = 0; i < points; i++)
    for (let j = 0; j < points; j++) {
      const [y, x] = [(2 * Math.PI * (i + 0.5)) / points, (2 * Math.PI * (j + 0.5)) / points];
      const slope = amplitude * wave * Math.hypot(Math.cos(y) * Math.sin(x), Math.sin(y) * Math.cos(x));
      sum += Math.hypot(1, slope) - 1;
    }
  return sum / points ** 2;
}

/** h = h0 + A sin ky sin kx, two waves each way. */
export const waves: Phantom = {
  id: 'waves',
  title: 'Surface of crossed waves as high as the feature and five times as long',
  copies: 1,
  make(feature, spacing) {
    const length = 5 * feature;
    const wave = (2 * Math.PI) / length;
    const amplitude = feature / 2;
    const volume = relief(
      [2 * feature, 2 * length, 2 * length],
      spacing,
      (y, x) => feature + amplitude * Math.sin(wave * y) * Math.sin(wave * x),
    );
    // a quarter of a wave, in whole columns along both axes
    const [fine, coarse] = [Math.min(spacing[1], spacing[2]), Math.max(spacing[1], spacing[2])];
    const apart = Math.max(1, Math.round(length / 4 / coarse)) * coarse;
    const Sq = amplitude / 2;
    const truths: Truth[] = [
      { metric: 'height.mean', value: feature, allowed: 0.02 },
      { metric: 'height.Sa', value: amplitude * (2 / Math.PI) ** 2, allowed: 0.05 },
      { metric: 'height.Sq', value: Sq, allowed: 0.05 },
      { metric: 'height.Sz', value: 2 * amplitude, allowed: 0.1 },
      { metric: 'height.Ssk', value: 0, allowed: 0.05 },
      { metric: 'height.Sku', value: 2.25, allowed: 0.1 },
      { metric: 'height.Sdr', value: developed(amplitude, wave), allowed: 0.25 },
      { metric: 'height.correlation_length', value: Math.acos(1 / Math.E) / wave, allowed: 0.1 },
      {
        metric: 'height.difference_correlation',
        params: { lags_voxels: [apart / fine] },
        value: [Sq * Math.sqrt(2 - 2 * Math.cos(wave * apart))],
        allowed: 0.1,
      },
    ];
    return { volume, truths };
  },
};

/** An image of a slope of 45 degrees: heights differ in proportion to the lag, and the outline is sqrt(2) times its floor. */
export const ramp: Phantom = {
  id: 'ramp',
  title: 'Slope of 45 degrees in an image',
  copies: 1,
  make(feature, spacing) {
    const length = 16 * feature;
    const volume = relief([length + feature, spacing[1], length], spacing, (_, x) => x);
    const truths: Truth[] = [
      { metric: 'height.mean', value: length / 2, allowed: 0.03 },
      { metric: 'height.Sq', value: length / Math.sqrt(12), allowed: 0.03 },
      { metric: 'height.hurst_exponent', params: { lags_voxels: [2, 4, 8, 16, 32] }, value: 1, allowed: 0.08 },
      { metric: 'height.Sdr', value: Math.SQRT2 - 1, allowed: 0.1 },
    ];
    return { volume, truths };
  },
};
