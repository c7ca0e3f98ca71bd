/** Fields of a geometry by name, and which of its points or cells are selected. */
import { InvalidInputError } from '../base/index.js';
import { CELL_NODES } from '../volume/index.js';
import type { Geometry, GeometryField } from '../volume/index.js';
import type { Selection } from './method.js';

/** more different values than this are a measure, not a kind */
const MAX_KINDS = 32;

export function scalarFields(geometry: Geometry): readonly GeometryField[] {
  return geometry.fields.filter((field) => field.components === 1);
}

/** A field of one number for each point or cell. */
export function scalarField(geometry: Geometry, name: string): GeometryField {
  const field = scalarFields(geometry).find((one) => one.name === name);
  if (field !== undefined) return field;
  const known = scalarFields(geometry).map((one) => one.name);
  throw new InvalidInputError(
    `The file has no single-valued field "${name}"; ${known.length > 0 ? `it has ${known.join(', ')}` : 'it has none'}.`,
    { code: 'unknown-field', subject: name },
  );
}

export function optionalField(geometry: Geometry, names: readonly string[]): GeometryField | undefined {
  return scalarFields(geometry).find((field) => field.on === 'points' && names.includes(field.name.toLowerCase()));
}

/** Different values of a field in rising order (missing ones left out), or null where it has too many to be kinds of things. */
export function kindsOf(field: GeometryField): number[] | null {
  const seen = new Set<number>();
  for (const value of field.values) {
    if (!Number.isFinite(value)) continue;
    seen.add(value);
    if (seen.size > MAX_KINDS) return null;
  }
  return [...seen].toSorted((a, b) => a - b);
}

/** 1 for what is selected and 0 for the rest; everything, without a selection. */
export function selected(geometry: Geometry, on: 'points' | 'cells', selection: Selection | undefined): Float64Array {
  const count = on === 'points' ? geometry.points.length / 3 : cellCount(geometry);
  if (selection === undefined) return new Float64Array(count).fill(1);
  const field = scalarField(geometry, selection.field);
  if (field.on !== on)
    throw new InvalidInputError(`The field "${field.name}" lies on ${field.on}, and ${on} are selected here; choose a field on ${on}.`, {
      code: 'unknown-field',
      subject: field.name,
    });
  const wanted = new Set(selection.values);
  const out = Float64Array.from(field.values, (value) => (wanted.has(value) ? 1 : 0));
  if (!out.includes(1)) {
    const kinds = kindsOf(field);
    throw new InvalidInputError(
      `No ${on === 'points' ? 'particle' : 'cell'} has ${field.name} = ${selection.values.join(' or ')}${kinds === null ? '' : `; the values are ${kinds.join(', ')}`}.`,
      { code: 'nothing-selected', subject: field.name },
    );
  }
  return out;
}

export function cellCount(geometry: Geometry): number {
  return geometry.cells.reduce((sum, block) => sum + block.nodes.length / CELL_NODES[block.shape], 0);
}
