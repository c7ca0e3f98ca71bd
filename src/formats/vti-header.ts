/** The XML of a VTK image file: the grid, its arrays, and how their samples are written. */
import { corrupt, unsupported } from './limits.js';
import { isStoredType } from './stored.js';
import type { VtkArray, VtkGrid } from './vtk-grid.js';
import { scanXml } from './xml.js';
import type { XmlElement } from './xml.js';

export interface VtiArray extends VtkArray {
  readonly coding: 'ascii' | 'binary' | 'appended';
  /** from the "_" of the appended data */
  readonly offset: number;
  /** number among all DataArray elements of the file, to find inline text */
  readonly index: number;
}

export interface VtiHeader {
  readonly grid: VtkGrid;
  readonly arrays: readonly VtiArray[];
  readonly bigEndian: boolean;
  /** bytes of each number before the samples */
  readonly headerSize: 4 | 8;
  readonly zlib: boolean;
}

function numbers(text: string | undefined): number[] {
  return (text ?? '').trim().split(/\s+/).map(Number);
}

function arraysOf(elements: readonly XmlElement[]): VtiArray[] {
  const arrays: VtiArray[] = [];
  let parent = '';
  let index = -1;
  for (const { name, attributes } of elements) {
    if (['PointData', 'CellData', 'FieldData', 'Coordinates'].includes(name)) parent = name;
    if (name !== 'DataArray') continue;
    index++;
    if (parent !== 'PointData' && parent !== 'CellData') continue;
    const type = attributes.get('type') ?? '';
    const stored = type.toLowerCase();
    const format = attributes.get('format') ?? 'ascii';
    arrays.push({
      name: attributes.get('Name') ?? `array ${index + 1}`,
      onCells: parent === 'CellData',
      type,
      stored: isStoredType(stored) ? stored : undefined,
      components: Number(attributes.get('NumberOfComponents') ?? 1),
      coding: format === 'appended' || format === 'binary' ? format : 'ascii',
      offset: Number(attributes.get('offset') ?? 0),
      index,
    });
  }
  return arrays;
}

/** What the XML before the samples says. */
export function parseVti(xml: string, file: string): VtiHeader {
  const elements = scanXml(xml);
  if (elements === undefined) throw corrupt(file, 'its XML cannot be read');
  const first = (name: string): XmlElement | undefined => elements.find((element) => element.name === name);
  const root = first('VTKFile')?.attributes;
  const type = root?.get('type') ?? '';
  const image = first('ImageData')?.attributes;
  if (type !== 'ImageData' || image === undefined)
    throw unsupported(file, `its VTK data set is "${type}", not ImageData; resample it to a uniform grid.`);
  const compressor = root?.get('compressor') ?? '';
  if (compressor !== '' && compressor !== 'vtkZLibDataCompressor')
    throw unsupported(file, `its compressor ${compressor} is not supported; save it with zlib or uncompressed.`, 'unsupported-compression');
  const extent = image.get('WholeExtent') ?? '';
  const pieces = elements.filter((element) => element.name === 'Piece');
  const normal = (text: string | undefined): string => numbers(text).join(' ');
  if (pieces.length !== 1 || normal(pieces[0]?.attributes.get('Extent')) !== normal(extent))
    throw unsupported(file, `its image is split into ${pieces.length} pieces; save it as one.`);
  const bounds = numbers(extent);
  return {
    grid: {
      points: [0, 2, 4].map((i) => (bounds[i + 1] ?? NaN) - (bounds[i] ?? NaN) + 1),
      spacing: numbers(image.get('Spacing')),
    },
    arrays: arraysOf(elements),
    bigEndian: root?.get('byte_order') === 'BigEndian',
    headerSize: root?.get('header_type') === 'UInt64' ? 8 : 4,
    zlib: compressor !== '',
  };
}
