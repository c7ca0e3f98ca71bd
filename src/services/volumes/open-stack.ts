/** The originals of a study: one file, one folder, or several slices; one data set of them, at one time point, in one channel. */
import { readSidecar, WITHOUT_DATA_BAR } from '../../formats/index.js';
import type { Sidecar } from '../../formats/index.js';
import type { OpenSource } from '../../ports/index.js';
import { chosenIndices, chosenPlane } from '../../volume/index.js';
import type { ChosenIndices, PlaneChoice } from '../../volume/index.js';
import type { ServiceHost } from '../service-host.js';

/** What of a file is meant; absent parts: the first. */
export interface StackChoice extends PlaneChoice {
  /** as `info` names it */
  readonly dataset?: string | undefined;
  /** the page as it lies in the file, with the data bar of a microscope: what older studies were made of */
  readonly asStored?: boolean | undefined;
}

export interface OpenedStack {
  /** one time point and one channel of the file; its hash is that of the whole data set, the same as `info` gives */
  readonly source: OpenSource;
  /** with all its time points and channels; closed with `source` */
  readonly whole: OpenSource;
  readonly chosen: ChosenIndices;
  readonly names: readonly string[];
  readonly inputs: readonly { readonly path: string; readonly size: number; readonly modifiedMs: number }[];
  readonly sidecar: Sidecar | undefined;
}

/** The data bar of a microscope is no specimen: unless a data set was named, the picture above it is meant. */
async function openMeant(
  host: ServiceHost,
  path: string | readonly string[],
  { dataset, asStored }: StackChoice,
  signal: AbortSignal | undefined,
): Promise<OpenSource> {
  const stored = await host.sources.open(path, dataset, signal);
  if (dataset !== undefined || asStored === true || (stored.info.dataBarRows ?? 0) === 0) return stored;
  await stored.close();
  return host.sources.open(path, WITHOUT_DATA_BAR, signal);
}

export async function openStack(
  host: ServiceHost,
  paths: readonly string[],
  choice: StackChoice = {},
  signal?: AbortSignal,
): Promise<OpenedStack> {
  const { files } = host.ports;
  const resolved = paths.map((path) => files.resolve(path));
  const [only] = resolved;
  const whole = await openMeant(host, resolved.length === 1 && only !== undefined ? only : resolved, choice, signal);
  try {
    const source = chosenPlane(whole, choice);
    const inputs = await Promise.all(
      resolved.map(async (path) => {
        const { size, modifiedMs } = await files.stat(path);
        return { path, size, modifiedMs };
      }),
    );
    const sidecar = only === undefined ? undefined : await readSidecar(host.formats, only);
    return {
      source,
      whole,
      chosen: chosenIndices(whole.info, choice),
      names: resolved.map((path) => files.basename(path)),
      inputs,
      sidecar,
    };
  } catch (error) {
    await whole.close();
    throw error;
  }
}
