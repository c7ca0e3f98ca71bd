/** HDF5 by its first bytes, and a file that closes whatever happens. */
import type { Hdf5File } from '../../ports/index.js';
import type { FormatHost } from '../format.js';
import { unsupported } from '../limits.js';

const MAGIC = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const NAME = /\.(?:h5|hdf5|hdf|he5|nxs|nx|nexus|emd|dream3d|ilp|mat)$/i;
/** a user block in front has 512 bytes or a power of two more */
const MAX_USER_BLOCK = 2 ** 26;

function isMagic(bytes: Uint8Array, at: number): boolean {
  return MAGIC.every((byte, i) => bytes[at + i] === byte);
}

/** `certain` where the signature is in the first bytes; a little where only the name and a user block allow it. */
export function sniffHdf5(head: Uint8Array, name: string, certain: number): number {
  if (isMagic(head, 0) || isMagic(head, 512)) return certain;
  return NAME.test(name) ? certain / 10 : 0;
}

/** Whether the signature stands at one of the places where it may. */
export async function isHdf5(host: FormatHost, path: string): Promise<boolean> {
  const source = await host.files.open(path);
  try {
    for (let at = 0; at + MAGIC.length <= source.size && at <= MAX_USER_BLOCK; at = at === 0 ? 512 : at * 2)
      if (isMagic(await source.read(at, MAGIC.length), 0)) return true;
    return false;
  } finally {
    await source.close();
  }
}

export async function openHdf5(host: FormatHost, path: string): Promise<Hdf5File> {
  if (host.hdf5 === undefined)
    throw unsupported(host.files.basename(path), 'HDF5 files cannot be read here; export the image data as a TIFF stack or MRC.');
  return host.hdf5.open(path);
}

export async function withHdf5<T>(host: FormatHost, path: string, work: (file: Hdf5File) => Promise<T>): Promise<T> {
  const file = await openHdf5(host, path);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}
