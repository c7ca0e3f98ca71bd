/** Labels on coarser voxels, made as they are read. */
import { METRES } from '../../base/index.js';
import { blockEdges, coarseShape } from '../../kernels/index.js';
import type { LabelStack, Vec3 } from '../../volume/index.js';
import { coarsenRequest } from '../../workers/index.js';
import type { ServiceHost } from '../service-host.js';

export interface MeshStack {
  readonly stack: LabelStack;
  /** edges of a voxel in original voxels */
  readonly edges: Vec3;
  readonly warnings: readonly string[];
}

/** As many blocks are made at once as fit into about this many voxels. */
const PART_VOXELS = 32 * 2 ** 20;

export function coarseStack(host: ServiceHost, stack: LabelStack, block: number): MeshStack {
  if (block === 1) return { stack, edges: [1, 1, 1], warnings: [] };
  const { shape, calibration } = stack;
  const edges = blockEdges(shape, block);
  const coarse = coarseShape(shape, edges);
  const [ez, ey, ex] = edges;
  const { spacing } = calibration;
  const wide: Vec3 | null = spacing === null ? null : [spacing[0] * ez, spacing[1] * ey, spacing[2] * ex];
  const plane = shape[1] * shape[2];
  const most = Math.max(1, Math.floor(PART_VOXELS / (plane * ez)));

  async function planes(first: number, end: number, signal?: AbortSignal): Promise<Uint8Array> {
    const out = new Uint8Array((end - first) * coarse[1] * coarse[2]);
    for (let z = first; z < end; z += most) {
      const last = Math.min(end, z + most);
      const read = await stack.planes(z * ez, Math.min(shape[0], last * ez), signal);
      // a copy: a part of a larger array would be sent with all of it
      const args = { data: read.slice(), shape: [read.length / plane, shape[1], shape[2]] as const, edges, firstBlock: z };
      out.set(await host.ports.workers.run(coarsenRequest, args, signal), (z - first) * coarse[1] * coarse[2]);
    }
    return out;
  }

  const cut = shape.some((n, axis) => n % (edges[axis] ?? 1) !== 0);
  return {
    stack: { shape: coarse, calibration: { ...calibration, spacing: wide }, planes },
    edges,
    warnings: cut
      ? [
          `The shape ${shape.join(' x ')} is no multiple of ${block}, so the last blocks reach beyond the volume and their volumes are a little too large.`,
        ]
      : [],
  };
}

/** Lengths of the mesh: unit, edges of a voxel and centre of the first one, z y x; voxels stand for an unknown voxel size. */
export function frameOf({ stack, edges }: MeshStack): { readonly unit: string; readonly spacing: Vec3; readonly origin: Vec3 } {
  const { spacing } = stack.calibration;
  const unit = spacing === null ? null : (stack.calibration.unit ?? 'um');
  const clean = (value: number): number => Number(value.toPrecision(12));
  const length = (axis: 0 | 1 | 2): number => (spacing === null || unit === null ? edges[axis] : clean(spacing[axis] / METRES[unit]));
  // the centre of the first original voxel stays at 0
  const centre = (axis: 0 | 1 | 2): number => (length(axis) * (edges[axis] - 1)) / (2 * edges[axis]);
  return { unit: unit ?? 'voxel', spacing: [length(0), length(1), length(2)], origin: [centre(0), centre(1), centre(2)] };
}
