/**
 * TIFF and BigTIFF as a `VolumeSource`: which pages belong together, what their axes mean (ImageJ, OME-XML,
 * tifffile's JSON or nothing), and blocks of them on demand.
 */
import { InvalidInputError } from '../../base/index.js';
import type { SourceInfo, VolumeSource } from '../../volume/index.js';
import type { DatasetInfo, FormatHost } from '../format.js';
import { planeSource } from '../plane-source.js';
import type { PlaneAccess } from '../plane-source.js';
import { sourceInfo } from '../source-info.js';
import { openImageJRun } from './contiguous.js';
import { fileText, signature, tiffDatasets, WITHOUT_DATA_BAR } from './datasets.js';
import type { TiffDataset } from './datasets.js';
import { describeLayout } from './dialect.js';
import { layoutAxes } from './layout.js';
import type { PageLayout } from './layout.js';
import type { TiffPage } from './page.js';
import { openPages } from './pages.js';
import type { TiffPages } from './pages.js';
import { paletteWarning, sampleNames } from './samples.js';

export async function listTiff(host: FormatHost, path: string): Promise<readonly DatasetInfo[]> {
  const file = await openPages(host, path);
  try {
    return (await tiffDatasets(file, await fileText(host, path, file))).map(({ id, title }) => ({ id, title }));
  } finally {
    await file.close();
  }
}

export async function openTiffSource(host: FormatHost, path: string, dataset = ''): Promise<VolumeSource> {
  const file = await openPages(host, path);
  try {
    const about = await fileText(host, path, file);
    const sets = await tiffDatasets(file, about);
    const set = dataset === '' ? sets[0] : sets.find((candidate) => candidate.id === dataset);
    const first = set?.pages[0];
    if (set === undefined || first === undefined)
      throw new InvalidInputError(
        `${file.source.name} has no data set "${dataset}"; it has ${sets.map((s) => s.id || 'image').join(', ')}.`,
        {
          code: 'no-dataset',
          subject: path,
        },
      );
    const run = set.pages.length === 1 ? await openImageJRun(file, first, path, about.description) : undefined;
    if (run !== undefined) return run;
    const layout = await describeLayout(host, path, set.pages, about, set.image);
    const channels =
      layout.channels ?? (layout.leading.some((axis) => axis.name === 'c' && !first.planar) ? undefined : await sampleNames(first));
    const warnings = [...layout.warnings, ...pageWarnings(file, sets, set), ...paletteWarning(first)];
    return pagedSource(host, path, file, set, { ...layout, ...(channels === undefined ? {} : { channels }), warnings });
  } catch (error) {
    await file.close();
    throw error;
  }
}

function pageWarnings(file: TiffPages, sets: readonly TiffDataset[], set: TiffDataset): string[] {
  const warnings: string[] = [];
  if (file.cut) warnings.push(`The file is cut short: its ${set.pages.length} whole pages are shown, more were announced.`);
  if (sets.length > 1 && set.dataBarRows === 0)
    warnings.push(
      set.image === undefined || sets.some((other) => other.image === undefined)
        ? `The file holds pages of different sizes or types; this data set has ${set.pages.length} of ${file.pages.length}.`
        : `The file holds ${sets.length} OME images; this data set is "${set.title}".`,
    );
  if (set.dataBarRows > 0 && !set.cropped)
    warnings.push(
      `The lowest ${set.dataBarRows} rows are the data bar of the microscope; the data set ${WITHOUT_DATA_BAR} leaves them out.`,
    );
  if (file.skipped.length > 0) warnings.push(`${file.skipped.length} pages cannot be read and are left out: ${file.skipped[0] ?? ''}`);
  return warnings;
}

function describe(path: string, file: TiffPages, set: TiffDataset, layout: PageLayout): SourceInfo {
  const first = set.pages[0] as TiffPage;
  const height = first.height - (set.cropped ? set.dataBarRows : 0);
  const info = sourceInfo({
    format: layout.format,
    path,
    name: file.source.name,
    axes: layoutAxes(layout, { ...first, height }),
    stored: first.stored,
    cost: first.codec === 'none' ? 'contiguous' : 'per-slice',
    spacing: layout.spacing,
    channels: layout.channels,
    valueScale: layout.valueScale,
    dataset: set.id,
    warnings: layout.warnings,
  });
  return set.dataBarRows > 0 && !set.cropped ? { ...info, dataBarRows: set.dataBarRows } : info;
}

function pagedSource(host: FormatHost, path: string, file: TiffPages, set: TiffDataset, layout: PageLayout): VolumeSource {
  const first = set.pages[0] as TiffPage;
  const sizes = layout.leading.map((axis) => axis.size);
  const others = new Map<string, Promise<TiffPages>>();

  async function otherFile(name: string): Promise<TiffPages> {
    const known = others.get(name);
    if (known !== undefined) return known;
    if (others.size >= 16) await closeOthers();
    const opened = openPages(host, host.files.join(host.files.dirname(path), name));
    others.set(name, opened);
    return opened;
  }
  async function closeOthers(): Promise<void> {
    const open = [...others.values()];
    others.clear();
    for (const one of open) await (await one).close();
  }
  async function pageOf(plane: number): Promise<{ owner: TiffPages; page: TiffPage; sample: number }> {
    const ref = layout.planes[plane];
    if (ref === undefined) throw new RangeError(`plane ${plane} of ${layout.planes.length}`);
    const owner = ref.fileName === undefined ? file : await otherFile(ref.fileName);
    // pages of other files are told by their place in the chain
    const page = ref.fileName === undefined ? set.pages[ref.page] : owner.pages.find((one) => one.index === ref.page);
    if (page === undefined || signature(page) !== signature(first))
      throw new InvalidInputError(`${ref.fileName ?? file.source.name}: page ${ref.page} does not fit the others of its set.`, {
        code: 'mixed-sizes',
        subject: ref.fileName ?? path,
      });
    return { owner, page, sample: ref.sample };
  }

  const access: PlaneAccess = {
    planeOf: (leading) => leading.reduce((plane, index, axis) => plane * (sizes[axis] ?? 1) + index, 0),
    async readBlock(plane, block, signal) {
      const { owner, page, sample } = await pageOf(plane);
      return owner.readBlock(page, sample, block, signal);
    },
    async readPlanes(planes, block, into, signal) {
      const each = into.length / planes.length;
      for (let i = 0; i < planes.length;) {
        const { owner, ...first } = await pageOf(planes[i] ?? 0);
        const run = [first];
        // planes of one file go together; asking for a page of another file may close this one
        const fileName = layout.planes[planes[i] ?? 0]?.fileName;
        while (i + run.length < planes.length && layout.planes[planes[i + run.length] ?? 0]?.fileName === fileName)
          run.push(await pageOf(planes[i + run.length] ?? 0));
        await owner.readPlanes(run, block, into.subarray(i * each, (i + run.length) * each), signal);
        i += run.length;
      }
    },
    async close() {
      await closeOthers();
      await file.close();
    },
  };
  return planeSource(describe(path, file, set, layout), access);
}
