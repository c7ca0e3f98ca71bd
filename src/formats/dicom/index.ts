/** DICOM files, and folders of them: every series is a data set of its own. */
import { InvalidInputError, NotFoundError } from '../../base/index.js';
import { LithoscopeError } from '../../base/index.js';
import type { VolumeSource } from '../../volume/index.js';
import { ONE_DATASET } from '../format.js';
import type { DatasetInfo, FormatHost, VolumeFormat } from '../format.js';
import { unsupported } from '../limits.js';
import { naturalCompare } from '../slices/natural-order.js';
import { readDicomHeader, sniffDicom } from './header.js';
import { describeImage } from './image.js';
import type { DicomImage } from './image.js';
import { dicomSource } from './source.js';

const MAX_FILES = 50_000;
/** files that are looked at to tell what a folder is */
const LOOKED_AT = 16;

interface Series {
  readonly id: string;
  readonly title: string;
  readonly images: readonly DicomImage[];
}

async function readImage(host: FormatHost, path: string): Promise<DicomImage> {
  const file = await host.files.open(path);
  try {
    return describeImage(await readDicomHeader(host, file), file.name, path);
  } finally {
    await file.close();
  }
}

async function isDicom(host: FormatHost, path: string): Promise<boolean> {
  const file = await host.files.open(path);
  try {
    return sniffDicom(await file.read(0, Math.min(256, file.size))) > 0;
  } finally {
    await file.close();
  }
}

async function filesOf(host: FormatHost, folder: string): Promise<string[]> {
  const entries = await host.files.list(folder);
  const files = entries.filter((entry) => entry.kind === 'file' && entry.size > 0 && !entry.name.startsWith('.'));
  if (files.length > MAX_FILES)
    throw unsupported(
      host.files.basename(folder),
      `it holds ${files.length} files; DICOM folders are read up to ${MAX_FILES}.`,
      'too-large',
    );
  return files.toSorted((a, b) => naturalCompare(a.name, b.name)).map((entry) => entry.path);
}

async function ownsFolder(host: FormatHost, folder: string): Promise<boolean> {
  let dicom = 0;
  let looked = 0;
  for (const path of (await filesOf(host, folder)).slice(0, LOOKED_AT)) {
    looked += 1;
    if (await isDicom(host, path)) dicom += 1;
  }
  // a stray picture or report among the slices does not make it another kind of folder
  return dicom > 0 && dicom * 2 >= looked;
}

/** What has to be equal for slices to form one stack: the series, the size and type, and the direction of the planes. */
function alike(image: DicomImage): string {
  const turned = image.orientation?.map((v) => Math.round(v * 1000) / 1000 + 0).join(' ') ?? '';
  return [image.series, image.rows, image.columns, image.samples, image.stored, image.frames.length > 1 ? image.name : '', turned].join(
    '|',
  );
}

/** A title that says more than the identifier, with what tells parts of a series apart. */
function seriesOf(groups: readonly (readonly DicomImage[])[]): Series[] {
  const seen = new Map<string, number>();
  return groups.map((images) => {
    const [first] = images;
    const series = first?.series === undefined || first.series === '' ? 'series' : first.series;
    const nth = (seen.get(series) ?? 0) + 1;
    seen.set(series, nth);
    const title = `${first?.seriesTitle === undefined || first.seriesTitle === '' ? 'series' : first.seriesTitle} (${images.length} files)`;
    return { id: nth === 1 ? series : `${series}#${nth}`, title, images };
  });
}

async function readFolder(host: FormatHost, folder: string): Promise<{ series: readonly Series[]; warnings: readonly string[] }> {
  const groups = new Map<string, DicomImage[]>();
  const skipped: string[] = [];
  for (const path of await filesOf(host, folder)) {
    if (!(await isDicom(host, path))) {
      skipped.push(host.files.basename(path));
      continue;
    }
    try {
      const image = await readImage(host, path);
      const key = alike(image);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [image]);
      else group.push(image);
    } catch (error) {
      // what holds no image is told and left out; a damaged slice is not
      if (!(error instanceof LithoscopeError) || error.code !== 'not-an-image') throw error;
      skipped.push(host.files.basename(path));
    }
  }
  if (groups.size === 0)
    throw unsupported(host.files.basename(folder), 'its DICOM files hold no images; open the folder of the slices.', 'not-an-image');
  const sorted = [...groups.values()].map((images) =>
    images.toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0) || naturalCompare(a.name, b.name)),
  );
  const more = skipped.length > 5 ? ` and ${skipped.length - 5} more` : '';
  const warnings = skipped.length === 0 ? [] : [`Not a DICOM image, left out: ${skipped.slice(0, 5).join(', ')}${more}.`];
  return { series: seriesOf(sorted.toSorted((a, b) => b.length - a.length)), warnings };
}

async function list(host: FormatHost, path: string): Promise<readonly DatasetInfo[]> {
  if ((await host.files.stat(path)).kind === 'file') return ONE_DATASET;
  const { series } = await readFolder(host, path);
  if (series.length === 1) return [{ id: '', title: series[0]?.title ?? 'series' }];
  return series.map(({ id, title }) => ({ id, title }));
}

async function open(host: FormatHost, path: string, dataset = ''): Promise<VolumeSource> {
  if ((await host.files.stat(path)).kind === 'file') return dicomSource(host, path, [await readImage(host, path)], []);
  const { series, warnings } = await readFolder(host, path);
  const chosen = dataset === '' ? series[0] : series.find(({ id }) => id === dataset);
  if (chosen === undefined)
    throw new NotFoundError(`${host.files.basename(path)} has no series "${dataset}"; it has ${series.map(({ id }) => id).join(', ')}.`, {
      code: 'no-dataset',
      subject: path,
    });
  if (chosen.images.length > 1 && chosen.images.some((image) => image.frames.length > 1))
    throw new InvalidInputError(`${host.files.basename(path)} mixes files of several frames in one series; open one file.`, {
      code: 'mixed-sizes',
      subject: path,
    });
  return dicomSource(host, path, chosen.images, warnings, series.length > 1 ? chosen.id : undefined);
}

export const DICOM: VolumeFormat = {
  id: 'dicom',
  title: 'DICOM',
  extensions: ['dcm', 'dicom', 'ima'],
  kinds: ['volume', 'series', 'image'],
  text: {
    reads:
      'Uncompressed pixels of 8, 16 and 32 bits in place (either byte order, implicit or explicit, one frame or many), deflated files up to 1 GiB; ' +
      'JPEG, JPEG-LS, JPEG 2000 and RLE as a whole, up to 1 GiB decoded for each file. A folder of slices is put in order by the positions along the ' +
      'normal of the planes, else by number; every series in it is a data set.',
    keeps:
      'Voxel size from PixelSpacing (else ImagerPixelSpacing) and the distance of the slice positions (else SpacingBetweenSlices, never the ' +
      'slice thickness); rescale slope and intercept beside the stored values. Unevenly spaced or missing slices are told.',
    loses:
      'Orientation, patient and instrument data are not kept. Refused by name: DICOMDIR, files without an image, 1-bit and float pixels, ' +
      'compressed palette and YBR colours (their stored values would change), video.',
  },
  sniff: sniffDicom,
  ownsFolder,
  list,
  open,
};
