/** Which metadata dialect a file speaks, and the layout of its pages in that dialect. */
import type { FormatHost } from '../format.js';
import { imageJSpacing, parseImageJ } from './imagej.js';
import type { ImageJ } from './imagej.js';
import { channelNames } from './imagej-labels.js';
import { orderedPlanes } from './layout.js';
import type { PageLayout, StackOrder } from './layout.js';
import type { OmeImage } from './ome.js';
import { omeLayout } from './ome-layout.js';
import { namedSet } from './ome-set.js';
import type { CompanionLink } from './ome-set.js';
import type { TiffPage } from './page.js';
import { plainSpacing, resolution } from './spacing.js';

/** What the first page of a file says about all of them. */
export interface FileText {
  readonly description: string;
  readonly ome?: readonly OmeImage[] | undefined;
  /** the companion file that holds the metadata, when it is missing */
  readonly missing?: CompanionLink | undefined;
}

/** The layout of pages that belong together; `image` is the OME image that they are, where one is told. */
export async function describeLayout(
  host: FormatHost,
  path: string,
  pages: readonly TiffPage[],
  text: FileText,
  image: { readonly ome: OmeImage; readonly firstPage: number } | undefined,
): Promise<PageLayout> {
  if (text.missing !== undefined && pages.length === 1) {
    const named = await namedSet(host, path, text.missing);
    if (named !== undefined) return named;
  }
  if (image !== undefined) {
    const layout = await omeLayout(host, path, pages, image.ome, image.firstPage);
    if (typeof layout !== 'string') return layout;
    const plain = await plainLayout(pages, '');
    return { ...plain, format: 'ome-tiff', warnings: [layout, ...plain.warnings] };
  }
  const imagej = parseImageJ(text.description);
  if (imagej !== undefined) return imageJLayout(imagej, pages, pages.length);
  return plainLayout(pages, text.description);
}

/** Axis lengths that ImageJ gives, made to agree with the planes that are there. */
function imageJOrder(imagej: ImageJ, planes: number): { order: StackOrder; warnings: string[] } {
  const { channels, slices, frames } = imagej;
  const told = channels * slices * frames;
  if (told === planes) return { order: { sizes: { t: frames, c: channels, z: slices }, fastestFirst: ['c', 'z', 't'] }, warnings: [] };
  const whole = Math.max(imagej.images, told);
  const warnings = whole > planes ? [`The file announces ${whole} images but holds ${planes}; those are shown.`] : [];
  // a stack cut short keeps the meaning of its single long axis
  const sizes = frames > 1 && slices === 1 && channels === 1 ? { t: planes, c: 1, z: 1 } : { t: 1, c: 1, z: planes };
  return { order: { sizes, fastestFirst: ['c', 'z', 't'] }, warnings };
}

/** Colour samples of a pixel count as channels in some writers of ImageJ files. */
function withoutSamples(imagej: ImageJ, page: TiffPage, planes: number): ImageJ {
  const { channels, slices, frames } = imagej;
  const counted = page.samples > 1 && channels % page.samples === 0 && channels * slices * frames === planes * page.samples;
  return counted ? { ...imagej, channels: channels / page.samples, images: planes } : imagej;
}

export async function imageJLayout(told: ImageJ, pages: readonly TiffPage[], planes: number): Promise<PageLayout> {
  const first = pages[0] as TiffPage;
  const imagej = withoutSamples(told, first, planes);
  const { order, warnings } = imageJOrder(imagej, planes);
  const found = imageJSpacing(imagej, await resolution(first, 1), order.sizes.z > 1);
  const channels = order.sizes.c > 1 ? await channelNames(first, imagej) : undefined;
  return {
    format: 'tiff',
    ...orderedPlanes(order, first.planar ? first.samples : 1),
    ...(found.spacing === undefined ? {} : { spacing: found.spacing }),
    ...(channels === undefined ? {} : { channels }),
    ...(imagej.calibration === null ? {} : { valueScale: imagej.calibration }),
    warnings: [...warnings, ...found.warnings],
  };
}

/** What tifffile writes for arrays: {"shape": [...], "axes": "TZYX"}; only axes that are ours are believed. */
function shapedOrder(description: string, planes: number): StackOrder | undefined {
  if (!description.startsWith('{"') || description.length > 4096) return undefined;
  try {
    const parsed: unknown = JSON.parse(description);
    if (typeof parsed !== 'object' || parsed === null || !('shape' in parsed) || !('axes' in parsed)) return undefined;
    const { shape, axes } = parsed;
    if (!Array.isArray(shape) || typeof axes !== 'string' || axes.length !== shape.length) return undefined;
    const names = axes.toLowerCase().split('');
    const at = names.indexOf('y');
    const leading = names.slice(0, at).filter((axis): axis is 't' | 'c' | 'z' => axis === 't' || axis === 'c' || axis === 'z');
    if (at < 1 || leading.length !== at || new Set(leading).size !== at) return undefined;
    const sizes = { t: 1, c: 1, z: 1 };
    leading.forEach((axis, i) => (sizes[axis] = Number(shape[i])));
    if (sizes.t * sizes.c * sizes.z !== planes) return undefined;
    const rest = (['t', 'c', 'z'] as const).filter((axis) => !leading.includes(axis));
    return { sizes, fastestFirst: [...leading.toReversed(), ...rest] };
  } catch {
    return undefined;
  }
}

/** How many planes tifffile says to lie behind one directory: {"shape": [6, 10, 12], "truncated": true}. */
function truncatedPlanes(description: string, page: TiffPage): number | undefined {
  if (!description.startsWith('{"') || description.length > 4096) return undefined;
  try {
    const parsed: unknown = JSON.parse(description);
    if (typeof parsed !== 'object' || parsed === null || !('shape' in parsed) || !('truncated' in parsed)) return undefined;
    const { shape, truncated } = parsed;
    if (truncated !== true || !Array.isArray(shape)) return undefined;
    const values = shape.reduce<number>((product, n) => product * Number(n), 1);
    const planes = values / (page.width * page.height * page.samples);
    return Number.isSafeInteger(planes) && planes > 1 ? planes : undefined;
  } catch {
    return undefined;
  }
}

/** The planes of a file of one directory, of which `held` fit in: as ImageJ or tifffile announce them. */
export async function announcedRun(description: string, page: TiffPage, held: (told: number) => number): Promise<PageLayout | undefined> {
  const imagej = parseImageJ(description);
  const told = imagej?.images ?? truncatedPlanes(description, page) ?? 1;
  const planes = told < 2 ? 0 : held(told);
  if (planes < 1) return undefined;
  if (imagej !== undefined) return imageJLayout(imagej, [page], planes);
  const layout = await plainLayout([page], description, planes);
  const cut = planes < told ? [`The file announces ${told} images but holds ${planes}; those are shown.`] : [];
  return { ...layout, warnings: [...cut, ...layout.warnings] };
}

async function plainLayout(pages: readonly TiffPage[], description: string, planes = pages.length): Promise<PageLayout> {
  const first = pages[0] as TiffPage;
  const order = shapedOrder(description, planes) ?? { sizes: { t: 1, c: 1, z: planes }, fastestFirst: ['z', 'c', 't'] };
  return { format: 'tiff', ...orderedPlanes(order, first.planar ? first.samples : 1), ...(await plainSpacing(first, order.sizes.z > 1)) };
}
