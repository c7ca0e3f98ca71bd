/** All features of the voxels of a box in one table, a row per voxel: small scales, surroundings, place, network. */
import type { Shape3 } from '../volume/index.js';
import { coarseProbes } from './coarse-features.js';
import type { CoarseLevel, CoarseProbe } from './coarse-features.js';
import { fineFeatureNames, fineFeatures } from './pixel-features.js';
import type { FeatureBlock, FeatureTable } from './pixel-features.js';

export interface PixelBox {
  readonly block: FeatureBlock;
  /** where the core of the block begins in the volume, and how large that is */
  readonly origin: Shape3;
  readonly full: Shape3;
  readonly levels: readonly CoarseLevel[];
  /** [channels, voxels of the core]; null without a network */
  readonly network: Float32Array | null;
  readonly channels: number;
}

const PLACE = ['y', 'x'];

/** Names of the columns, in order. The place counts in flat images, which are layered; in volumes it is learnt by heart. */
export function pixelFeatureNames(flat: boolean, channels: number): readonly string[] {
  return [
    ...fineFeatureNames(flat),
    ...coarseProbes(flat).map(({ name }) => name),
    ...(flat ? PLACE : []),
    ...Array.from({ length: channels }, (_, c) => `network${c + 1}`),
  ];
}

export function coreShape({ shape, halo }: FeatureBlock): Shape3 {
  return [shape[0] - 2 * halo[0], shape[1] - 2 * halo[1], shape[2] - 2 * halo[2]];
}

export function pixelTable(box: PixelBox): FeatureTable {
  const flat = box.full[0] === 1;
  const fine = fineFeatureNames(flat).length;
  const probes = coarseProbes(flat);
  const place = flat ? PLACE.length : 0;
  const stride = fine + probes.length + place + box.channels;
  const core = coreShape(box.block);
  const voxels = core[0] * core[1] * core[2];
  const table = { data: new Float32Array(voxels * stride), stride };
  fineFeatures(box.block, table);
  probes.forEach((probe, k) => lookUp(box, core, probe, table, fine + k));
  if (flat) putPlace(box, core, table, fine + probes.length);
  const { network, channels } = box;
  if (network !== null)
    for (let c = 0; c < channels; c++)
      for (let i = 0, to = fine + probes.length + place + c; i < voxels; i++, to += stride) table.data[to] = network[c * voxels + i];
  return table;
}

/** Share of the way down and across. */
function putPlace({ origin, full }: PixelBox, core: Shape3, { data, stride }: FeatureTable, column: number): void {
  let at = column;
  for (let y = 0; y < core[1]; y++)
    for (let x = 0; x < core[2]; x++, at += stride) {
      data[at] = (origin[1] + y + 0.5) / full[1];
      data[at + 1] = (origin[2] + x + 0.5) / full[2];
    }
}

/** Neighbouring cells along an axis and the weight of the second, for every voxel of the core; clamped at the faces. */
interface AxisLook {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly weight: Float32Array;
}

function axisLook(from: number, length: number, full: number, cells: number, factor: number): AxisLook {
  const first = new Int32Array(length);
  const second = new Int32Array(length);
  const weight = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const voxel = Math.min(full - 1, Math.max(0, from + i));
    const position = Math.min(cells - 1, Math.max(0, (voxel + 0.5) / factor - 0.5));
    first[i] = Math.floor(position);
    second[i] = Math.min(cells - 1, first[i] + 1);
    weight[i] = position - first[i];
  }
  return { first, second, weight };
}

function lookUp(
  { origin, full, levels }: PixelBox,
  core: Shape3,
  probe: CoarseProbe,
  { data, stride }: FeatureTable,
  column: number,
): void {
  const { shape, factor, data: cells } = levels[probe.level];
  const [lz, ly, lx] = [0, 1, 2].map((axis) =>
    axisLook(origin[axis] + probe.offset[axis], core[axis], full[axis], shape[axis], factor[axis]),
  );
  const base = probe.channel * shape[0] * shape[1] * shape[2];
  const row = new Float32Array(shape[2]);
  let to = column;
  for (let z = 0; z < core[0]; z++)
    for (let y = 0; y < core[1]; y++) {
      const at = (plane: number, line: number): number => base + (plane * shape[1] + line) * shape[2];
      const corners = [
        at(lz.first[z], ly.first[y]),
        at(lz.first[z], ly.second[y]),
        at(lz.second[z], ly.first[y]),
        at(lz.second[z], ly.second[y]),
      ];
      mixRows(cells, corners, lz.weight[z], ly.weight[y], row, lx.first[0], lx.second[core[2] - 1]);
      for (let x = 0; x < core[2]; x++, to += stride) {
        const a = row[lx.first[x]];
        data[to] = a + lx.weight[x] * (row[lx.second[x]] - a);
      }
    }
}

function mixRows(
  cells: Float32Array,
  corners: readonly number[],
  wz: number,
  wy: number,
  row: Float32Array,
  from: number,
  to: number,
): void {
  const [a, b, c, d] = corners;
  const [wa, wb, wc, wd] = [(1 - wz) * (1 - wy), (1 - wz) * wy, wz * (1 - wy), wz * wy];
  for (let i = from; i <= to; i++) row[i] = wa * cells[a + i] + wb * cells[b + i] + wc * cells[c + i] + wd * cells[d + i];
}
