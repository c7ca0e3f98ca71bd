/** The pages that make an OME image, in this file or in others of its folder. */
import type { FormatHost } from '../format.js';
import type { AxisName } from '../../volume/index.js';
import type { PageLayout, PlaneRef, StackOrder } from './layout.js';
import { orderedPlanes } from './layout.js';
import type { OmeImage } from './ome.js';
import type { TiffPage } from './page.js';
import { contradiction, shapeWarnings } from './spacing.js';

interface Place {
  readonly page: number;
  readonly fileName: string | undefined;
}

const PIXEL_TYPES: Readonly<Record<string, string>> = { float: 'float32', double: 'float64', bit: 'uint8' };

/** How far apart, along the planes in file order, neighbours of each axis are. */
function strides(order: StackOrder): Readonly<Record<'t' | 'c' | 'z', number>> {
  const out = { t: 1, c: 1, z: 1 };
  let step = 1;
  for (const axis of order.fastestFirst) {
    out[axis] = step;
    step *= order.sizes[axis];
  }
  return out;
}

export function planeCount(image: OmeImage): number {
  const { t, c, z } = image.order.sizes;
  return t * c * z;
}

/** Where each plane of an image lies, in the image's own order; undefined where nothing is said. */
function placesOf(image: OmeImage, firstPage: number): (Place | undefined)[] {
  const total = planeCount(image);
  const out: (Place | undefined)[] = Array.from({ length: total });
  const stride = strides(image.order);
  const told = image.places.length > 0 ? image.places : [{ t: 0, c: 0, z: 0, count: undefined, page: undefined, fileName: undefined }];
  for (const { t, c, z, count, page, fileName } of told) {
    const first = t * stride.t + c * stride.c + z * stride.z;
    const end = Math.min(total, count === undefined ? total : first + count);
    const start = page ?? (fileName === undefined ? firstPage : 0);
    for (let i = first; i < end; i++) out[i] = { page: start + i - first, fileName };
  }
  return out;
}

/** Position of each page by its place in the file's chain. */
export function pagePositions(pages: readonly TiffPage[]): ReadonlyMap<number, number> {
  return new Map(pages.map((page, position) => [page.index, position]));
}

/** The own pages of an image, or undefined when it lies in several files or pages are missing or of another size. */
export function ownPages(image: OmeImage, pages: readonly TiffPage[], firstPage: number): readonly TiffPage[] | undefined {
  const positions = pagePositions(pages);
  const found: TiffPage[] = [];
  for (const place of placesOf(image, firstPage)) {
    const page = place === undefined || place.fileName !== undefined ? undefined : pages[positions.get(place.page) ?? -1];
    if (page === undefined || page.width !== image.sizeX || page.height !== image.sizeY) return undefined;
    found.push(page);
  }
  return found;
}

/** Turns places in the image's order into planes in t, c, sample, z order. */
function arrange(image: OmeImage, places: readonly (PlaneRef | undefined)[], samplePlanes: number): readonly PlaneRef[] | undefined {
  const stride = strides(image.order);
  const { t, c, z } = image.order.sizes;
  const planes: PlaneRef[] = [];
  for (let it = 0; it < t; it++)
    for (let ic = 0; ic < c; ic++)
      for (let sample = 0; sample < samplePlanes; sample++)
        for (let iz = 0; iz < z; iz++) {
          const ref = places[it * stride.t + ic * stride.c + iz * stride.z];
          if (ref === undefined) return undefined;
          planes.push({ ...ref, sample });
        }
  return planes;
}

/** Some writers count the colours of a pixel as channels without saying so. */
function withSamples(image: OmeImage, page: TiffPage, pages: number): OmeImage {
  const { t, c, z } = image.order.sizes;
  const unsaid = image.samples === 1 && page.samples > 1 && c % page.samples === 0 && t * c * z === pages * page.samples;
  if (!unsaid) return image;
  return { ...image, samples: page.samples, order: { ...image.order, sizes: { t, c: c / page.samples, z } } };
}

/** The layout that an OME image describes; the reason when it does not fit the pages or its files are not there. */
export async function omeLayout(
  host: FormatHost,
  path: string,
  pages: readonly TiffPage[],
  told: OmeImage,
  firstPage: number,
): Promise<PageLayout | string> {
  const first = pages[0] as TiffPage;
  const image = withSamples(told, first, pages.length);
  const own = host.files.basename(path);
  if (first.width !== image.sizeX || first.height !== image.sizeY)
    return `The OME metadata tell pages of ${image.sizeX} x ${image.sizeY}, the file has ${first.width} x ${first.height}; the metadata are not used.`;
  const positions = pagePositions(pages);
  const others = new Set<string>();
  const refs = placesOf(image, firstPage).map((place): PlaneRef | undefined => {
    if (place === undefined) return undefined;
    if (place.fileName !== undefined && place.fileName !== own) {
      others.add(place.fileName);
      return { page: place.page, sample: 0, fileName: place.fileName };
    }
    const page = positions.get(place.page);
    return page === undefined ? undefined : { page, sample: 0 };
  });
  if (others.size > 0 && !(await areBeside(host, path, others))) return missingSet([...others, own]);
  const samplePlanes = first.planar ? first.samples : 1;
  const planes = arrange(image, refs, samplePlanes);
  if (planes === undefined)
    return `The OME metadata tell ${planeCount(image)} planes, not all of which are in the file of ${pages.length} pages; the metadata are not used.`;
  const shown = new Set(refs.map((ref) => ref?.page)).size;
  const fewer =
    others.size === 0 && shown < pages.length
      ? [`The OME metadata tell ${shown} of the ${pages.length} pages of the file; those are shown.`]
      : [];
  const leading: { name: AxisName; size: number }[] = orderedPlanes(image.order, samplePlanes).leading;
  return {
    format: 'ome-tiff',
    leading,
    planes,
    ...(image.spacing === undefined ? {} : { spacing: image.spacing }),
    ...(image.channels.length > 0 ? { channels: image.channels } : {}),
    warnings: [
      ...image.warnings,
      ...fewer,
      ...typeWarning(image, first),
      ...shapeWarnings(image.spacing, image.order.sizes.z > 1),
      ...(await contradiction(first, image.spacing)),
    ],
  };
}

function typeWarning(image: OmeImage, page: TiffPage): string[] {
  const told = PIXEL_TYPES[image.type] ?? image.type;
  if (told === '' || told === page.stored) return [];
  return [`The OME metadata tell values of type ${image.type}, the pages hold ${page.stored}, which is used.`];
}

/** Names inside a file never leave its folder. */
async function areBeside(host: FormatHost, path: string, names: ReadonlySet<string>): Promise<boolean> {
  const folder = host.files.dirname(path);
  for (const name of names)
    if (/[/\\]/.test(name) || name === '..' || !(await host.files.exists(host.files.join(folder, name)))) return false;
  return true;
}

function missingSet(names: readonly string[]): string {
  return `The file is one of a set of ${names.length} files that are not all beside it (${names.slice(0, 3).join(', ')}, ...); only its own pages are shown.`;
}
