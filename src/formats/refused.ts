/** Formats that are recognised by their first bytes and refused in one sentence, each with a way out. */
import type { UnsupportedError } from '../base/index.js';
import { unsupported } from './limits.js';

interface Known {
  readonly title: string;
  readonly advice: string;
  matches(head: Uint8Array): boolean;
}

const COORDINATES = 'voxelise it and save a TIFF stack';

function starts(...bytes: readonly number[]): (head: Uint8Array) => boolean {
  return (head) => bytes.every((byte, i) => head[i] === byte);
}

function says(text: string, at = 0): (head: Uint8Array) => boolean {
  return (head) => text.split('').every((letter, i) => head[at + i] === letter.charCodeAt(0));
}

function contains(text: string): (head: Uint8Array) => boolean {
  return (head) => new TextDecoder('latin1').decode(head.subarray(0, 512)).includes(text);
}

const KNOWN: readonly Known[] = [
  { title: 'VTK XML of this kind', advice: 'save it as an unstructured grid (.vtu) or an image (.vti)', matches: contains('<VTKFile') },
  { title: 'ZIP', advice: 'unpack it and open what is inside', matches: starts(0x50, 0x4b, 3, 4) },
  { title: 'PDF', advice: 'export the pictures inside it', matches: says('%PDF') },
  { title: 'GIF', advice: 'save it as PNG or TIFF', matches: says('GIF8') },
  { title: 'JPEG 2000', advice: 'save it as TIFF', matches: starts(0, 0, 0, 0x0c, 0x6a, 0x50) },
  { title: 'gzip-compressed', advice: 'decompress it first', matches: starts(0x1f, 0x8b) },
  { title: 'bzip2-compressed', advice: 'decompress it first', matches: says('BZh') },
  { title: 'xz-compressed', advice: 'decompress it first', matches: starts(0xfd, 0x37, 0x7a, 0x58) },
  { title: 'binary STL or other mesh', advice: COORDINATES, matches: says('solid ') },
];

/** The refusal for a file that no reader takes; names the format where its first bytes tell. */
export function refusal(head: Uint8Array, name: string): UnsupportedError {
  const known = KNOWN.find((format) => format.matches(head));
  if (known !== undefined) return unsupported(name, `${known.title} files are not read yet; ${known.advice}.`);
  return unsupported(
    name,
    'its first bytes fit no image format that is read here; open a TIFF, MRC, NRRD, MetaImage, NIfTI, HDF5, PNG, BMP, JPEG, WebP or OME-Zarr, or export it as TIFF.',
  );
}
