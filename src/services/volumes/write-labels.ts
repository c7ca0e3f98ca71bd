/** A label volume to the file that was asked for; the ending of the name decides. */
import { InvalidInputError } from '../../base/index.js';
import type { LabelVolume } from '../../volume/index.js';
import type { ServiceHost } from '../service-host.js';
import { checkReplaceable, writeLabelTiff } from '../../formats/index.js';
import { writeLabelZarr } from './label-zarr.js';
import { spareOriginals } from './spare-originals.js';

export function checkLabelOutput(path: string): void {
  if (/\.(tiff?|zarr)$/i.test(path)) return;
  throw new InvalidInputError(`${path} does not say what to write; end the name in .tif or .zarr.`, { code: 'bad-output', subject: path });
}

/** What can be known before hours of work: names, originals, and whether a folder stands in the way. */
export async function checkLabelOutputs(
  host: ServiceHost,
  inputs: readonly string[],
  labels: string,
  probabilities: string | undefined,
): Promise<void> {
  const { files } = host.ports;
  const bad = (message: string, subject: string): never => {
    throw new InvalidInputError(message, { code: 'bad-output', subject });
  };
  checkLabelOutput(labels);
  if (probabilities !== undefined && !/\.zarr$/i.test(probabilities))
    bad(`Probabilities are written as OME-Zarr, not to ${probabilities}; end the name in .zarr.`, probabilities);
  if (probabilities !== undefined && files.resolve(probabilities) === files.resolve(labels))
    bad(`Labels and probabilities cannot both be written to ${labels}; give two names.`, labels);
  await spareOriginals(files, inputs, probabilities === undefined ? [labels] : [labels, probabilities]);
  if (/\.tiff?$/i.test(labels) && (await files.exists(labels)) && (await files.stat(labels)).kind === 'folder')
    bad(`${labels} is a folder, so no file can be written there; choose another name.`, labels);
  for (const path of [labels, probabilities ?? '']) if (/\.zarr$/i.test(path)) await checkReplaceable(files, path);
}

export async function writeLabels(host: ServiceHost, path: string, labels: LabelVolume): Promise<void> {
  checkLabelOutput(path);
  const { files } = host.ports;
  await files.makeFolder(files.dirname(files.resolve(path)));
  if (/\.zarr$/i.test(path)) await writeLabelZarr(host, path, labels);
  else await writeLabelTiff(host.formats, path, labels.data, labels.shape, labels.calibration);
}

/** The name of a file beside another: `a/b.tif` -> `a/b.truth.json`. */
export function besideName(path: string, ending: string): string {
  return path.replace(/\.(ome\.)?(tiff?|zarr)$/i, '') + ending;
}

export async function writeJson(host: ServiceHost, path: string, value: unknown): Promise<void> {
  await host.ports.files.writeBytes(path, new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`));
}
