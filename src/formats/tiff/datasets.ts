/** What a file holds: groups of equal pages, OME images, and pictures without the data bar of their microscope. */
import type { DatasetInfo, FormatHost } from '../format.js';
import type { FileText } from './dialect.js';
import { text } from './ifd.js';
import { microscope } from './microscope.js';
import { ownPages, planeCount } from './ome-layout.js';
import { parseOme } from './ome.js';
import type { OmeImage } from './ome.js';
import { parseCompanion, readCompanion } from './ome-set.js';
import { pageBytes } from './page.js';
import type { TiffPage } from './page.js';
import type { TiffPages } from './pages.js';
import { TAG } from './tags.js';

export const WITHOUT_DATA_BAR = 'without-data-bar';

export interface TiffDataset extends DatasetInfo {
  readonly pages: readonly TiffPage[];
  readonly image?: { readonly ome: OmeImage; readonly firstPage: number };
  /** rows at the lower edge that the microscope wrote under its picture */
  readonly dataBarRows: number;
  /** the data set ends above the data bar */
  readonly cropped: boolean;
}

export function signature(page: TiffPage): string {
  const samples = page.samples > 1 ? `x${page.samples}${page.planar ? 'planar' : ''}` : '';
  return `${page.width}x${page.height}${samples}-${page.stored}`;
}

/** The metadata of a file: in its first page, or in a companion beside it. */
export async function fileText(host: FormatHost, path: string, file: TiffPages): Promise<FileText> {
  const first = file.pages[0];
  const description = first === undefined ? '' : ((await text(first.file, first.ifd, TAG.description)) ?? '');
  const link = file.pages.length === 1 ? parseCompanion(description) : undefined;
  const companion = link === undefined ? undefined : await readCompanion(host, path, link);
  return { description, ome: parseOme(companion ?? description), missing: companion === undefined ? link : undefined };
}

/** Pages of equal size and type, the largest group first; reduced-resolution copies are left out. */
function groupPages(pages: readonly TiffPage[]): readonly (readonly TiffPage[])[] {
  const groups = new Map<string, TiffPage[]>();
  const full = pages.filter((page) => !page.reduced);
  for (const page of full.length > 0 ? full : pages) {
    const id = signature(page);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [page]);
    else group.push(page);
  }
  const size = (group: readonly TiffPage[]): number => group.reduce((sum, page) => sum + pageBytes(page), 0);
  return [...groups.values()].toSorted((a, b) => size(b) - size(a));
}

/** Every OME image as a data set, or undefined where one has no pages in this file. */
function omeDatasets(images: readonly OmeImage[], pages: readonly TiffPage[]): readonly TiffDataset[] | undefined {
  const sets: TiffDataset[] = [];
  let firstPage = 0;
  for (const ome of images) {
    const own = ownPages(ome, pages, firstPage);
    if (own === undefined || new Set(own.map(signature)).size !== 1) return undefined;
    sets.push({ id: ome.id, title: ome.name, pages: [...new Set(own)], image: { ome, firstPage }, dataBarRows: 0, cropped: false });
    firstPage += planeCount(ome);
  }
  return new Set(sets.map((set) => set.id)).size === sets.length ? sets : undefined;
}

/** The data sets of a file, the default one first. */
export async function tiffDatasets(file: TiffPages, about: FileText): Promise<readonly TiffDataset[]> {
  const [image, second] = about.ome ?? [];
  if (about.ome !== undefined && second !== undefined) {
    const sets = omeDatasets(about.ome, file.pages);
    if (sets !== undefined) return sets;
  }
  const groups = groupPages(file.pages);
  const [first] = groups;
  if (groups.length !== 1 || first?.[0] === undefined)
    return groups.map((pages) => {
      const id = pages[0] === undefined ? '' : signature(pages[0]);
      // of mixed pages the metadata mean those of their size
      const meant = image !== undefined && pages[0]?.width === image.sizeX && pages[0].height === image.sizeY;
      return {
        id,
        title: `${pages.length} pages of ${id}`,
        pages,
        ...(meant ? { image: { ome: image, firstPage: pages[0]?.index ?? 0 } } : {}),
        dataBarRows: 0,
        cropped: false,
      };
    });
  const dataBarRows = image === undefined ? ((await microscope(first[0]))?.dataBarRows ?? 0) : 0;
  const whole: TiffDataset = {
    id: '',
    title: 'image',
    pages: first,
    ...(image === undefined ? {} : { image: { ome: image, firstPage: 0 } }),
    dataBarRows,
    cropped: false,
  };
  if (dataBarRows === 0) return [whole];
  return [whole, { ...whole, id: WITHOUT_DATA_BAR, title: 'picture without its data bar', cropped: true }];
}
