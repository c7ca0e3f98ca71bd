/**
 * A folder, or several chosen files, of which every one is a slice of the same size and type. Slices are put
 * in natural order (im2 before im10); gaps in their numbers are told, odd ones are refused by name.
 */
import { InvalidInputError } from '../base/index.js';
import type { Axis, VolumeSource, VoxelArray } from '../volume/index.js';
import { ONE_DATASET } from './format.js';
import type { FormatHost, FormatRecord } from './format.js';
import { corrupt, unsupported } from './limits.js';
import { cropPicture, decodePicture, isPicture, pictureSize } from './picture.js';
import { naturalCompare } from './natural-order.js';
import { planeSource } from './plane-source.js';
import type { Block } from './plane-source.js';
import { kindOf, sourceInfo } from './source-info.js';
import type { StoredType } from './stored.js';
import { TIFF } from './tiff/index.js';
import { openPages } from './tiff/pages.js';
import { plainSpacing } from './tiff/spacing.js';

const MAX_SLICES = 100_000;
/** files that lie beside slices and are none */
const IGNORED = /\.(json|txt|md|log|csv|tsv|xml|ini|db|ya?ml|pdf|html?|py|m|lithoscope)$/i;
const KEPT_PICTURES = 4;

interface Slice {
  readonly path: string;
  readonly name: string;
  readonly tiff: boolean;
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  readonly stored: StoredType;
}

/** Names of slices that the numbering skips, or nothing when names are not numbered alike. */
function missingNames(names: readonly string[]): readonly string[] {
  const parts = names.map((name) => /^(.*?)(\d+)(\D*)$/.exec(name));
  const [first] = parts;
  if (first === null || first === undefined || names.length < 2) return [];
  const alike = parts.every((part) => part?.[1] === first[1] && part?.[3] === first[3]);
  if (!alike) return [];
  const numbers = parts.map((part) => Number(part?.[2]));
  // a regular stride (every second slice) is a choice, not a gap
  const stride = Math.min(...numbers.slice(1).map((n, i) => n - (numbers[i] ?? 0)));
  if (stride < 1) return [];
  const missing: string[] = [];
  for (let i = 1; i < numbers.length; i++)
    for (let n = (numbers[i - 1] ?? 0) + stride; n < (numbers[i] ?? 0) && missing.length < 1000; n += stride)
      missing.push(`${first[1] ?? ''}${String(n).padStart((first[2] ?? '').length, '0')}${first[3] ?? ''}`);
  return missing;
}

/** The slices of a folder in order, and the names of files that are something else. */
async function folderSlices(host: FormatHost, folder: string): Promise<{ paths: string[]; ignored: string[] }> {
  const entries = (await host.files.list(folder)).filter(
    (entry) => entry.kind === 'file' && !entry.name.startsWith('.') && !IGNORED.test(entry.name),
  );
  const paths: string[] = [];
  const ignored: string[] = [];
  for (const entry of entries) {
    const { head, size } = await readHead(host, entry.path);
    if (TIFF.sniff(head, entry.name, size) > 0 || isPicture(head)) paths.push(entry.path);
    else if (/\.(tiff?|png|jpe?g|webp)$/i.test(entry.name))
      throw corrupt(entry.name, entry.size === 0 ? 'the slice is empty' : 'the slice does not start like a picture');
    else ignored.push(entry.name);
  }
  paths.sort((a, b) => naturalCompare(host.files.basename(a), host.files.basename(b)));
  return { paths, ignored };
}

async function readHead(host: FormatHost, path: string): Promise<{ head: Uint8Array; size: number }> {
  const source = await host.files.open(path);
  try {
    return { head: await source.read(0, Math.min(64, source.size)), size: source.size };
  } finally {
    await source.close();
  }
}

async function describeSlice(host: FormatHost, path: string): Promise<Slice> {
  const name = host.files.basename(path);
  const { head, size } = await readHead(host, path);
  if (TIFF.sniff(head, name, size) === 0) {
    if (!isPicture(head)) throw unsupported(name, 'it is not a TIFF, PNG, JPEG or WebP slice; choose slices only.');
    const { dtype, ...picture } = await pictureSize(host, path);
    return { path, name, tiff: false, ...picture, stored: dtype };
  }
  const file = await openPages(host, path);
  try {
    const page = file.pages[0];
    if (page === undefined || file.pages.length !== 1)
      throw new InvalidInputError(`${name} has ${file.pages.length} pages where one slice per file was expected; open it by itself.`, {
        code: 'mixed-sizes',
        subject: path,
      });
    if (page.planar) throw unsupported(name, 'slices with separate colour planes are not supported; save them as grey.');
    return { path, name, tiff: true, width: page.width, height: page.height, samples: page.samples, stored: page.stored };
  } finally {
    await file.close();
  }
}

function checkAlike(slices: readonly Slice[]): void {
  const text = (s: Slice): string => `${s.width} x ${s.height}${s.samples > 1 ? ` x ${s.samples}` : ''} ${s.stored}`;
  const counts = new Map<string, number>();
  for (const slice of slices) counts.set(text(slice), (counts.get(text(slice)) ?? 0) + 1);
  if (counts.size < 2) return;
  const [usual = ''] = [...counts].toSorted((a, b) => b[1] - a[1])[0] ?? [];
  const odd = slices.filter((slice) => text(slice) !== usual);
  const named = odd.slice(0, 5).map((slice) => `${slice.name} (${text(slice)})`);
  const more = odd.length > named.length ? ` and ${odd.length - named.length} more` : '';
  throw new InvalidInputError(`${named.join(', ')}${more} differ from the other slices (${usual}); remove or resize them.`, {
    code: 'mixed-sizes',
    subject: odd[0]?.path ?? '',
  });
}

/** Files in the given order as planes of one volume. */
async function openSlices(
  host: FormatHost,
  path: string,
  paths: readonly string[],
  ignored: readonly string[] = [],
): Promise<VolumeSource> {
  const name = host.files.basename(path);
  if (paths.length === 0)
    throw new InvalidInputError(`The folder ${name} contains no TIFF, PNG, JPEG or WebP slices; choose the folder that holds them.`, {
      code: 'empty-folder',
      subject: path,
    });
  if (paths.length > MAX_SLICES) throw unsupported(name, `more than ${MAX_SLICES} slices are not supported.`, 'too-large');
  const slices: Slice[] = [];
  for (const slice of paths) slices.push(await describeSlice(host, slice));
  checkAlike(slices);
  const first = slices[0] as Slice;
  const axes: Axis[] = [
    { name: 'z', size: slices.length },
    { name: 'y', size: first.height },
    { name: 'x', size: first.width },
  ];
  if (first.samples > 1) axes.push({ name: 'c', size: first.samples });
  const info = sourceInfo({
    format: 'slices',
    kind: kindOf(axes),
    path,
    name,
    axes,
    stored: first.stored,
    cost: 'per-slice',
    warnings: await sliceWarnings(host, slices, ignored),
  });
  return sliceSource(host, slices, info);
}

async function sliceWarnings(host: FormatHost, slices: readonly Slice[], ignored: readonly string[]): Promise<string[]> {
  const warnings: string[] = [];
  const missing = missingNames(slices.map((slice) => slice.name));
  if (missing.length > 0) {
    const more = missing.length > 10 ? ` and ${missing.length - 10} more` : '';
    warnings.push(`Slices are missing: ${missing.slice(0, 10).join(', ')}${more}; the ones before and after lie next to each other now.`);
  }
  if (ignored.length > 0) warnings.push(`${ignored.length} files are no slices and were left out: ${ignored.slice(0, 5).join(', ')}.`);
  const first = slices[0];
  if (first?.tiff === true) {
    const file = await openPages(host, first.path);
    const page = file.pages[0];
    if (page !== undefined) warnings.push(...(await plainSpacing(page, true)).warnings);
    await file.close();
  }
  return warnings;
}

function sliceSource(host: FormatHost, slices: readonly Slice[], info: VolumeSource['info']): VolumeSource {
  // pictures can only be decoded whole: the last few are kept for the next block
  const pictures = new Map<number, Promise<VoxelArray>>();
  function picture(plane: number, path: string): Promise<VoxelArray> {
    const known = pictures.get(plane);
    if (known !== undefined) return known;
    const oldest = pictures.keys().next();
    if (pictures.size >= KEPT_PICTURES && oldest.done !== true) pictures.delete(oldest.value);
    const decoded = decodePicture(host, path);
    pictures.set(plane, decoded);
    decoded.catch(() => pictures.delete(plane));
    return decoded;
  }
  async function readTiff(path: string, block: Block, signal?: AbortSignal): Promise<VoxelArray> {
    const file = await openPages(host, path);
    try {
      const page = file.pages[0];
      if (page === undefined) throw corrupt(file.source.name, 'the slice changed while it was open');
      return await file.readBlock(page, 0, block, signal);
    } finally {
      await file.close();
    }
  }
  return planeSource(info, {
    planeOf: (leading) => leading[0] ?? 0,
    async readBlock(plane, block, signal) {
      const slice = slices[plane] as Slice;
      if (slice.tiff) return readTiff(slice.path, block, signal);
      return cropPicture(await picture(plane, slice.path), slice.width, slice.samples, block);
    },
    close: () => Promise.resolve(),
  });
}

/** Chosen files become one volume in natural order; their folder stands for them. */
function openChosen(host: FormatHost, paths: readonly string[]): Promise<VolumeSource> {
  const sorted = paths.toSorted((a, b) => naturalCompare(host.files.basename(a), host.files.basename(b)));
  return openSlices(host, sorted[0] === undefined ? '' : host.files.dirname(sorted[0]), sorted);
}

export const SLICES = {
  id: 'slices',
  title: 'Folder or selection of slices (TIFF, PNG, JPEG, WebP)',
  extensions: [],
  reads: true,
  writes: false,
  kinds: ['volume', 'image'],
  notes:
    'Read in natural order of the names; all slices need one size and type. Missing numbers are told, odd slices are refused by name. ' +
    'The slice distance is never in such files: give the voxel size.',
  // folders have no first bytes: they are told by not being a zarr
  sniff: () => 0,
  list: () => Promise.resolve(ONE_DATASET),
  async open(host, path) {
    const { paths, ignored } = await folderSlices(host, path);
    return openSlices(host, path, paths, ignored);
  },
  openChosen,
} satisfies FormatRecord & { openChosen: typeof openChosen };
