/** The entry of `lithoscope info`: what a path holds, or why it cannot be opened. */
import { errorData, METRES } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import type { SourceInfo } from '../volume/index.js';
import type { FormatHost } from './format.js';
import { hashSource } from './hash.js';
import { detectFormat, openAs } from './open.js';

interface SpacingEntry {
  /** one entry for each of z, y, x that the source has */
  readonly value: readonly number[];
  readonly unit: string | null;
  readonly source: string;
}

export interface VolumeEntry {
  readonly path: string;
  readonly format: string;
  readonly kind: SourceInfo['kind'];
  readonly dataset?: string;
  readonly axes: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly spacing: SpacingEntry | null;
  readonly channels?: readonly { readonly name: string }[];
  readonly sha256: string;
  readonly warnings: readonly string[];
}

export interface ErrorEntry {
  readonly path: string;
  readonly error: { readonly code: string; readonly message: string; readonly subject: string };
}

/** Spacing as people wrote it, without the noise of unit conversion. */
function spacingEntry(info: SourceInfo): SpacingEntry | null {
  const { spacing, unit, source } = info.calibration;
  const numbers = spacing !== null && unit !== null ? spacing.map((v) => Number((v / METRES[unit]).toPrecision(12))) : info.unitlessSpacing;
  if (numbers === undefined) return null;
  const value = (['z', 'y', 'x'] as const).flatMap((name, i) => (info.axes.some((axis) => axis.name === name) ? [numbers[i] ?? 0] : []));
  return { value, unit: spacing === null ? null : unit, source };
}

export function volumeEntry(info: SourceInfo, path: string, sha256: string): VolumeEntry {
  return {
    path,
    format: info.format,
    kind: info.kind,
    ...(info.dataset === undefined ? {} : { dataset: info.dataset }),
    axes: info.axes.map((axis) => axis.name).join(''),
    shape: info.axes.map((axis) => axis.size),
    dtype: info.storedDtype,
    spacing: spacingEntry(info),
    ...(info.channels === undefined ? {} : { channels: info.channels }),
    sha256,
    warnings: info.warnings,
  };
}

/** One entry for each data set of a path; one error entry when it cannot be opened or read. */
export async function inspectPath(
  host: FormatHost,
  path: string,
  options: RunOptions = {},
): Promise<readonly (VolumeEntry | ErrorEntry)[]> {
  try {
    const format = await detectFormat(host, path);
    const entries: VolumeEntry[] = [];
    for (const { id } of await format.list(host, path)) {
      const source = await openAs(host, format, path, id);
      try {
        entries.push(volumeEntry(source.info, path, await hashSource(host, source, options)));
      } finally {
        await source.close();
      }
    }
    return entries;
  } catch (error) {
    const { tag, code, message, subject } = errorData(error);
    if (tag === 'aborted') throw error;
    return [{ path, error: { code, message, subject: subject ?? path } }];
  }
}
