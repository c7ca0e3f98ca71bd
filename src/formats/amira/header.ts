/** The text header of AmiraMesh: the lattice, its fields with their data sections, its box and unit. */
import { corrupt, unsupported } from '../limits.js';
import { storedBytes } from '../stored.js';
import type { StoredType } from '../stored.js';

const TYPES: Readonly<Record<string, StoredType>> = {
  byte: 'uint8',
  sbyte: 'int8',
  short: 'int16',
  ushort: 'uint16',
  int: 'int32',
  uint: 'uint32',
  float: 'float32',
  double: 'float64',
};

const MAX_COMPONENTS = 64;

/** A field of the lattice, in the data section `@section`. */
export interface AmiraField {
  readonly name: string;
  readonly type: string;
  readonly stored: StoredType | undefined;
  readonly components: number;
  readonly section: number;
  /** "" for plain samples */
  readonly coding: string;
  /** stored bytes of a coded section */
  readonly packedBytes: number;
}

export interface AmiraHeader {
  readonly text: boolean;
  readonly bigEndian: boolean;
  /** x, y, z; two or three of them */
  readonly sizes: readonly number[];
  readonly fields: readonly AmiraField[];
  /** x0 x1 y0 y1 z0 z1: centres of the outermost voxels */
  readonly box: readonly number[] | undefined;
  readonly unit: string | null;
}

export function isAmira(head: string): boolean {
  return head.startsWith('# AmiraMesh') || head.startsWith('# Avizo');
}

function fieldsOf(header: string): AmiraField[] {
  const lines = header.matchAll(
    /^\s*Lattice\s*\{\s*([A-Za-z]\w*)\s*(?:\[\s*(\d{1,6})\s*\])?\s*([^\s{}]+)\s*\}\s*=?\s*@(\d{1,4})(?:\(([^),]+)(?:,(\d{1,15}))?\))?/gm,
  );
  return [...lines].map(([, type = '', components = '1', name = '', section = '', coding = '', packed = '0']) => ({
    name,
    type,
    stored: Object.hasOwn(TYPES, type) ? TYPES[type] : undefined,
    components: Number(components),
    section: Number(section),
    coding: coding.trim(),
    packedBytes: Number(packed),
  }));
}

/** The header up to its first data section. */
export function parseAmira(header: string, file: string): AmiraHeader {
  const magic = header.slice(0, header.indexOf('\n')).trim();
  const lattice = /^\s*define\s+Lattice\s+([\d \t]+)/m.exec(header)?.[1];
  if (lattice === undefined)
    throw unsupported(file, 'this AmiraMesh file holds no lattice of voxels (a surface, graph or points); export the image as TIFF.');
  const sizes = lattice.trim().split(/\s+/).map(Number);
  if (sizes.length < 2 || sizes.length > 3) throw unsupported(file, `its lattice has ${sizes.length} axes; 2 or 3 are read.`);
  const coordinates = /\bCoordType\s+"([^"]*)"/.exec(header)?.[1] ?? 'uniform';
  if (coordinates !== 'uniform')
    throw unsupported(file, `its lattice has ${coordinates} coordinates; resample it to uniform ones, or export it as TIFF.`);
  const fields = fieldsOf(header);
  if (fields.length === 0) throw corrupt(file, 'its header lists no field on the lattice');
  if (fields.some((field) => field.components < 1 || field.components > MAX_COMPONENTS))
    throw corrupt(file, `its header gives a field with more than ${MAX_COMPONENTS} components or none`);
  const box = /\bBoundingBox\s+([-+\d.eE \t]+)/.exec(header)?.[1]?.trim().split(/\s+/).map(Number);
  return {
    text: /\bASCII\b/.test(magic),
    bigEndian: !/LITTLE-ENDIAN/.test(magic),
    sizes,
    fields,
    box: box !== undefined && box.length >= 2 * sizes.length ? box : undefined,
    unit: /\bUnits\s*\{[^}]*\bCoordinates\s+"([^"]*)"/.exec(header)?.[1] ?? null,
  };
}

/** Bytes of a field when decoded, or undefined for types without a fixed one. */
export function fieldBytes(header: AmiraHeader, field: AmiraField): number | undefined {
  if (field.stored === undefined) return undefined;
  return header.sizes.reduce((product, n) => product * n, field.components * storedBytes(field.stored));
}
