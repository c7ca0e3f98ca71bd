/** The description of a source from what a reader found; everything that follows from it is computed here. */
import { IDENTITY_DIRECTION, severalTimes } from '../volume/index.js';
import type { Axis, SourceInfo, SourceKind } from '../volume/index.js';
import { calibrate } from './calibration.js';
import type { FileSpacing } from './calibration.js';
import { checkedSize } from './limits.js';
import { storedBytes, voxelType } from './stored.js';
import type { StoredType } from './stored.js';

export interface FoundInfo {
  readonly format: string;
  readonly kind?: SourceKind;
  readonly path: string;
  readonly name: string;
  readonly axes: readonly Axis[];
  readonly stored: StoredType;
  readonly cost: SourceInfo['cost'];
  readonly spacing?: FileSpacing | undefined;
  readonly direction?: readonly number[] | undefined;
  readonly channels?: readonly { readonly name: string }[] | undefined;
  readonly valueScale?: SourceInfo['valueScale'] | undefined;
  readonly dataset?: string | undefined;
  readonly warnings?: readonly string[] | undefined;
}

/** z is space, t alone is a series of independent images, everything else is one picture. */
export function kindOf(axes: readonly Axis[]): SourceKind {
  const size = (name: string): number => axes.find((axis) => axis.name === name)?.size ?? 1;
  if (size('z') > 1) return 'volume';
  return size('t') > 1 ? 'series' : 'image';
}

export function sourceInfo(found: FoundInfo): SourceInfo {
  const dtype = voxelType(found.stored);
  const bytes = checkedSize(found.name, found.axes.map((axis) => axis.size).concat(storedBytes(found.stored)));
  const calibrated = calibrate(found.spacing);
  const kind = found.kind ?? kindOf(found.axes);
  const warnings = [...(found.warnings ?? [])];
  const times = found.axes.find((axis) => axis.name === 't')?.size ?? 1;
  if (kind === 'volume' && times > 1) warnings.push(severalTimes(times));
  return {
    format: found.format,
    kind,
    axes: found.axes,
    dtype,
    storedDtype: found.stored,
    ...calibrated,
    direction: found.direction ?? IDENTITY_DIRECTION,
    ...(found.valueScale === undefined ? {} : { valueScale: found.valueScale }),
    ...(found.channels === undefined ? {} : { channels: found.channels }),
    bytes,
    cost: found.cost,
    warnings,
    path: found.path,
    ...(found.dataset === undefined || found.dataset === '' ? {} : { dataset: found.dataset }),
  };
}
