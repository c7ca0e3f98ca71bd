/** The JSON file that says how large the voxels of an array are. A file of that name that somebody else wrote is never touched. */
import { InvalidInputError } from '../../base/index.js';
import type { Calibration } from '../../volume/index.js';
import type { FormatHost } from '../format.js';
import { MIB } from '../limits.js';
import { unitLengths } from './stream.js';

const AUTHOR = 'Lithoscope';

async function isOurs(host: FormatHost, path: string): Promise<boolean> {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(await host.files.readBytes(path, MIB)));
    return typeof parsed === 'object' && parsed !== null && 'writtenBy' in parsed && parsed.writtenBy === AUTHOR;
  } catch {
    return false;
  }
}

/** Refuses before anything is written when a foreign file has the name of the sidecar. */
export async function checkSidecarPlace(host: FormatHost, path: string): Promise<void> {
  if (!(await host.files.exists(path)) || (await isOurs(host, path))) return;
  throw new InvalidInputError(
    `${path} exists already and would be read as the voxel size of the array; choose another name or move it away.`,
    {
      code: 'already-exists',
      subject: path,
    },
  );
}

/** Written with a voxel size, removed without one. */
export async function writeSidecar(host: FormatHost, path: string, calibration: Calibration): Promise<void> {
  const lengths = unitLengths(calibration);
  if (lengths === undefined) return host.files.remove(path);
  const text = JSON.stringify({ voxel: `${lengths.value.join('x')}${lengths.unit}`, writtenBy: AUTHOR }, null, 2);
  await host.files.writeBytes(path, new TextEncoder().encode(`${text}\n`));
}
