/** A label volume to the file that was asked for; the ending of the name decides. */
import { InvalidInputError } from '../../base/index.js';
import type { LabelVolume } from '../../volume/index.js';
import type { ServiceHost } from '../service-host.js';
import { writeLabelTiff } from '../../formats/index.js';
import { writeLabelZarr } from './label-zarr.js';

export function checkLabelOutput(path: string): void {
  if (/\.(tiff?|zarr)$/i.test(path)) return;
  throw new InvalidInputError(`${path} does not say what to write; end the name in .tif or .zarr.`, { code: 'bad-output', subject: path });
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
