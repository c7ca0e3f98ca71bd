/** The entry of `lithoscope info`: what a path holds, or why it cannot be opened. */
import { errorData, METRES } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import type { ErrorEntry, GeometryEntry, InspectedEntry, SpacingEntry, VolumeEntry } from '../ports/index.js';
import type { GeometryInfo, SourceInfo } from '../volume/index.js';
import { isGeometryFormat } from './format.js';
import type { FormatHost, GeometryFormat } from './format.js';
import { hashSource } from './hash.js';
import { locate, openLocated, openSource } from './open.js';
import type { Located } from './open.js';

export type { ErrorEntry, GeometryEntry, InspectedEntry, VolumeEntry };

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

/** The entry of particles or a mesh; the hash is left empty where it was not asked for. */
export function geometryEntry(info: GeometryInfo, path: string, sha256: string): GeometryEntry {
  const { format, kind, points, frames, fields, unit, warnings } = info;
  return {
    path,
    format,
    kind,
    points,
    frames: frames.length,
    fields: fields.map(({ name }) => name),
    unit,
    spacing: null,
    sha256,
    warnings,
  };
}

async function inspectGeometry(host: FormatHost, format: GeometryFormat, path: string): Promise<GeometryEntry> {
  const source = await format.openGeometry(host, path);
  try {
    const stored = await source.storedCoordinates();
    const hasher = host.codecs.sha256();
    hasher.update(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength));
    return geometryEntry(source.info, path, hasher.hex());
  } finally {
    await source.close();
  }
}

/** The entry under the path that was asked for, with what was found on the way. */
function geometryOf({ warnings }: Located, path: string, entry: GeometryEntry): GeometryEntry {
  return { ...entry, path, warnings: [...warnings, ...entry.warnings] };
}

/** One entry for each data set of a path; one error entry when it cannot be opened or read. */
export async function inspectPath(host: FormatHost, path: string, options: RunOptions = {}): Promise<readonly InspectedEntry[]> {
  try {
    const located = await locate(host, path);
    const { format, path: file } = located;
    if (isGeometryFormat(format)) return [geometryOf(located, path, await inspectGeometry(host, format, file))];
    const entries: VolumeEntry[] = [];
    for (const { id } of await format.list(host, file)) {
      const source = await openLocated(host, located, id);
      try {
        entries.push(volumeEntry(source.info, path, await hashSource(host, source, options)));
      } finally {
        await source.close();
      }
    }
    return entries;
  } catch (error) {
    return [errorEntry(error, path)];
  }
}

function errorEntry(error: unknown, path: string): ErrorEntry {
  const { tag, code, message, subject } = errorData(error);
  if (tag === 'aborted') throw error;
  return { path, error: { code, message, subject: subject ?? path } };
}

async function glanceOne(host: FormatHost, path: string): Promise<InspectedEntry[]> {
  const located = await locate(host, path);
  const { format, path: file } = located;
  if (isGeometryFormat(format)) {
    const source = await format.openGeometry(host, file);
    await source.close();
    return [geometryOf(located, path, geometryEntry(source.info, file, ''))];
  }
  const entries: VolumeEntry[] = [];
  for (const { id } of await format.list(host, file)) {
    const source = await openLocated(host, located, id);
    entries.push(volumeEntry(source.info, path, ''));
    await source.close();
  }
  return entries;
}

/** Entries from headers alone; no voxel is read. Several paths are the slices of one stack. */
export async function glanceAt(host: FormatHost, path: string | readonly string[]): Promise<readonly InspectedEntry[]> {
  const [first = ''] = typeof path === 'string' ? [path] : path;
  try {
    if (typeof path === 'string' || path.length === 1) return await glanceOne(host, first);
    const source = await openSource(host, path);
    await source.close();
    return [volumeEntry(source.info, first, '')];
  } catch (error) {
    return [errorEntry(error, first)];
  }
}
