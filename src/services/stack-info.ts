/** The `info` document: what paths hold, before anything is opened for work. */
import type { RunOptions } from '../base/index.js';
import type { InfoDocument, InfoEntry } from '../contract/index.js';
import type { InspectedEntry } from '../ports/index.js';
import type { ServiceHost } from './service-host.js';

function entryOf(entry: InspectedEntry, hash: boolean): InfoEntry {
  if ('error' in entry) return { path: entry.path, error: { ...entry.error } };
  if ('points' in entry) return { ...entry, fields: [...entry.fields], sha256: hash ? entry.sha256 : null, warnings: [...entry.warnings] };
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

export interface InfoChoice {
  /** also the hash of all values, which reads everything */
  readonly hash: boolean;
  /** all paths are the slices of one stack */
  readonly together: boolean;
}

export async function stackInfo(
  host: ServiceHost,
  paths: readonly string[],
  { hash, together }: InfoChoice,
  options: RunOptions,
): Promise<InfoDocument> {
  const { sources } = host;
  const { signal } = options;
  if (together && paths.length > 1) return { volumes: (await sources.glance(paths, signal)).map((entry) => entryOf(entry, false)) };
  const volumes: InfoEntry[] = [];
  for (const path of paths) {
    const entries = hash ? await sources.inspect(path, options) : await sources.glance(path, signal);
    volumes.push(...entries.map((entry) => entryOf(entry, hash)));
  }
  return { volumes };
}
