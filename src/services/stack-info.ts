/** The `info` document: what paths hold, before anything is opened for work. */
import { errorData } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import type { InfoDocument, InfoEntry } from '../contract/index.js';
import { inspectPath, listDatasets, openSource, volumeEntry } from '../formats/index.js';
import type { ErrorEntry, VolumeEntry } from '../formats/index.js';
import type { ServiceHost } from './service-host.js';

function entryOf(entry: VolumeEntry | ErrorEntry, hash: boolean): InfoEntry {
  if ('error' in entry) return { path: entry.path, error: { ...entry.error } };
  const { channels, spacing, sha256, ...rest } = entry;
  return {
    ...rest,
    shape: [...entry.shape],
    spacing: spacing === null ? null : { ...spacing, value: [...spacing.value] },
    ...(channels === undefined ? {} : { channels: channels.map((channel) => ({ ...channel })) }),
    sha256: hash ? sha256 : null,
    warnings: [...entry.warnings],
  };
}

/** Entries from headers alone; no voxel is read. */
async function glance(host: ServiceHost, path: string): Promise<(VolumeEntry | ErrorEntry)[]> {
  try {
    const entries: VolumeEntry[] = [];
    for (const { id } of await listDatasets(host.formats, path)) {
      const source = await openSource(host.formats, path, id);
      entries.push(volumeEntry(source.info, path, ''));
      await source.close();
    }
    return entries;
  } catch (error) {
    const { code, message, subject } = errorData(error);
    return [{ path, error: { code, message, subject: subject ?? path } }];
  }
}

export interface InfoChoice {
  /** also the hash of all values, which reads everything */
  readonly hash: boolean;
  /** all paths are the slices of one stack */
  readonly together: boolean;
}

/** One entry for several files that are the slices of one stack, from their headers. */
async function glanceTogether(host: ServiceHost, paths: readonly string[]): Promise<VolumeEntry | ErrorEntry> {
  const [first = ''] = paths;
  try {
    const source = await openSource(host.formats, paths);
    const entry = volumeEntry(source.info, first, '');
    await source.close();
    return entry;
  } catch (error) {
    const { code, message, subject } = errorData(error);
    return { path: first, error: { code, message, subject: subject ?? first } };
  }
}

export async function stackInfo(
  host: ServiceHost,
  paths: readonly string[],
  { hash, together }: InfoChoice,
  options: RunOptions,
): Promise<InfoDocument> {
  if (together && paths.length > 1) return { volumes: [entryOf(await glanceTogether(host, paths), false)] };
  const volumes: InfoEntry[] = [];
  for (const path of paths) {
    const entries = hash ? await inspectPath(host.formats, path, options) : await glance(host, path);
    volumes.push(...entries.map((entry) => entryOf(entry, hash)));
  }
  return { volumes };
}
