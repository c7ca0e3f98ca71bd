/** An image volume as TIFF. */
import { planesOfArray, writeStackTiff } from '../../formats/index.js';
import type { Volume } from '../../volume/index.js';
import type { ServiceHost } from '../service-host.js';

export async function writeImage(host: ServiceHost, path: string, image: Volume): Promise<void> {
  await writeStackTiff(host.formats, path, planesOfArray(image.data, image.shape), image.calibration);
}
