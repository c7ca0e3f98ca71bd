/**
 * Connected components of a mask, in the calling thread: slabs in packed bits (component-runs.ts), joined (component-merge.ts).
 * Labels are numbered in raster order of the first voxel. Exact; no bias. Time linear in voxels. Memory: 4 bytes per voxel for
 * the labels, under 1/3 byte per voxel of a slab and 4 bytes per run beside them.
 */
import { InvalidInputError } from '../base/index.js';
import type { Shape3 } from '../volume/index.js';
import { addPart, finishMerge, startMerge } from './component-merge.js';
import type { MergedComponents } from './component-merge.js';
import { cutSlab, measureSlab, numberSlab, planeRuns, volumeConnectivity, writeSlab } from './component-runs.js';
import type { SlabRuns } from './component-runs.js';
import { mergeRecords } from './component-stats.js';
import type { ComponentStats } from './component-stats.js';
import { checkVoxels } from './planes.js';

/** 6, 18, 26 neighbours; 4 and 8 name the same within an image, that is a shape with an axis of length 1 */
export type Connectivity = 4 | 6 | 8 | 18 | 26;

export interface ComponentOptions {
  /** values that count as foreground; default: all but 0 */
  readonly values?: readonly number[];
}

export interface Components {
  /** 0 background, 1..count in raster order of the first voxel */
  readonly labels: Uint32Array;
  readonly count: number;
}

/** Voxels of a slab: the kernel addresses 4 GiB, and rows of one voxel take 20 bytes each. */
const SLAB_VOXELS = 1 << 24;

/** Labels the components of `mask` (z,y,x order). */
export function labelComponents(mask: Uint8Array, shape: Shape3, connectivity: Connectivity, options: ComponentOptions = {}): Components {
  return labelSlabs(mask, shape, connectivity, options, numberSlab);
}

/** Labels with the statistics of every component. */
export function measureComponents(
  mask: Uint8Array,
  shape: Shape3,
  connectivity: Connectivity,
  options: ComponentOptions = {},
): Components & { readonly stats: ComponentStats } {
  const records: ArrayBuffer[] = [];
  const { merged, ...components } = labelSlabs(mask, shape, connectivity, options, (slab, first) => {
    records.push(measureSlab(slab, first));
  });
  return { ...components, stats: mergeRecords(merged, records) };
}

/** `number` numbers the components of each slab. */
function labelSlabs(
  mask: Uint8Array,
  shape: Shape3,
  connectivity: Connectivity,
  options: ComponentOptions,
  number: (slab: SlabRuns, first: number) => void,
): Components & { readonly merged: MergedComponents } {
  checkMask(mask, shape, connectivity);
  const [nz, ny, nx] = shape;
  const plane = ny * nx;
  const thickness = Math.max(1, Math.floor(SLAB_VOXELS / Math.max(1, plane)));
  const neighbours = volumeConnectivity(connectivity);
  const table = foregroundTable(options.values);
  const merge = startMerge(neighbours);
  const slabs: SlabRuns[] = [];
  for (let first = 0; first < nz && plane > 0; first += thickness) {
    const planes = Math.min(thickness, nz - first);
    const slab = cutSlab(mask.subarray(first * plane, (first + planes) * plane), [planes, ny, nx], neighbours, table);
    number(slab, first);
    addPart(merge, { components: slab.components, first: planeRuns(slab, 0), last: planeRuns(slab, planes - 1) });
    slabs.push(slab);
  }
  const merged = finishMerge(merge);
  const labels = new Uint32Array(mask.length);
  slabs.forEach((slab, k) => writeSlab(slab, merged.labels[k], labels.subarray(k * thickness * plane)));
  return { labels, count: merged.count, merged };
}

/** 1 for every value that is foreground. */
export function foregroundTable(values?: readonly number[]): Uint8Array {
  const table = new Uint8Array(256);
  if (values === undefined) table.fill(1, 1);
  else for (const value of values) table[value] = 1;
  return table;
}

function checkMask(mask: Uint8Array, shape: Shape3, connectivity: Connectivity): void {
  checkVoxels(mask, shape);
  if (![4, 6, 8, 18, 26].includes(connectivity))
    throw new InvalidInputError(`${connectivity} is not a neighbourhood; use 6, 18 or 26, or 4 or 8 in an image.`);
  if (connectivity <= 8 && connectivity !== 6 && !shape.includes(1))
    throw new InvalidInputError(
      `${connectivity} neighbours need a shape with an axis of length 1, found ${shape.join(' x ')}; use 6, 18 or 26.`,
    );
}
