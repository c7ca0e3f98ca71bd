/** Several meshes as one: the pieces of a file, or the files of a run on many processors. Points at their seams stay double. */
import type { CellBlock, Geometry, GeometryField, GeometryInfo, GeometrySource } from '../../volume/index.js';
import { unsupported } from '../limits.js';
import { MAX_CELLS, MAX_POINTS } from './mesh-limits.js';
import type { FieldSpec } from './mesh-source.js';

function joinNumbers(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function shifted(block: CellBlock, first: number): CellBlock {
  return first === 0 ? block : { ...block, nodes: block.nodes.map((node) => node + first) };
}

function sameField(a: FieldSpec, b: FieldSpec): boolean {
  return a.name === b.name && a.on === b.on && a.components === b.components;
}

/** Fields that every part has. */
function commonFields(parts: readonly (readonly FieldSpec[])[]): FieldSpec[] {
  const [first = [], ...rest] = parts;
  return first.filter((field) => rest.every((others) => others.some((other) => sameField(field, other))));
}

export function joinGeometries(parts: readonly Geometry[]): Geometry {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const cells: CellBlock[] = [];
  let first = 0;
  for (const part of parts) {
    for (const block of part.cells) cells.push(shifted(block, first));
    first += part.points.length / 3;
  }
  const fields: GeometryField[] = commonFields(parts.map((part) => part.fields)).map((spec) => {
    const values = parts.map((part) => part.fields.find((field) => sameField(field, spec))?.values ?? new Float64Array(0));
    return { name: spec.name, on: spec.on, components: spec.components, values: joinNumbers(values) };
  });
  return { points: joinNumbers(parts.map((part) => part.points)), cells, fields };
}

/** What is known of the whole from what is known of its parts, in the words of the first. */
export function joinedInfo(infos: readonly GeometryInfo[], first: GeometryInfo, name: string): GeometryInfo {
  const points = infos.reduce((sum, info) => sum + info.points, 0);
  if (points > MAX_POINTS || points > MAX_CELLS)
    throw unsupported(name, `its ${infos.length} pieces have ${points} points; meshes are read up to ${MAX_POINTS}.`, 'too-large');
  const fields = commonFields(infos.map((info) => info.fields));
  const dropped = first.fields.filter((field) => !fields.includes(field)).map((field) => field.name);
  const warnings = [...new Set(infos.flatMap((info) => info.warnings))];
  if (dropped.length > 0) warnings.push(`Fields that some pieces lack are left out: ${dropped.join(', ')}.`);
  if (infos.length > 1) warnings.push(`${infos.length} pieces are joined; points on their seams stay double.`);
  return { ...first, points, dimensions: infos.some((info) => info.dimensions === 3) ? 3 : 2, fields, warnings };
}

/** Pieces of one file. */
export function joinSources(parts: readonly GeometrySource[], name: string): GeometrySource {
  const [first] = parts;
  if (first === undefined || parts.length === 1) {
    if (first === undefined) throw unsupported(name, 'it holds no piece of a mesh; save it with points and cells.');
    return first;
  }
  const infos = parts.map((part) => part.info);
  return {
    info: joinedInfo(infos, first.info, name),
    async frame(index, signal) {
      const geometries: Geometry[] = [];
      for (const part of parts) geometries.push(await part.frame(index, signal));
      return joinGeometries(geometries);
    },
    async storedCoordinates() {
      const stored: Float64Array[] = [];
      for (const part of parts) stored.push(await part.storedCoordinates());
      return joinNumbers(stored);
    },
    async close() {
      for (const part of parts) await part.close();
    },
  };
}
