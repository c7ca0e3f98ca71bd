/** Voxel sizes as people write them. */
import type { StudyState } from '../../src/contract/index.js';

export type Voxel = NonNullable<StudyState['setup']['voxel']>;

export const UNIT_SIGNS = { m: 'm', mm: 'mm', um: 'µm', nm: 'nm', A: 'Å' } as const;

/** "65 nm" for a cube, "130 × 65 × 65 nm" otherwise (z, y, x). */
export function voxelText({ value, unit }: Pick<Voxel, 'value' | 'unit'>): string {
  const numbers = value.map((edge) => String(Number(edge.toPrecision(4))));
  const isCube = numbers.every((text) => text === numbers[0]);
  return `${isCube ? numbers[0] : numbers.join(' × ')} ${UNIT_SIGNS[unit]}`;
}
