/** Edges are brighter (or darker): I += amplitude exp(-(d - 1) / width) on the solid, d pixels from an open pore or another phase. */
import { PHASE } from '../../volume/index.js';
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';
import { distanceBelow, distanceInSlice } from './wall-distance.js';

export const edgeEffect: Effect = {
  id: 'edge-effect',
  title: 'Bright edges',
  params: [
    { id: 'amplitude', title: 'Signal at the edge', unit: '1' },
    { id: 'width', title: 'Distance over which it falls to 1/e', unit: 'voxel' },
  ],
  references: ['Reimer 1998, Scanning Electron Microscopy, Springer'],
};

export interface EdgeEffect extends Switch {
  readonly amplitude: number;
  readonly width: number;
  /** all edges of pores, those that face up to the detector, or all borders between phases */
  readonly where: 'pores' | 'facing' | 'borders';
}

export function addEdgeEffect(image: Float32Array, labels: Uint8Array, shape: Shape3, { amplitude, width, where }: EdgeEffect): void {
  const [nz, ny, nx] = shape;
  const size = ny * nx;
  const from = new Uint8Array(size);
  const distance = new Float32Array(size);
  const limit = Math.ceil(6 * width) + 1;
  for (let k = 0; k < nz; k++) {
    const slice = labels.subarray(k * size, (k + 1) * size);
    if (where === 'borders') markBorders(slice, ny, nx, from);
    else for (let p = 0; p < size; p++) from[p] = slice[p] === PHASE.pore ? 1 : 0;
    if (where === 'facing') distanceBelow(from, ny, nx, limit, distance);
    else distanceInSlice(from, ny, nx, limit, distance);
    // pixels of a border count themselves
    const first = where === 'borders' ? 0 : 1;
    for (let p = 0; p < size; p++) {
      const d = distance[p] ?? limit;
      if (slice[p] === PHASE.pore || d >= limit || d < first) continue;
      image[k * size + p] = (image[k * size + p] ?? 0) + amplitude * Math.exp(-(d - first) / width);
    }
  }
}

function markBorders(slice: Uint8Array, ny: number, nx: number, out: Uint8Array): void {
  for (let y = 0, p = 0; y < ny; y++)
    for (let x = 0; x < nx; x++, p++) {
      const id = slice[p];
      out[p] = (x < nx - 1 && slice[p + 1] !== id) || (y < ny - 1 && slice[p + nx] !== id) ? 1 : 0;
    }
}
