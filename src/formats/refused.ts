/** Formats that are recognised by their first bytes and refused in one sentence, each with a way out. */
import type { UnsupportedError } from '../base/index.js';
import { unsupported } from './limits.js';

interface Known {
  readonly title: string;
  readonly advice: string;
  matches(head: Uint8Array): boolean;
}

const STACK = 'export it as a TIFF stack or MRC';
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
  { title: 'HDF5', advice: STACK, matches: (head) => [0, 512].some((at) => starts(0x89, 0x48, 0x44, 0x46)(head.subarray(at))) },
  { title: 'TXRM/XRM (OLE)', advice: STACK, matches: starts(0xd0, 0xcf, 0x11, 0xe0) },
  { title: 'DigitalMicrograph (DM3)', advice: STACK, matches: (head) => starts(0, 0, 0, 3)(head) && starts(0, 0, 0)(head.subarray(8)) },
  { title: 'DigitalMicrograph (DM4)', advice: STACK, matches: (head) => starts(0, 0, 0, 4, 0, 0, 0)(head) },
  { title: 'VTK XML other than ImageData', advice: 'resample it to a uniform grid (.vti)', matches: contains('<VTKFile') },
  { title: 'DICOM', advice: STACK, matches: says('DICM', 128) },
  { title: 'netCDF or Exodus', advice: COORDINATES, matches: says('CDF') },
  { title: 'LAMMPS dump', advice: COORDINATES, matches: says('ITEM: ') },
  { title: 'ZIP', advice: 'unpack it and open what is inside', matches: starts(0x50, 0x4b, 3, 4) },
  { title: 'PDF', advice: 'export the pictures inside it', matches: says('%PDF') },
  { title: 'GIF', advice: 'save it as PNG or TIFF', matches: says('GIF8') },
  { title: 'BMP', advice: 'save it as PNG or TIFF', matches: (head) => says('BM')(head) && head.length > 14 && head[14] === 40 },
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
    'its first bytes fit no image format that is read here; open a TIFF, MRC, NRRD, MetaImage, NIfTI, PNG, JPEG, WebP or OME-Zarr, or export it as TIFF.',
  );
}
