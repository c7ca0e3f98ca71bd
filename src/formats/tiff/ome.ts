/** OME-XML in the first page: sizes, order of the planes, physical sizes, channel names, other files of a set. */
import type { FileSpacing } from '../calibration.js';
import { missingSliceDistance } from '../calibration.js';
import { scanXml } from '../xml.js';
import type { XmlElement } from '../xml.js';
import type { PlaneRef, StackOrder } from './layout.js';

export interface Ome {
  readonly order: StackOrder;
  readonly sizeX: number;
  readonly sizeY: number;
  /** samples per pixel that OME counts into its channels */
  readonly samples: number;
  readonly images: number;
  readonly spacing?: FileSpacing;
  readonly channels: readonly { readonly name: string }[];
  /** explicit places of planes: index in t, c, z order to page, where the file lists them */
  readonly places: readonly {
    readonly c: number;
    readonly z: number;
    readonly t: number;
    readonly count: number;
    readonly ref: PlaneRef;
  }[];
  readonly warnings: readonly string[];
}

const MAX_AXIS = 10_000_000;

function size(element: XmlElement, key: string): number | undefined {
  const value = Number(element.attributes.get(key) ?? NaN);
  return Number.isInteger(value) && value >= 1 && value <= MAX_AXIS ? value : undefined;
}

function index(element: XmlElement, key: string, fallback: number): number {
  const value = Number(element.attributes.get(key) ?? fallback);
  return Number.isInteger(value) && value >= 0 && value <= MAX_AXIS ? value : fallback;
}

export function parseOme(description: string): Ome | undefined {
  if (!description.includes('<OME') && !description.includes(':OME')) return undefined;
  const elements = scanXml(description);
  const first = elements?.findIndex((element) => element.name === 'Pixels') ?? -1;
  const pixels = elements?.[first];
  if (elements === undefined || pixels === undefined) return undefined;
  const sizes = { t: size(pixels, 'SizeT'), c: size(pixels, 'SizeC'), z: size(pixels, 'SizeZ') };
  const sizeX = size(pixels, 'SizeX');
  const sizeY = size(pixels, 'SizeY');
  const order = pixels.attributes.get('DimensionOrder')?.toLowerCase().replace(/[xy]/g, '').split('') ?? [];
  const fastestFirst = order.filter((axis): axis is 't' | 'c' | 'z' => axis === 't' || axis === 'c' || axis === 'z');
  if (sizes.t === undefined || sizes.c === undefined || sizes.z === undefined || sizeX === undefined || sizeY === undefined)
    return undefined;
  if (new Set(fastestFirst).size !== 3 || fastestFirst.length !== 3) return undefined;

  // children of this Pixels element only
  const end = elements.findIndex((element, i) => i > first && element.depth <= pixels.depth);
  const children = elements.slice(first + 1, end < 0 ? undefined : end);
  const channels = children.filter((element) => element.name === 'Channel');
  const samples = channels[0] === undefined ? 1 : (size(channels[0], 'SamplesPerPixel') ?? 1);
  return {
    order: { sizes: { t: sizes.t, c: Math.max(1, Math.floor(sizes.c / samples)), z: sizes.z }, fastestFirst },
    sizeX,
    sizeY,
    samples,
    images: elements.filter((element) => element.name === 'Pixels').length,
    channels: channels.map((channel, i) => ({ name: channel.attributes.get('Name') ?? channel.attributes.get('ID') ?? `channel ${i}` })),
    places: planePlaces(children),
    ...physicalSize(pixels, sizes.z > 1),
  };
}

function planePlaces(children: readonly XmlElement[]): Ome['places'] {
  return children.flatMap((element, i) => {
    if (element.name !== 'TiffData' || !element.attributes.has('IFD')) return [];
    const uuid = children[i + 1];
    const fileName = uuid?.name === 'UUID' && uuid.depth > element.depth ? uuid.attributes.get('FileName') : undefined;
    return {
      c: index(element, 'FirstC', 0),
      z: index(element, 'FirstZ', 0),
      t: index(element, 'FirstT', 0),
      count: index(element, 'PlaneCount', 1),
      ref: { page: index(element, 'IFD', 0), sample: 0, ...(fileName === undefined ? {} : { fileName }) },
    };
  });
}

function physicalSize(pixels: XmlElement, needsZ: boolean): { spacing?: FileSpacing; warnings: string[] } {
  const read = (axis: string): number => Number(pixels.attributes.get(`PhysicalSize${axis}`) ?? NaN);
  const unitOf = (axis: string): string => pixels.attributes.get(`PhysicalSize${axis}Unit`) ?? 'µm';
  const x = read('X');
  const y = read('Y');
  const z = read('Z');
  if (!(x > 0) || !(y > 0)) return { warnings: [] };
  const unit = unitOf('X');
  if (unitOf('Y') !== unit || (needsZ && z > 0 && unitOf('Z') !== unit))
    return { warnings: ['The axes have physical sizes in different units, so the voxel size is unknown; give it with --voxel.'] };
  if (needsZ && !(z > 0)) return { warnings: [missingSliceDistance(y, x, unit)] };
  // "pixel" and "reference frame" are not lengths
  return { spacing: { value: [z > 0 ? z : x, y, x], unit, source: 'OME-XML PhysicalSize' }, warnings: [] };
}
