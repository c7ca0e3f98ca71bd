/** How the pages of a file make axes: what each metadata dialect says, in one form. */
import type { Axis, AxisName } from '../../volume/index.js';
import type { FileSpacing } from '../calibration.js';
import type { TiffPage } from './page.js';

export interface PageLayout {
  /** format id shown to people: "tiff", "imagej-tiff", "ome-tiff" */
  readonly format: string;
  /** axes before y, slowest first, in the order t c z */
  readonly leading: readonly { readonly name: AxisName; readonly size: number }[];
  /** page (or separate sample plane) of each combination of leading indices, in C order */
  readonly planes: readonly PlaneRef[];
  readonly spacing?: FileSpacing;
  readonly channels?: readonly { readonly name: string }[];
  readonly valueScale?: { readonly slope: number; readonly intercept: number; readonly unit?: string };
  readonly warnings: readonly string[];
}

export interface PlaneRef {
  /** index of the page in its file */
  readonly page: number;
  /** which separate sample plane of the page */
  readonly sample: number;
  /** another file of the same folder, for sets that are spread over files */
  readonly fileName?: string;
}

/** Sizes of the three stack axes, and the order in which pages run through them, fastest first. */
export interface StackOrder {
  readonly sizes: Readonly<Record<'t' | 'c' | 'z', number>>;
  readonly fastestFirst: readonly ('t' | 'c' | 'z')[];
}

/** Pages in t, c, z order, from a file that stores them in another order. Axes of length 1 are left out. */
export function orderedPlanes(
  order: StackOrder,
  samplePlanes: number,
): { leading: { name: AxisName; size: number }[]; planes: PlaneRef[] } {
  const stride: Record<string, number> = {};
  let step = 1;
  for (const axis of order.fastestFirst) {
    stride[axis] = step;
    step *= order.sizes[axis];
  }
  const planes: PlaneRef[] = [];
  const { t, c, z } = order.sizes;
  for (let it = 0; it < t; it++)
    for (let ic = 0; ic < c; ic++)
      for (let s = 0; s < samplePlanes; s++)
        for (let iz = 0; iz < z; iz++)
          planes.push({ page: it * (stride['t'] ?? 0) + ic * (stride['c'] ?? 0) + iz * (stride['z'] ?? 0), sample: s });
  const leading: { name: AxisName; size: number }[] = [
    { name: 't', size: t },
    { name: 'c', size: c * samplePlanes },
    { name: 'z', size: z },
  ];
  return { leading: leading.filter((axis) => axis.size > 1), planes };
}

/** Axes of a layout: stack axes, rows, columns and interleaved samples. */
export function layoutAxes(layout: PageLayout, page: TiffPage): Axis[] {
  const axes: Axis[] = [...layout.leading, { name: 'y', size: page.height }, { name: 'x', size: page.width }];
  if (page.samples > 1 && !page.planar) axes.push({ name: 'c', size: page.samples });
  return axes;
}
