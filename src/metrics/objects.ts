/**
 * The table of components: one row per connected object of a phase, largest first. Every number comes from one of three passes
 * over the volume (labelling, size and box, surface), whatever the number of objects.
 */
import { componentAreas, equivalentSemiAxes, facesOfBoxes, measureComponents } from '../kernels/index.js';
import type { Connectivity } from '../kernels/index.js';
import { ISOLATION_STATES } from '../volume/index.js';
import type { Cell, Column, Shape3, Table, Unit, Vec3 } from '../volume/index.js';
import { sphericity } from './shape.js';

export interface ObjectTableOptions {
  /** label measured; 1 */
  phase?: number;
  /** 18, as for isolation */
  connectivity?: Connectivity;
  /** code of ISOLATION_STATES per voxel, under the same neighbourhood */
  isolationStates?: Uint8Array;
  /** rows kept, the largest objects; all */
  limit?: number;
}

const COLUMNS: readonly (readonly [id: string, title: string, unit: Unit])[] = [
  ['id', 'Object', '1'],
  ['voxels', 'Voxels', 'voxel'],
  ['volume', 'Volume', 'm^3'],
  ['area', 'Area in the image', 'm^2'],
  ['equivalent_diameter', 'Equivalent diameter', 'm'],
  ['surface', 'Surface area by 13 directions', 'm^2'],
  ['sphericity', 'Sphericity', '1'],
  ['semi_axis_long', 'Longest semi-axis', 'm'],
  ['semi_axis_middle', 'Middle semi-axis', 'm'],
  ['semi_axis_short', 'Shortest semi-axis', 'm'],
  ['state', 'State', '1'],
  ['touches_edge', 'Touches the edge of the image', '1'],
  ['centroid_z', 'Centroid z', 'm'],
  ['centroid_y', 'Centroid y', 'm'],
  ['centroid_x', 'Centroid x', 'm'],
  ['centroid_z_voxel', 'Centroid z', 'voxel'],
  ['centroid_y_voxel', 'Centroid y', 'voxel'],
  ['centroid_x_voxel', 'Centroid x', 'voxel'],
  ['box_z', 'Box start z', 'voxel'],
  ['box_y', 'Box start y', 'voxel'],
  ['box_x', 'Box start x', 'voxel'],
  ['size_z', 'Box size z', 'voxel'],
  ['size_y', 'Box size y', 'voxel'],
  ['size_x', 'Box size x', 'voxel'],
  ['seed_z', 'First voxel z', 'voxel'],
  ['seed_y', 'First voxel y', 'voxel'],
  ['seed_x', 'First voxel x', 'voxel'],
];

export const OBJECT_COLUMNS: readonly Column[] = COLUMNS.map(([id, title, unit]) => ({ id, title, unit }));

/** Bits of z-, z+, y-, y+, x-, x+ per axis, in the order of FACES. */
const AXIS_FACES = [3, 12, 48];

/**
 * Physical columns are in metres, and null when the spacing is unknown. In an image (one axis of length 1) objects have an area and no
 * volume or surface, and the faces of the flat axis are no edge.
 */
export function objectTable(labels: Uint8Array, shape: Shape3, spacing: Vec3 | null, options: ObjectTableOptions = {}): Table {
  const { phase = 1, connectivity = 18, isolationStates, limit = Infinity } = options;
  const flat = shape.filter((n) => n === 1).length === 1 ? shape.indexOf(1) : -1;
  const { labels: ids, count, stats } = measureComponents(labels, shape, connectivity, { values: [phase] });
  const { voxels, centroid, box, first, covariance } = stats;
  const touched = facesOfBoxes(stats, shape);
  const edges = AXIS_FACES.reduce((mask, bits, axis) => (axis === flat ? mask : mask | bits), 0);
  const areas = spacing !== null && flat < 0 ? componentAreas(ids, count, shape, spacing) : null;
  const voxelVolume = spacing === null ? null : spacing[0] * spacing[1] * spacing[2];
  const plane = shape[1] * shape[2];

  const order = Array.from({ length: count }, (_, k) => k + 1).sort((a, b) => at(voxels, b) - at(voxels, a) || a - b);
  const rows = order.slice(0, limit).map((id): Cell[] => {
    const size = at(voxels, id);
    const cut = (at(touched, id) & edges) !== 0;
    const area = areas === null ? null : at(areas, id);
    const seed = at(first, id);
    const state = isolationStates === undefined ? null : (ISOLATION_STATES[at(isolationStates, seed)] ?? null);
    const middle = [0, 1, 2].map((axis) => at(centroid, 3 * id + axis));
    const start = [0, 1, 2].map((axis) => at(box, 6 * id + axis));
    return [
      id,
      size,
      ...physicalSizes(size, voxelVolume, flat < 0 ? null : (spacing?.[flat as 0 | 1 | 2] ?? null), area, cut),
      ...(spacing === null ? [null, null, null] : semiAxes(covariance, id, spacing, flat)),
      state,
      cut,
      ...middle.map((value, axis) => (spacing === null ? null : value * (spacing[axis] ?? 0))),
      ...middle,
      ...start,
      ...start.map((value, axis) => at(box, 6 * id + 3 + axis) - value),
      Math.floor(seed / plane),
      Math.floor((seed % plane) / shape[2]),
      seed % shape[2],
    ];
  });
  return { id: 'objects', title: 'Objects', columns: OBJECT_COLUMNS, rows };
}

/**
 * volume, area, equivalent diameter, surface, sphericity; `thickness` is the voxel edge along the flat axis of an image.
 * An object that the image cuts has no sphericity: its surface is counted without the cut, its volume ends there.
 */
function physicalSizes(voxels: number, voxelVolume: number | null, thickness: number | null, surface: number | null, cut: boolean): Cell[] {
  if (voxelVolume === null) return [null, null, null, null, null];
  const volume = voxels * voxelVolume;
  if (thickness !== null) {
    const area = volume / thickness;
    return [null, area, 2 * Math.sqrt(area / Math.PI), null, null];
  }
  const diameter = Math.cbrt((6 * volume) / Math.PI);
  return [volume, null, diameter, surface, surface === null || surface === 0 || cut ? null : sphericity(volume, surface)];
}

/** Semi-axes, longest first, of the ellipsoid with the same second moments; an image has two, of its ellipse. */
function semiAxes(covariance: Float64Array, id: number, spacing: Vec3, flat: number): Cell[] {
  const [zz = 0, yy = 0, xx = 0, zy = 0, zx = 0, yx = 0] = covariance.subarray(6 * id, 6 * id + 6);
  if (flat < 0) return [...equivalentSemiAxes({ covariance: [zz, yy, xx, zy, zx, yx] }, spacing)];
  const inPlane = spacing.map((step, axis) => (axis === flat ? 0 : step)) as unknown as Vec3;
  const axes = equivalentSemiAxes({ covariance: [zz, yy, xx, zy, zx, yx] }, inPlane);
  // the semi-axis of an ellipse is 2 standard deviations, that of an ellipsoid sqrt(5)
  const [long, short] = axes.map((value) => (value * 2) / Math.sqrt(5));
  return [long ?? null, null, short ?? null];
}

/** An entry that is known to exist. */
const at = (values: Float64Array | Int32Array | Uint8Array, index: number): number => values[index] ?? 0;
