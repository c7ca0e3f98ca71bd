/** OME-XML in the first page: images with their sizes, the order and places of their planes, physical sizes, channel names. */
import type { FileSpacing } from '../calibration.js';
import { calibrate, missingSliceDistance } from '../calibration.js';
import { scanXml } from '../xml.js';
import type { XmlElement } from '../xml.js';
import type { StackOrder } from './layout.js';

/** A run of planes, as a TiffData element places it. */
export interface OmePlanes {
  readonly t: number;
  readonly c: number;
  readonly z: number;
  /** planes in the order of the image; undefined: all that follow */
  readonly count: number | undefined;
  /** page in the chain of the file; undefined: where the image starts */
  readonly page: number | undefined;
  /** another file; undefined for the file itself */
  readonly fileName: string | undefined;
}

export interface OmeImage {
  readonly id: string;
  readonly name: string;
  readonly order: StackOrder;
  readonly sizeX: number;
  readonly sizeY: number;
  /** samples per pixel that OME counts into its channels */
  readonly samples: number;
  /** pixel type by OME's name */
  readonly type: string;
  readonly spacing?: FileSpacing;
  readonly channels: readonly { readonly name: string }[];
  readonly places: readonly OmePlanes[];
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

/** The images of a document; undefined when it is no OME-XML or one of them has no sense. */
export function parseOme(description: string): readonly OmeImage[] | undefined {
  if (!description.includes('<OME') && !description.includes(':OME')) return undefined;
  const elements = scanXml(description);
  if (elements === undefined) return undefined;
  const document = elements.find((element) => element.name === 'OME')?.attributes.get('UUID');
  const images: OmeImage[] = [];
  let parent: XmlElement | undefined;
  for (const [i, element] of elements.entries()) {
    if (element.name === 'Image') parent = element;
    if (element.name !== 'Pixels') continue;
    const end = elements.findIndex((other, k) => k > i && other.depth <= element.depth);
    const image = parsePixels(element, parent, elements.slice(i + 1, end < 0 ? undefined : end), document, images.length);
    if (image === undefined) return undefined;
    images.push(image);
  }
  return images.length > 0 ? images : undefined;
}

function parsePixels(
  pixels: XmlElement,
  parent: XmlElement | undefined,
  children: readonly XmlElement[],
  document: string | undefined,
  number: number,
): OmeImage | undefined {
  const sizes = { t: size(pixels, 'SizeT'), c: size(pixels, 'SizeC'), z: size(pixels, 'SizeZ') };
  const sizeX = size(pixels, 'SizeX');
  const sizeY = size(pixels, 'SizeY');
  const order = pixels.attributes.get('DimensionOrder')?.toLowerCase().replace(/[xy]/g, '').split('') ?? [];
  const fastestFirst = order.filter((axis): axis is 't' | 'c' | 'z' => axis === 't' || axis === 'c' || axis === 'z');
  if (sizes.t === undefined || sizes.c === undefined || sizes.z === undefined || sizeX === undefined || sizeY === undefined)
    return undefined;
  if (new Set(fastestFirst).size !== 3 || fastestFirst.length !== 3 || sizes.t * sizes.c * sizes.z > MAX_AXIS) return undefined;
  const channels = children.filter((element) => element.name === 'Channel');
  const samples = channels[0] === undefined ? 1 : (size(channels[0], 'SamplesPerPixel') ?? 1);
  const id = parent?.attributes.get('ID') ?? `Image:${number}`;
  return {
    id,
    name: parent?.attributes.get('Name') ?? id,
    order: { sizes: { t: sizes.t, c: Math.max(1, Math.floor(sizes.c / samples)), z: sizes.z }, fastestFirst },
    sizeX,
    sizeY,
    samples,
    type: pixels.attributes.get('Type') ?? '',
    channels: channels.map((channel, i) => ({ name: channel.attributes.get('Name') ?? channel.attributes.get('ID') ?? `channel ${i}` })),
    places: planePlaces(children, document, samples),
    ...physicalSize(pixels, sizes.z > 1),
  };
}

function planePlaces(children: readonly XmlElement[], document: string | undefined, samples: number): readonly OmePlanes[] {
  return children.flatMap((element, i) => {
    if (element.name !== 'TiffData') return [];
    const next = children[i + 1];
    const uuid = next?.name === 'UUID' && next.depth > element.depth ? next : undefined;
    // a file may have been renamed, its id stays
    const isOwn = uuid === undefined || (document !== undefined && uuid.text === document);
    const count = size(element, 'PlaneCount');
    return {
      t: index(element, 'FirstT', 0),
      // channels count samples, planes hold all samples of a channel
      c: Math.floor(index(element, 'FirstC', 0) / samples),
      z: index(element, 'FirstZ', 0),
      count: count ?? (element.attributes.has('IFD') ? 1 : undefined),
      page: element.attributes.has('IFD') ? index(element, 'IFD', 0) : undefined,
      fileName: isOwn ? undefined : uuid.attributes.get('FileName'),
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
    return mixedUnits([z, y, x], [unitOf('Z'), unitOf('Y'), unit], needsZ);
  if (needsZ && !(z > 0)) return { warnings: [missingSliceDistance(y, x, unit)] };
  // "pixel" and "reference frame" are not lengths
  return { spacing: { value: [z > 0 ? z : x, y, x], unit, source: 'OME-XML PhysicalSize' }, warnings: [] };
}

/** Axes in different units of length are brought to metres. */
function mixedUnits(
  values: readonly [number, number, number],
  units: readonly [string, string, string],
  needsZ: boolean,
): { spacing?: FileSpacing; warnings: string[] } {
  const metres = values.map(
    (value, axis) => calibrate({ value: [value, value, value], unit: units[axis] ?? null, source: '' }).calibration.spacing?.[2] ?? NaN,
  );
  const [z = NaN, y = NaN, x = NaN] = metres;
  const warnings = [`The axes have physical sizes in different units (${units.slice(needsZ ? 0 : 1).join(', ')}); check the voxel size.`];
  if (!(x > 0) || !(y > 0) || (needsZ && !(z > 0))) return { warnings };
  return { spacing: { value: [needsZ ? z : x, y, x], unit: 'm', source: 'OME-XML PhysicalSize' }, warnings };
}
