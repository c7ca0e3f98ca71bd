/**
 * A folder, or several chosen files, of which every one is a slice of the same size and type. Slices are put
 * in natural order (im2 before im10); gaps in their numbers are told, odd ones are refused by name.
 */
import { InvalidInputError } from '../../base/index.js';
import type { Axis, VolumeSource } from '../../volume/index.js';
import { ONE_DATASET } from '../format.js';
import type { FormatHost, VolumeFormat } from '../format.js';
import { corrupt, unsupported } from '../limits.js';
import { naturalCompare } from './natural-order.js';
import { planeSource } from '../plane-source.js';
import { describeSlice, sliceReader, sliceValues } from './slice-file.js';
import type { Slice } from './slice-file.js';
import { kindOf, sourceInfo } from '../source-info.js';

const MAX_SLICES = 100_000;
/** files that lie beside slices and are none */
const BESIDE = /\.(json|txt|md|log|csv|tsv|xml|ini|db|ya?ml|pdf|html?|py|m|lithoscope)$/i;
const KEPT_PICTURES = 4;

/** Whether a file of a folder can be data, from its name. */
export function mayBeData(name: string): boolean {
  return !name.startsWith('.') && !BESIDE.test(name);
}

/** Whether a file calls itself a slice, so that one that cannot be read is damaged rather than something else. */
export function isNamedLikeSlice(name: string): boolean {
  return /\.(tiff?|png|bmp|jpe?g|webp)$/i.test(name);
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

function listed(names: readonly string[], most: number): string {
  return names.slice(0, most).join(', ') + (names.length > most ? ` and ${names.length - most} more` : '');
}

/** A folder without slices, with what is in it instead. */
function noSlices(host: FormatHost, folder: string, files: readonly string[], folders: readonly string[]): InvalidInputError {
  const name = host.files.basename(folder);
  const because =
    files.length > 0
      ? `contains no slices but ${listed(files, 5)}; open one of its files`
      : folders.length > 0
        ? `contains only folders (${listed(folders, 5)}); open one of them`
        : 'contains no TIFF, PNG, BMP, JPEG or WebP slices; choose the folder that holds them';
  return new InvalidInputError(`The folder ${name} ${because}.`, { code: 'empty-folder', subject: folder });
}

/** The slices of a folder in order, and the names of files that are something else. */
async function folderSlices(host: FormatHost, folder: string): Promise<{ paths: string[]; ignored: string[] }> {
  const entries = await host.files.list(folder);
  const pictures: string[] = [];
  const images = new Map<string, string[]>();
  const other: string[] = [];
  for (const { path, name, size } of entries.filter((entry) => entry.kind === 'file' && mayBeData(entry.name))) {
    const reader = await sliceReader(host, path);
    if (reader === 'tiff' || reader === 'picture') pictures.push(path);
    else if (isNamedLikeSlice(name)) throw corrupt(name, size === 0 ? 'the slice is empty' : 'the slice does not start like a picture');
    else if (reader === undefined) other.push(name);
    else images.set(reader.id, [...(images.get(reader.id) ?? []), path]);
  }
  // beside exported pictures lie the files of the microscope they came from: the pictures are meant
  const groups = [pictures, ...[...images.values()].toSorted((a, b) => b.length - a.length)].filter((group) => group.length > 0);
  const [paths, ...rest] = groups;
  const named = entries.filter((entry) => entry.kind === 'folder' && !entry.name.startsWith('.')).map((entry) => entry.name);
  if (paths === undefined) throw noSlices(host, folder, other, named);
  return { paths: inOrder(host, paths), ignored: [...rest.flat().map((path) => host.files.basename(path)), ...other] };
}

function inOrder(host: FormatHost, paths: readonly string[]): string[] {
  return paths.toSorted((a, b) => naturalCompare(host.files.basename(a), host.files.basename(b)));
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

/** Every slice without its data bar; where some have none, nothing is cut away. */
function dataBar(slices: readonly Slice[]): { rows: number; warnings: string[] } {
  const rows = Math.max(...slices.map((slice) => slice.dataBarRows));
  if (rows === 0) return { rows, warnings: [] };
  const without = slices.filter((slice) => slice.dataBarRows === 0).map((slice) => slice.name);
  if (without.length === 0)
    return { rows, warnings: [`The lowest ${rows} rows of every slice are the data bar of the microscope; they are left out.`] };
  return {
    rows: 0,
    warnings: [
      `Some slices have a data bar of the microscope at their lower edge, others have none (${listed(without, 5)}); none is left out.`,
    ],
  };
}

/** The pixel size of all slices, told where it is not the same or lacks the slice distance. */
function commonSpacing(slices: readonly Slice[]): Pick<Slice, 'spacing' | 'warnings'> {
  const [first] = slices;
  if (first === undefined) return { warnings: [] };
  const text = ({ spacing, warnings }: Slice): string => JSON.stringify([spacing, warnings]);
  const odd = slices.filter((slice) => text(slice) !== text(first)).map((slice) => slice.name);
  if (odd.length === 0) return { ...(first.spacing === undefined ? {} : { spacing: first.spacing }), warnings: first.warnings };
  return {
    warnings: [`${listed(odd, 5)} differ from ${first.name} in the pixel size that they give, so none is used; check the voxel size.`],
  };
}

/** Files in the given order as planes of one volume. */
async function openSlices(
  host: FormatHost,
  path: string,
  paths: readonly string[],
  ignored: readonly string[] = [],
): Promise<VolumeSource> {
  const name = host.files.basename(path);
  if (paths.length > MAX_SLICES) throw unsupported(name, `more than ${MAX_SLICES} slices are not supported.`, 'too-large');
  const slices: Slice[] = [];
  for (const slice of paths) slices.push(await describeSlice(host, slice, paths.length > 1));
  checkAlike(slices);
  const [first] = slices;
  if (first === undefined) throw noSlices(host, path, [], []);
  const bar = dataBar(slices);
  const { spacing, warnings } = commonSpacing(slices);
  const axes: Axis[] = [
    { name: 'z', size: slices.length },
    { name: 'y', size: first.height - bar.rows },
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
    spacing,
    warnings: [...gaps(slices, ignored), ...bar.warnings, ...warnings],
  });
  const values = sliceValues(host, KEPT_PICTURES);
  return planeSource(info, {
    planeOf: (leading) => leading[0] ?? 0,
    readBlock: (plane, block, signal) => values.readBlock(slices[plane] as Slice, block, signal),
    close: () => Promise.resolve(),
  });
}

function gaps(slices: readonly Slice[], ignored: readonly string[]): string[] {
  const warnings: string[] = [];
  const missing = missingNames(slices.map((slice) => slice.name));
  if (missing.length > 0)
    warnings.push(`Slices are missing: ${listed(missing, 10)}; the ones before and after lie next to each other now.`);
  if (ignored.length > 0) warnings.push(`${ignored.length} files are no slices and were left out: ${listed(ignored, 5)}.`);
  return warnings;
}

/** Chosen files become one volume in natural order; their folder stands for them. */
function openChosen(host: FormatHost, paths: readonly string[]): Promise<VolumeSource> {
  const sorted = inOrder(host, paths);
  return openSlices(host, sorted[0] === undefined ? '' : host.files.dirname(sorted[0]), sorted);
}

export const SLICES = {
  id: 'slices',
  title: 'Folder or selection of slices (TIFF, PNG, BMP, JPEG, WebP, DM, MRC, ...)',
  extensions: [],
  kinds: ['volume', 'image'],
  text: {
    reads:
      'TIFF, PNG, BMP, JPEG and WebP, or files of one image each of DM3/DM4, SER, MRC, NRRD, MetaImage and NPY, in natural order of the names; all slices need one size and type. A folder with one file that holds a stack opens that file.',
    keeps:
      'Shape and values; missing numbers and files that are left out are told, odd slices and files of several pages are refused by name. A data bar that FEI, Thermo Fisher or Tescan microscopes wrote under every slice is left out, and told. An ImageJ slice distance is used where every slice gives the same.',
    loses: 'Almost always the slice distance is missing in such files: the pixel size is told, and the voxel size is to be given.',
  },
  // folders have no first bytes: they are told by not being a zarr
  sniff: () => 0,
  list: () => Promise.resolve(ONE_DATASET),
  async open(host, path) {
    const { paths, ignored } = await folderSlices(host, path);
    return openSlices(host, path, paths, ignored);
  },
  openChosen,
} satisfies VolumeFormat & { openChosen: typeof openChosen };
