/** Surfaces and hexahedra of slabs of labels, and labels on coarser voxels. */
import type { HexCounts, HexSlab, NetPart, NetSlab } from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Shape3, Vec3 } from '../volume/index.js';

export interface NetArgs extends Omit<NetSlab, 'value'> {
  /** labels, each of which gets a surface of its own */
  readonly values: readonly number[];
}

/** one part for each label */
export const surfaceNetRequest = task<NetArgs, NetPart[]>('surface-net');

export const hexCountsRequest = task<HexSlab, HexCounts>('hex-counts');

export interface HexPointsArgs extends HexSlab {
  readonly spacing: Vec3;
  readonly origin: Vec3;
  readonly nodes: number;
}

export const hexPointsRequest = task<HexPointsArgs, Float64Array>('hex-points');

export interface HexNodesArgs extends HexSlab {
  /** nodes of all slabs before */
  readonly base: number;
  readonly cells: number;
}

export const hexNodesRequest = task<HexNodesArgs, Int32Array>('hex-nodes');

export interface CoarsenArgs {
  readonly data: Uint8Array;
  readonly shape: Shape3;
  readonly edges: Shape3;
  readonly firstBlock: number;
}

export const coarsenRequest = task<CoarsenArgs, Uint8Array>('coarsen-blocks');
