/**
 * Bands between two dense bodies: rays through both are starved or hardened, so what lies between them looks darker, and what lies
 * beyond a single one a little brighter.
 */
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';

export const denseStreaks: Effect = {
  id: 'denseStreaks',
  title: 'Streaks between dense bodies',
  params: [
    { id: 'amplitude', title: 'Depth of a band next to its bodies, in contrasts lithium to electrolyte', unit: '1' },
    { id: 'reach', title: 'Distance over which a body is felt', unit: 'voxel' },
    { id: 'slope', title: 'Rows per column of the direction of the bands', unit: '1' },
    { id: 'beyond', title: 'Brightening beyond a single body over the depth', unit: '1' },
  ],
  references: ['De Man, Nuyts, Dupont, Marchal & Suetens 1999, doi 10.1109/23.775600'],
};

export interface DenseStreaks extends Switch {
  readonly amplitude: number;
  readonly reach: number;
  readonly slope: number;
  readonly beyond: number;
}

/**
 * `dense` are phase ids. Along each line y = y0 + slope x: with a = strongest body to the left times exp(-distance/reach), b the same to the right,
 * outside of the bodies the image changes by contrast * amplitude * (beyond |a - b| - a b (1 + beyond)).
 */
export function addDenseStreaks(
  image: Float32Array,
  labels: Uint8Array,
  shape: Shape3,
  dense: readonly number[],
  params: DenseStreaks,
  contrast: number,
): void {
  const [nz, ny, nx] = shape;
  const { amplitude, reach, slope, beyond } = params;
  const fall = Math.exp(-1 / reach);
  const scale = amplitude * contrast;
  const isDense = Uint8Array.from({ length: 256 }, (_, id) => (dense.includes(id) ? 1 : 0));
  const left = new Float32Array(nx);
  const rise = Int32Array.from({ length: nx }, (_, x) => Math.round(slope * (x - (nx - 1) / 2)));
  const margin = Math.max(...rise.map(Math.abs));
  for (let z = 0; z < nz; z++)
    for (let start = -margin; start < ny + margin; start++) {
      let felt = 0;
      let any = false;
      for (let x = 0; x < nx; x++) {
        const y = start + (rise[x] ?? 0);
        felt *= fall;
        if (y >= 0 && y < ny && isDense[labels[(z * ny + y) * nx + x] ?? 0] === 1) {
          felt = 1;
          any = true;
        }
        left[x] = felt;
      }
      if (!any) continue;
      felt = 0;
      for (let x = nx - 1; x >= 0; x--) {
        const y = start + (rise[x] ?? 0);
        felt *= fall;
        if (y < 0 || y >= ny) continue;
        const i = (z * ny + y) * nx + x;
        if (isDense[labels[i] ?? 0] === 1) {
          felt = 1;
          continue;
        }
        const a = left[x] ?? 0;
        image[i] = (image[i] ?? 0) + scale * (beyond * Math.abs(a - felt) - a * felt * (1 + beyond));
      }
    }
}
