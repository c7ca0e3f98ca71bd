/** What gain correction leaves: faint columns, a fixed pattern, single hot and dead pixels. */
import type { Rng } from '../../base/index.js';
import type { Effect, Switch } from '../effect.js';

export const cameraFaults: Effect = {
  id: 'cameraFaults',
  title: 'Fixed pattern of the camera',
  params: [
    { id: 'columns', title: 'Standard deviation of the gain of columns', unit: '1' },
    { id: 'pattern', title: 'Standard deviation of the gain of pixels', unit: '1' },
    { id: 'defects', title: 'Share of pixels that are hot or dead', unit: '1' },
  ],
  references: [],
};

export interface CameraFaults extends Switch {
  readonly columns: number;
  readonly pattern: number;
  readonly defects: number;
}

/** In place; intensities are over the bare beam. */
export function addCameraFaults(image: Float32Array, nx: number, params: CameraFaults, rng: Rng): void {
  const gains = Float32Array.from({ length: nx }, () => 1 + params.columns * rng.normal());
  for (let i = 0; i < image.length; i++) image[i] = (image[i] ?? 0) * ((gains[i % nx] ?? 1) + params.pattern * rng.normal());
  const defects = Math.round(params.defects * image.length);
  for (let k = 0; k < defects; k++) image[rng.int(image.length)] = rng.chance(0.7) ? rng.uniform(1.5, 6) : 0;
}
