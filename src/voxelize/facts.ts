/** What is said of a structure before anything is made of it. */
import { pointBounds } from '../kernels/index.js';
import type { Geometry, GeometryInfo } from '../volume/index.js';
import { cellCount, kindsOf } from './fields.js';
import { fittingMethods } from './voxelize.js';

export interface StructureFacts {
  readonly cells: number;
  readonly bounds: { readonly min: [number, number, number]; readonly max: [number, number, number] };
  /** `kinds`: the different values, where they are few enough to be kinds of things */
  readonly fields: { name: string; on: 'points' | 'cells'; components: number; kinds: number[] | null }[];
  /** ways of making voxels that fit, the best first */
  readonly methods: { id: string; title: string; text: string }[];
}

export function structureFacts(geometry: Geometry, info: GeometryInfo): StructureFacts {
  return {
    cells: cellCount(geometry),
    bounds: pointBounds(geometry.points),
    fields: geometry.fields.map((field) => ({
      name: field.name,
      on: field.on,
      components: field.components,
      kinds: field.components === 1 ? kindsOf(field) : null,
    })),
    methods: fittingMethods(info, geometry).map(({ id, title, text }) => ({ id, title, text })),
  };
}
