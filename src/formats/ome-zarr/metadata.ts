/** Reading what an OME-Zarr says about itself: versions 0.4 (zarr v2) and 0.5 (zarr v3), or a bare array. */
import { METRES, parseLengthUnit } from '../../base/index.js';
import type { AxisName } from '../../volume/index.js';
import type { FileSpacing } from '../calibration.js';
import { corrupt, MIB, unsupported } from '../limits.js';
import { readKey, under } from './store.js';
import type { ZarrStore } from './store.js';

const MAX_METADATA_BYTES = 16 * MIB;

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectAt(value: unknown, key: string): JsonObject {
  const found = isObject(value) ? value[key] : undefined;
  return isObject(found) ? found : {};
}

export function listAt(value: unknown, key: string): readonly unknown[] {
  const found = isObject(value) ? value[key] : undefined;
  return Array.isArray(found) ? found : [];
}

/** A text, or nothing where something else was put. */
export function textAt(value: unknown, key: string): string {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === 'string' ? found : '';
}

/** A JSON value, or undefined when it is not there. */
export async function readJson(store: ZarrStore, key: string): Promise<JsonObject | undefined> {
  const bytes = await readKey(store, key, MAX_METADATA_BYTES);
  if (bytes === undefined) return undefined;
  // zarr's own writer puts NaN and Infinity into fill values without quotes
  const text = new TextDecoder().decode(bytes).replace(/("fill_value"\s*:\s*)(-?Infinity|NaN)/g, '$1"$2"');
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed)) return parsed;
  } catch {
    // falls through to the refusal below
  }
  throw corrupt(store.name, `its "${key}" is not valid JSON metadata`);
}

export interface ZarrNode {
  readonly version: 2 | 3;
  readonly kind: 'array' | 'group';
  readonly attributes: JsonObject;
  /** axes of an array */
  readonly rank: number;
}

/** What lies at a key, or undefined when it is no zarr node. */
export async function readNode(store: ZarrStore, folder: string): Promise<ZarrNode | undefined> {
  const v3 = await readJson(store, under(folder, 'zarr.json'));
  if (v3 !== undefined) {
    const kind = v3['node_type'];
    if (v3['zarr_format'] !== 3 || (kind !== 'array' && kind !== 'group'))
      throw corrupt(store.name, 'its zarr.json describes neither a group nor an array of format 3');
    return { version: 3, kind, attributes: objectAt(v3, 'attributes'), rank: listAt(v3, 'shape').length };
  }
  const attributes = (await readJson(store, under(folder, '.zattrs'))) ?? {};
  const array = await readJson(store, under(folder, '.zarray'));
  if (array !== undefined) return { version: 2, kind: 'array', attributes, rank: listAt(array, 'shape').length };
  if (await store.has(under(folder, '.zgroup'))) return { version: 2, kind: 'group', attributes, rank: 0 };
  return undefined;
}

export interface ImageMetadata {
  /** path of the full-size array below the group */
  readonly array: string;
  /** undefined in the first versions, which always have t c z y x */
  readonly axes: readonly AxisName[] | undefined;
  readonly spacing?: FileSpacing;
  readonly channels?: readonly { readonly name: string }[];
}

/** The block of OME metadata of a node, whichever version wrote it. */
export function omeOf(node: ZarrNode): JsonObject {
  const ome = objectAt(node.attributes, 'ome');
  return Object.keys(ome).length > 0 ? ome : node.attributes;
}

/** Names below a zarr never leave it. */
export function safePath(name: string, path: unknown): string {
  if (typeof path !== 'string' || path === '' || /^([/\\]|[A-Za-z]:)/.test(path) || path.split(/[/\\]/).includes('..'))
    throw corrupt(name, `its metadata name ${typeof path === 'string' ? `the impossible path "${path.slice(0, 200)}"` : 'no path'}`);
  return path;
}

function axisNames(name: string, axes: readonly unknown[]): AxisName[] {
  const names = axes.map((axis) => (isObject(axis) ? axis['name'] : axis));
  const known = names.filter((axis): axis is AxisName => typeof axis === 'string' && 'tczyx'.includes(axis) && axis.length === 1);
  const ordered = known.every((axis, i) => i === 0 || 'tczyx'.indexOf(known[i - 1] ?? 't') < 'tczyx'.indexOf(axis));
  if (known.length !== names.length || !ordered || known.length < 2)
    throw unsupported(
      name,
      `its axes (${names.map((axis) => (typeof axis === 'string' ? axis : '?')).join(', ')}) are not in the order t c z y x.`,
    );
  return known;
}

/** Scales of a list of transformations, multiplied; rotations and affine maps are refused. */
function scaleOf(name: string, transformations: readonly unknown[], rank: number): number[] {
  const total = Array.from({ length: rank }, () => 1);
  for (const transformation of transformations) {
    if (!isObject(transformation)) continue;
    const type = transformation['type'];
    if (type === 'identity' || type === 'translation') continue;
    if (type !== 'scale')
      throw unsupported(
        name,
        `its coordinate transformation "${typeof type === 'string' ? type : 'without a type'}" is not supported; only scale and translation are.`,
      );
    listAt(transformation, 'scale').forEach((factor, axis) => (total[axis] = (total[axis] ?? 1) * Number(factor)));
  }
  return total;
}

/** Voxel size in the unit of x; other axes with another unit are converted. */
function spacingOf(axes: readonly unknown[], names: readonly AxisName[], scale: readonly number[]): FileSpacing | undefined {
  const unitAt = (axis: AxisName): string | undefined => {
    const found = axes[names.indexOf(axis)];
    const unit = isObject(found) ? found['unit'] : undefined;
    return typeof unit === 'string' ? unit : undefined;
  };
  const unit = unitAt('x');
  const shown = unit === undefined ? undefined : parseLengthUnit(unit);
  const at = (axis: AxisName): number => {
    if (!names.includes(axis)) return scale[names.indexOf('x')] ?? NaN;
    const other = parseLengthUnit(unitAt(axis) ?? '');
    const factor = shown === undefined || other === undefined || other === shown ? 1 : METRES[other] / METRES[shown];
    return (scale[names.indexOf(axis)] ?? NaN) * factor;
  };
  const value = [at('z'), at('y'), at('x')] as const;
  // a scale of one without a unit is what everybody writes who knows nothing
  if (unit === undefined && value.every((v) => v === 1)) return undefined;
  return { value, unit: unit ?? null, source: 'OME-Zarr scale' };
}

/** The first multiscale image of a group, or undefined when the group is none. */
export function imageMetadata(name: string, node: ZarrNode): ImageMetadata | undefined {
  const ome = omeOf(node);
  const [multiscale] = listAt(ome, 'multiscales');
  if (!isObject(multiscale)) return undefined;
  const [full] = listAt(multiscale, 'datasets');
  if (!isObject(full)) throw corrupt(name, 'its multiscales list no data sets');
  const axes = listAt(multiscale, 'axes');
  if (axes.length === 0) return { array: safePath(name, full['path']), axes: undefined };
  const names = axisNames(name, axes);
  const own = scaleOf(name, listAt(full, 'coordinateTransformations'), names.length);
  const shared = scaleOf(name, listAt(multiscale, 'coordinateTransformations'), names.length);
  const spacing = spacingOf(
    axes,
    names,
    own.map((v, i) => v * (shared[i] ?? 1)),
  );
  const channels = listAt(objectAt(ome, 'omero'), 'channels').flatMap((channel) => {
    const label = isObject(channel) ? channel['label'] : undefined;
    return typeof label === 'string' ? [{ name: label }] : [];
  });
  return {
    array: safePath(name, full['path']),
    axes: names,
    ...(spacing === undefined ? {} : { spacing }),
    ...(channels.length > 0 ? { channels } : {}),
  };
}
