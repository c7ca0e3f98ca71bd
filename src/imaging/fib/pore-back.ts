/**
 * Shine-through: in an open pore the picture shows the first solid behind the face, along the line of sight.
 *
 *     I = void + (I_hit - void) exp(-d / length) gain,   times exp(-shadow d)
 *
 * with the distance d to the hit. The line of sight falls by `angle` from the normal of the face. Back walls that turn to the
 * detector are brighter (relief).
 */
import { PHASE } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';
import { clamp } from './expose.js';
import type { Exposed } from './expose.js';

export const poreBack: Effect = {
  id: 'pore-back',
  title: 'Back walls of open pores',
  params: [
    { id: 'void', title: 'Signal of an empty pore', unit: '1' },
    { id: 'length', title: 'Depth over which the contrast of the back wall falls to 1/e', unit: 'voxel' },
    { id: 'gain', title: 'Brightness of a back wall over that of a cut face', unit: '1' },
    { id: 'shadow', title: 'Loss of signal per depth in the pore', unit: '1' },
    { id: 'angle', title: 'Line of sight against the normal of the face', unit: 'deg' },
    { id: 'relief', title: 'Change of brightness per slope of the back wall', unit: '1' },
  ],
  references: ['Prill & Schladitz 2013, doi 10.1002/sca.21047', 'Salzer et al. 2012, Materials Characterization 69, 115-126'],
};

export interface PoreBack extends Switch {
  readonly void: number;
  readonly length: number;
  readonly gain: number;
  /** per voxel of depth */
  readonly shadow: number;
  readonly angle: number;
  readonly relief: number;
}

/** Farthest back wall that is looked for, in voxels of depth. */
const REACH = 60;

export function shinePoreBacks(image: Float32Array, sample: Exposed, levels: readonly number[], params: PoreBack): void {
  const [nz, ny, nx] = sample.shape;
  const hit = Float32Array.from({ length: 256 }, (_, id) => levels[id] ?? 0);
  const slope = Math.tan((params.angle * Math.PI) / 180);
  const path = Math.hypot(1, slope);
  const depth = new Float32Array(ny * nx);
  const phase = new Uint8Array(ny * nx);
  const solidRows = findSolidRows(sample);
  const reach = Math.max(1, Math.min(REACH, Math.ceil((4.5 * params.length) / path)));
  for (let k = 0; k < nz; k++) {
    const base = k * ny * nx;
    lookBehind(sample, solidRows, k, slope, reach, depth, phase);
    for (let r = 0, p = 0; r < ny; r++)
      for (let x = 0; x < nx; x++, p++) {
        if (sample.labels[base + p] !== PHASE.pore) continue;
        const d = (depth[p] ?? 0) * path;
        if (d === 0) {
          image[base + p] = params.void;
          continue;
        }
        const tilt = (x > 0 && x < nx - 1 ? (depth[p + 1] ?? 0) - (depth[p - 1] ?? 0) : 0) / 2;
        const relief = 1 + params.relief * Math.max(-1, Math.min(1, tilt));
        const wall = (hit[phase[p] ?? 0] ?? 0) * relief * params.gain;
        image[base + p] = (params.void + (wall - params.void) * Math.exp(-d / params.length)) * Math.exp(-params.shadow * d);
      }
  }
}

/** Depth in voxels and phase of the first solid behind every open pixel of a slice; depth 0: none within reach, or no pore. */
export function lookBehind(
  sample: Exposed,
  solidRows: Uint8Array,
  k: number,
  slope: number,
  reach: number,
  depth: Float32Array,
  phase: Uint8Array,
): void {
  const { fine, fineShape, shape, labels, planes, rowShift, columnShift, columns } = sample;
  const [, ny, nx] = shape;
  // beyond the last plane the sample is mirrored
  const last = fineShape[0] - 1;
  const steps = new Int32Array(reach);
  const starts = new Int32Array(reach);
  for (let r = 0, p = 0; r < ny; r++) {
    const row = r + (rowShift[k] ?? 0);
    // only rows with anything solid in them can be hit
    let count = 0;
    for (let s = 1; s <= reach; s++) {
      const z = (planes[k] ?? 0) + s;
      const at = Math.max(0, z > last ? 2 * last - z : z) * ny + clamp(row + Math.round(s * slope), ny);
      if (solidRows[at] !== 1) continue;
      steps[count] = s;
      starts[count] = at * nx;
      count++;
    }
    for (let x = 0; x < nx; x++, p++) {
      depth[p] = 0;
      if (labels[k * ny * nx + p] !== PHASE.pore) continue;
      const column = clamp((columns[x] ?? 0) + (columnShift[k] ?? 0), nx);
      for (let c = 0; c < count; c++) {
        const id = fine[(starts[c] ?? 0) + column] ?? 0;
        if (id === PHASE.pore) continue;
        depth[p] = steps[c] ?? 0;
        phase[p] = id;
        break;
      }
    }
  }
}

/** 1 for every row of every plane of the sample that holds anything but open pores. */
export function findSolidRows({ fine, fineShape: [nz, ny, nx] }: Exposed): Uint8Array {
  const rows = new Uint8Array(nz * ny);
  for (let row = 0; row < rows.length; row++)
    for (let i = row * nx; i < (row + 1) * nx; i++)
      if (fine[i] !== PHASE.pore) {
        rows[row] = 1;
        break;
      }
  return rows;
}
