/** The XML of a VTK file: its pieces, their arrays, and how samples are written. */
import type { ByteSource } from '../../../ports/index.js';
import { byteText, corrupt, MAX_HEADER_BYTES, MAX_XML_BYTES, unsupported } from '../../limits.js';
import { isStoredType } from '../../stored.js';
import type { VtkArray } from '../vtk-grid.js';
import { scanXml } from '../../xml.js';
import type { XmlElement } from '../../xml.js';
import type { VtkCoding, VtkPacking } from './blocks.js';

export interface VtkXmlArray extends VtkArray {
  /** the element that it stands in: PointData, CellData, Points, Cells, Coordinates, Polys, ... */
  readonly section: string;
  readonly coding: 'ascii' | 'binary' | 'appended';
  /** from the "_" of the appended data */
  readonly offset: number;
  /** where its text begins in the XML */
  readonly textStart: number;
}

export interface VtkPiece {
  readonly attributes: ReadonlyMap<string, string>;
  readonly arrays: readonly VtkXmlArray[];
}

export interface VtkDocument extends VtkCoding {
  /** of the data set: ImageData, UnstructuredGrid, ... */
  readonly type: string;
  /** of the element of that name */
  readonly attributes: ReadonlyMap<string, string>;
  readonly pieces: readonly VtkPiece[];
  /** arrays of the file as a whole */
  readonly fieldData: readonly VtkXmlArray[];
  readonly elements: readonly XmlElement[];
  readonly xml: string;
  /** after the "_", when there are appended samples */
  readonly appended?: { readonly start: number; readonly base64: boolean };
}

const SECTIONS = ['PointData', 'CellData', 'FieldData', 'Coordinates', 'Points', 'Cells', 'Verts', 'Lines', 'Strips', 'Polys'];
const PACKINGS: Readonly<Record<string, VtkPacking>> = { '': 'none', vtkZLibDataCompressor: 'zlib', vtkLZ4DataCompressor: 'lz4' };
const MAX_PIECES = 4096;
const APPENDED = /<AppendedData\s+encoding\s*=\s*["'](raw|base64)["']\s*>\s*_/;

/** Numbers between spaces; NaN stands for words that are none. */
export function numbersOf(text: string | undefined): number[] {
  const clean = (text ?? '').trim();
  return clean === '' ? [] : clean.split(/\s+/).map(Number);
}

function wholeNumber(attributes: ReadonlyMap<string, string>, key: string, missing: number, file: string): number {
  const text = attributes.get(key);
  const value = text === undefined ? missing : Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw corrupt(file, `one of its arrays has the impossible ${key} "${(text ?? '').slice(0, 40)}"`);
  return value;
}

function arrayOf({ attributes, end }: XmlElement, section: string, number: number, file: string): VtkXmlArray {
  const type = attributes.get('type') ?? '';
  const stored = type.toLowerCase();
  const format = attributes.get('format') ?? 'ascii';
  const components = wholeNumber(attributes, 'NumberOfComponents', 1, file);
  const offset = wholeNumber(attributes, 'offset', 0, file);
  const componentNames = Array.from({ length: Math.min(64, components) }, (_, i) => attributes.get(`ComponentName${i}`) ?? '');
  return {
    name: attributes.get('Name') ?? `array ${number}`,
    onCells: section === 'CellData',
    type,
    stored: isStoredType(stored) ? stored : undefined,
    // points written by some have none of their own
    components: components === 0 ? 1 : components,
    ...(componentNames.some((name) => name !== '') ? { componentNames } : {}),
    section,
    coding: format === 'appended' || format === 'binary' ? format : 'ascii',
    offset,
    textStart: end,
  };
}

/** Arrays by the piece they stand in; those before the first piece belong to the file. */
function collect(elements: readonly XmlElement[], file: string): { pieces: VtkPiece[]; fieldData: VtkXmlArray[] } {
  const pieces: { attributes: ReadonlyMap<string, string>; arrays: VtkXmlArray[] }[] = [];
  const fieldData: VtkXmlArray[] = [];
  let section = '';
  let number = 0;
  for (const element of elements) {
    const { name, attributes } = element;
    if (name === 'Piece') {
      if (pieces.length >= MAX_PIECES) throw unsupported(file, `it has more than ${MAX_PIECES} pieces; join them into one.`, 'too-large');
      pieces.push({ attributes, arrays: [] });
      section = '';
    } else if (SECTIONS.includes(name)) section = name;
    else if (name === 'DataArray') {
      const array = arrayOf(element, section, ++number, file);
      if (section === 'FieldData') fieldData.push(array);
      else pieces.at(-1)?.arrays.push(array);
    }
  }
  return { pieces, fieldData };
}

/** What the XML before the samples says. */
export function parseVtkXml(xml: string, file: string): VtkDocument {
  const elements = scanXml(xml);
  if (elements === undefined) throw corrupt(file, 'its XML cannot be read');
  const root = elements.find(({ name }) => name === 'VTKFile')?.attributes;
  const type = root?.get('type') ?? '';
  const data = elements.find(({ name }) => name === type);
  if (root === undefined || data === undefined) throw corrupt(file, `its XML holds no VTK data set${type === '' ? '' : ` "${type}"`}`);
  const compressor = root.get('compressor') ?? '';
  // text is never compressed, whatever compressor the writer was set to
  const asText = elements.every(({ name, attributes }) => name !== 'DataArray' || attributes.get('format') === 'ascii');
  const packing = Object.hasOwn(PACKINGS, compressor) ? PACKINGS[compressor] : asText ? 'none' : undefined;
  if (packing === undefined)
    throw unsupported(
      file,
      `its compressor ${compressor} is not supported; save it with zlib, LZ4 or uncompressed.`,
      'unsupported-compression',
    );
  return {
    type,
    attributes: data.attributes,
    ...collect(elements, file),
    elements,
    bigEndian: root.get('byte_order') === 'BigEndian',
    headerSize: root.get('header_type') === 'UInt64' ? 8 : 4,
    packing,
    xml,
  };
}

/** Reads the XML alone when the samples are appended, and the whole file when they stand in it. */
export async function readVtkXml(bytes: ByteSource): Promise<VtkDocument> {
  const { name, size } = bytes;
  for (const length of [MAX_HEADER_BYTES, MAX_XML_BYTES]) {
    const head = new TextDecoder('latin1').decode(await bytes.read(0, Math.min(length, size)));
    const tag = APPENDED.exec(head);
    if (tag === null && length < size) continue;
    if (tag === null) return parseVtkXml(head, name);
    const appended = { start: tag.index + tag[0].length, base64: tag[1] === 'base64' };
    return { ...parseVtkXml(head.slice(0, tag.index), name), appended };
  }
  throw unsupported(
    name,
    `VTK files with inline samples are read up to ${byteText(MAX_XML_BYTES)}; save it with appended raw data.`,
    'too-large',
  );
}

/** The first bytes of a VTK XML file name its data set. */
export function sniffVtkXml(head: Uint8Array, type: string): number {
  const text = new TextDecoder('latin1').decode(head);
  return new RegExp(`<VTKFile\\b[^>]*\\btype\\s*=\\s*["']${type}["']`).test(text) ? 1 : 0;
}
