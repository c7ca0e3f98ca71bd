/** What a reviewer did to the labels: data that can be replayed, sent and stored. */

export type SliceAxis = 'z' | 'y' | 'x';

export interface Stroke {
  readonly kind: 'brush';
  /** normal of the plane painted on */
  readonly axis: SliceAxis;
  readonly slice: number;
  /** row, column in the plane (remaining axes in z,y,x order); voxel centres are integers */
  readonly points: readonly (readonly [number, number])[];
  /** voxels, in the plane */
  readonly radius: number;
  readonly phase: number;
  /** paint back what was segmented first instead of `phase` */
  readonly erase: boolean;
  /** paint only over these phases; absent: over all */
  readonly over?: readonly number[] | undefined;
}
