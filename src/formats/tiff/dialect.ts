/** Which metadata dialect a file speaks, and the layout of its pages in that dialect. */
import type { FormatHost } from '../format.js';
import { imageJSpacing, parseImageJ } from './imagej.js';
import type { ImageJ } from './imagej.js';
import { orderedPlanes } from './layout.js';
import type { PageLayout, PlaneRef, StackOrder } from './layout.js';
import { parseOme } from './ome.js';
import type { Ome } from './ome.js';
import { namedSet, parseCompanion, readCompanion } from './ome-set.js';
import type { TiffPage } from './page.js';
import type { TiffPages } from './pages.js';
import { plainSpacing, resolution } from './spacing.js';

export async function describeLayout(
  host: FormatHost,
  path: string,
  file: TiffPages,
  pages: readonly TiffPage[],
  description: string,
): Promise<PageLayout> {
  const link = pages.length === 1 ? parseCompanion(description) : undefined;
  const companion = link === undefined ? undefined : await readCompanion(host, path, link);
  if (link !== undefined && companion === undefined) {
    const named = await namedSet(host, path, link);
    if (named !== undefined) return named;
  }
  const ome = parseOme(companion ?? description);
  if (ome !== undefined) {
    const layout = await omeLayout(host, path, file, pages, ome);
    if (layout !== undefined) return layout;
  }
  const imagej = parseImageJ(description);
  if (imagej !== undefined) return imageJLayout(imagej, pages, pages.length);
  return plainLayout(pages, description);
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

export async function imageJLayout(imagej: ImageJ, pages: readonly TiffPage[], planes: number): Promise<PageLayout> {
  const first = pages[0] as TiffPage;
  const { order, warnings } = imageJOrder(imagej, planes);
  const { x, y } = await resolution(first);
  const found = imageJSpacing(imagej, x, y, order.sizes.z > 1);
  return {
    format: 'tiff',
    ...orderedPlanes(order, first.planar ? first.samples : 1),
    ...(found.spacing === undefined ? {} : { spacing: found.spacing }),
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

async function plainLayout(pages: readonly TiffPage[], description: string): Promise<PageLayout> {
  const first = pages[0] as TiffPage;
  const order = shapedOrder(description, pages.length) ?? { sizes: { t: 1, c: 1, z: pages.length }, fastestFirst: ['z', 'c', 't'] };
  return { format: 'tiff', ...orderedPlanes(order, first.planar ? first.samples : 1), ...(await plainSpacing(first, order.sizes.z > 1)) };
}

/** The layout that OME-XML describes, or undefined when it does not fit the pages. */
async function omeLayout(
  host: FormatHost,
  path: string,
  file: TiffPages,
  pages: readonly TiffPage[],
  ome: Ome,
): Promise<PageLayout | undefined> {
  const first = pages[0] as TiffPage;
  if (first.width !== ome.sizeX || first.height !== ome.sizeY) return undefined;
  const ordered = orderedPlanes(ome.order, first.planar ? first.samples : 1);
  const { t, c, z } = ome.order.sizes;
  const warnings = [...ome.warnings];
  if (ome.images > 1) warnings.push(`The file holds ${ome.images} OME images; the first is opened.`);
  const others = ome.places.flatMap((place) => (place.ref.fileName === undefined ? [] : [place.ref.fileName]));
  let planes: readonly PlaneRef[] | undefined;
  if (others.some((name) => name !== file.source.name)) {
    planes = await placedPlanes(host, path, file.source.name, ome);
    if (planes === undefined) return { ...(await plainLayout(pages, '')), format: 'ome-tiff', warnings: [missingSet(others)] };
  } else if (t * c * z > pages.length) {
    return undefined;
  } else {
    planes = ordered.planes;
  }
  return {
    format: 'ome-tiff',
    leading: ordered.leading,
    planes,
    ...(ome.spacing === undefined ? {} : { spacing: ome.spacing }),
    ...(ome.channels.length > 0 ? { channels: ome.channels } : {}),
    warnings,
  };
}

function missingSet(names: readonly string[]): string {
  const set = [...new Set(names)];
  return `The file is one of a set of ${set.length} files that are not all beside it (${set.slice(0, 3).join(', ')}, ...); only its own pages are shown.`;
}

/** Places of all planes of a set that is spread over files of one folder, or undefined when one is missing. */
async function placedPlanes(host: FormatHost, path: string, own: string, ome: Ome): Promise<readonly PlaneRef[] | undefined> {
  const { t, c, z } = ome.order.sizes;
  const planes: (PlaneRef | undefined)[] = Array.from({ length: t * c * z });
  for (const place of ome.places) {
    const name = place.ref.fileName ?? own;
    // names inside a file never leave its folder
    if (place.count !== 1 || /[/\\]/.test(name) || name === '..') return undefined;
    planes[(place.t * c + place.c) * z + place.z] = name === own ? { page: place.ref.page, sample: 0 } : { ...place.ref, fileName: name };
  }
  const names = new Set(planes.map((plane) => plane?.fileName ?? own));
  for (const name of names) if (!(await host.files.exists(host.files.join(host.files.dirname(path), name)))) return undefined;
  return planes.every((plane): plane is PlaneRef => plane !== undefined) ? planes : undefined;
}
