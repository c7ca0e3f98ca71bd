import {
  componentAt,
  cutSlab,
  facesWithin,
  measureMarked,
  measureSlab,
  numberSlab,
  planeRuns,
  scratchMemory,
  writeSlab,
} from '../kernels/index.js';
import type { SlabRuns } from '../kernels/index.js';
import { componentLabelsRequest, componentSlabRequest } from './components.request.js';
import type { ComponentSlab, ComponentSlabArgs } from './components.request.js';
import { handle } from './handler.js';

/** Numbers the components and gives what is wanted of them. */
function details(slab: SlabRuns, { want, first, shape }: ComponentSlabArgs): Pick<ComponentSlab, 'faces' | 'records' | 'slab'> {
  if (want === 'sums') return { records: measureSlab(slab, first) };
  numberSlab(slab);
  if (want === 'faces') return { faces: facesWithin(measureMarked(slab, slab.at.bits, first), shape, 0) };
  return want === 'runs' ? { slab } : {};
}

export const componentHandlers = [
  handle(componentSlabRequest, (args) => {
    const { planes, first, end, shape, connectivity, values, voxel, want } = args;
    const [, ny, nx] = shape;
    const voxels = planes.data.subarray((first - planes.first) * ny * nx, (end - planes.first) * ny * nx);
    const slab = cutSlab(voxels, [end - first, ny, nx], connectivity, values, want === 'runs' ? undefined : scratchMemory);
    const found = details(slab, args);
    const [z = -1, y = 0, x = 0] = voxel ?? [];
    return {
      components: slab.components,
      first: planeRuns(slab, 0),
      last: planeRuns(slab, end - first - 1),
      holder: z >= first && z < end ? componentAt(planeRuns(slab, z - first), y, x) : 0,
      ...found,
    };
  }),
  handle(componentLabelsRequest, ({ slab, labels, out }) => {
    writeSlab(slab, labels, out);
    return null;
  }),
];
