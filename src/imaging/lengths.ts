/** Lengths of a picture in metres: inside an effect they are in voxels, as images are. */
import type { Effect } from './effect.js';

/** By `effect.parameter`, for every parameter in voxels that is a number. `records` are the parameters by effect. */
export function lengthsInMetres(
  effects: readonly Effect[],
  records: Readonly<Record<string, unknown>>,
  voxel: number,
): Record<string, number> {
  const lengths: Record<string, number> = {};
  for (const { id, params } of effects) {
    const record = records[id] as Readonly<Record<string, unknown>> | undefined;
    for (const param of params) {
      const value = record?.[param.id];
      if (param.unit === 'voxel' && typeof value === 'number') lengths[`${id}.${param.id}`] = value * voxel;
    }
  }
  return lengths;
}
