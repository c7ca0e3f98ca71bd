/** Small deposits with a known character, in the deposit frame. */
import { createRng } from '../../src/base/index.js';
import type { Structure } from '../../src/compare/index.js';
import { gaussianRandomField } from '../../src/kernels/random-field.js';
import { labelVolume } from '../../src/volume/index.js';
import type { Calibration, LabelVolume, Shape3 } from '../../src/volume/index.js';

export const MICRON: Calibration = { spacing: [1e-6, 1e-6, 1e-6], source: 'test', unit: 'um' };

/** One random sponge: lithium where a correlated field is above its own quantile. */
export function sponge(shape: Shape3, seed: number, sigma = 1.5, share = 0.4, calibration: Calibration = MICRON): LabelVolume {
  const field = gaussianRandomField(shape, [sigma, sigma, sigma], createRng(seed));
  const level = Float32Array.from(field).sort()[Math.floor(field.length * (1 - share))]!;
  return labelVolume(
    Uint8Array.from(field, (value) => (value > level ? 1 : 3)),
    shape,
    calibration,
    `sponge ${seed}`,
  );
}

/** A dense film of that many layers. */
export function film(shape: Shape3, layers: number, calibration: Calibration = MICRON): LabelVolume {
  const data = new Uint8Array(shape[0] * shape[1] * shape[2]).fill(3);
  return labelVolume(data.fill(1, 0, layers * shape[1] * shape[2]), shape, calibration, 'film');
}

/** Random needles, one voxel thick, that hold about as much lithium as a film of `layers`. */
export function needles(shape: Shape3, layers: number, seed: number, calibration: Calibration = MICRON): LabelVolume {
  const rng = createRng(seed);
  const [nz, ny, nx] = shape;
  const data = new Uint8Array(nz * ny * nx).fill(3);
  let rest = layers * ny * nx;
  while (rest > 0) {
    const column = rng.int(ny * nx);
    const height = Math.min(nz - 2, 4 + rng.int(nz));
    for (let z = 0; z < height; z++) {
      const i = z * ny * nx + column;
      if (data[i] === 1) continue;
      data[i] = 1;
      rest--;
    }
  }
  return labelVolume(data, shape, calibration, `needles ${seed}`);
}

export function structure(labels: LabelVolume, name = 'structure'): Structure {
  return { name, labels, collectorFaces: ['z-'] };
}
