/** The originals of a study: one file, one folder, or several slices. */
import type { RunOptions } from '../../base/index.js';
import { hashSource, openSource, readSidecar } from '../../formats/index.js';
import type { Sidecar } from '../../formats/index.js';
import type { VolumeSource } from '../../volume/index.js';
import type { ServiceHost } from '../service-host.js';

export interface OpenedStack {
  readonly source: VolumeSource;
  readonly names: readonly string[];
  readonly inputs: readonly { readonly path: string; readonly size: number; readonly modifiedMs: number }[];
  readonly sidecar: Sidecar | undefined;
}

export async function openStack(host: ServiceHost, paths: readonly string[], dataset?: string): Promise<OpenedStack> {
  const { files } = host.ports;
  const resolved = paths.map((path) => files.resolve(path));
  const [only] = resolved;
  const source = await openSource(host.formats, resolved.length === 1 && only !== undefined ? only : resolved, dataset);
  try {
    const inputs = await Promise.all(
      resolved.map(async (path) => {
        const { size, modifiedMs } = await files.stat(path);
        return { path, size, modifiedMs };
      }),
    );
    const sidecar = only === undefined ? undefined : await readSidecar(host.formats, only);
    return { source, names: resolved.map((path) => files.basename(path)), inputs, sidecar };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** SHA-256 over the decoded stored values, the same as `info` gives. */
export function hashStack(host: ServiceHost, source: VolumeSource, options: RunOptions): Promise<string> {
  return hashSource(host.formats, source, options);
}
