/**
 * TIFF and BigTIFF as a `VolumeSource`: which pages belong together, what their axes mean (ImageJ, OME-XML,
 * tifffile's JSON or nothing), and blocks of them on demand.
 */
import { InvalidInputError } from '../../base/index.js';
import type { VolumeSource } from '../../volume/index.js';
import type { DatasetInfo, FormatHost } from '../format.js';
import { planeSource } from '../plane-source.js';
import type { PlaneAccess } from '../plane-source.js';
import { sourceInfo } from '../source-info.js';
import { openImageJRun } from './contiguous.js';
import { text } from './ifd.js';
import { describeLayout } from './dialect.js';
import { layoutAxes } from './layout.js';
import type { PageLayout } from './layout.js';
import { pageBytes } from './page.js';
import type { TiffPage } from './page.js';
import { openPages } from './pages.js';
import type { TiffPages } from './pages.js';
import { TAG } from './tags.js';

interface PageGroup {
  readonly id: string;
  readonly pages: readonly TiffPage[];
}

function signature(page: TiffPage): string {
  const samples = page.samples > 1 ? `x${page.samples}${page.planar ? 'planar' : ''}` : '';
  return `${page.width}x${page.height}${samples}-${page.stored}`;
}

/** Pages of equal size and type, the largest group first; reduced-resolution copies are left out. */
function groupPages(pages: readonly TiffPage[]): readonly PageGroup[] {
  const groups = new Map<string, TiffPage[]>();
  const full = pages.filter((page) => !page.reduced);
  for (const page of full.length > 0 ? full : pages) {
    const id = signature(page);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [page]);
    else group.push(page);
  }
  const size = (group: PageGroup): number => group.pages.reduce((sum, page) => sum + pageBytes(page), 0);
  return [...groups].map(([id, members]) => ({ id, pages: members })).toSorted((a, b) => size(b) - size(a));
}

export async function listTiff(host: FormatHost, path: string): Promise<readonly DatasetInfo[]> {
  const file = await openPages(host, path);
  try {
    const groups = groupPages(file.pages);
    if (groups.length === 1) return [{ id: '', title: 'image' }];
    return groups.map((group) => ({ id: group.id, title: `${group.pages.length} pages of ${group.id}` }));
  } finally {
    await file.close();
  }
}

export async function openTiffSource(host: FormatHost, path: string, dataset = ''): Promise<VolumeSource> {
  const file = await openPages(host, path);
  try {
    const groups = groupPages(file.pages);
    const group = dataset === '' ? groups[0] : groups.find((candidate) => candidate.id === dataset);
    const first = group?.pages[0];
    if (group === undefined || first === undefined)
      throw new InvalidInputError(`${file.source.name} has no data set "${dataset}"; it has ${groups.map((g) => g.id).join(', ')}.`, {
        code: 'no-dataset',
        subject: path,
      });
    const description = (await text(first.file, first.ifd, TAG.description)) ?? '';
    const run = group.pages.length === 1 ? await openImageJRun(file, first, path, description) : undefined;
    if (run !== undefined) return run;
    const layout = await describeLayout(host, path, file, group.pages, description);
    const warnings = [...layout.warnings, ...groupWarnings(file, groups, group)];
    return pagedSource(host, path, file, group, { ...layout, warnings }, groups.length > 1 ? group.id : undefined);
  } catch (error) {
    await file.close();
    throw error;
  }
}

function groupWarnings(file: TiffPages, groups: readonly PageGroup[], group: PageGroup): string[] {
  const warnings: string[] = [];
  if (file.cut) warnings.push(`The file is cut short: its ${group.pages.length} whole pages are shown, more were announced.`);
  if (groups.length > 1)
    warnings.push(`The file holds pages of different sizes or types; this data set has ${group.pages.length} of ${file.pages.length}.`);
  if (file.skipped.length > 0) warnings.push(`${file.skipped.length} pages cannot be read and are left out: ${file.skipped[0] ?? ''}`);
  return warnings;
}

function pagedSource(
  host: FormatHost,
  path: string,
  file: TiffPages,
  group: PageGroup,
  layout: PageLayout,
  dataset: string | undefined,
): VolumeSource {
  const first = group.pages[0] as TiffPage;
  const info = sourceInfo({
    format: layout.format,
    path,
    name: file.source.name,
    axes: layoutAxes(layout, first),
    stored: first.stored,
    cost: first.codec === 'none' ? 'contiguous' : 'per-slice',
    spacing: layout.spacing,
    channels: layout.channels,
    valueScale: layout.valueScale,
    dataset,
    warnings: layout.warnings,
  });
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

  const access: PlaneAccess = {
    planeOf: (leading) => leading.reduce((plane, index, axis) => plane * (sizes[axis] ?? 1) + index, 0),
    async readBlock(plane, block, signal) {
      const ref = layout.planes[plane];
      if (ref === undefined) throw new RangeError(`plane ${plane} of ${layout.planes.length}`);
      const owner = ref.fileName === undefined ? file : await otherFile(ref.fileName);
      const page = ref.fileName === undefined ? group.pages[ref.page] : owner.pages[ref.page];
      if (page === undefined || signature(page) !== signature(first))
        throw new InvalidInputError(`${ref.fileName ?? file.source.name}: page ${ref.page} does not fit the others of its set.`, {
          code: 'mixed-sizes',
          subject: ref.fileName ?? path,
        });
      return owner.readBlock(page, ref.sample, block, signal);
    },
    async close() {
      await closeOthers();
      await file.close();
    },
  };
  return planeSource(info, access);
}
