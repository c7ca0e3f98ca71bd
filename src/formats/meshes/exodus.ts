/** Exodus II results of finite elements, as MOOSE and Sierra write them: a mesh in blocks with fields for every time step. */
import type { FrameInfo, GeometrySource } from '../../volume/index.js';
import type { FormatHost, GeometryFormat } from '../format.js';
import { corrupt, unsupported } from '../limits.js';
import { readNetcdfHeader } from '../netcdf/header.js';
import type { NetcdfHeader } from '../netcdf/header.js';
import { readExodusMesh } from './exodus-blocks.js';
import type { ExodusMesh } from './exodus-blocks.js';
import { classicTables, hdf5Tables } from './exodus-tables.js';
import type { ExodusTables } from './exodus-tables.js';
import { checkFinite, meshSource } from './mesh-source.js';
import type { FieldSpec } from './mesh-source.js';
import { isHdf5, sniffHdf5 } from '../hdf5/library.js';

const MAX_LISTED = 12;

interface NamedField extends FieldSpec {
  /** from 1 */
  readonly number: number;
  /** of all on the same */
  readonly of: number;
}

async function namesOf(tables: ExodusTables, variable: string): Promise<readonly string[]> {
  return tables.shape(variable) === undefined ? [] : tables.texts(variable);
}

/** Fields that have values; a name alone is none. */
async function fieldsOf(tables: ExodusTables, { blocks }: ExodusMesh): Promise<NamedField[]> {
  const nodal = await namesOf(tables, 'name_nod_var');
  const elemental = await namesOf(tables, 'name_elem_var');
  const whole = tables.shape('vals_nod_var') !== undefined;
  const named = (names: readonly string[], on: 'points' | 'cells'): NamedField[] =>
    names.map((name, i) => ({ name, on, components: 1, number: i + 1, of: names.length }));
  return [
    ...named(nodal, 'points').filter(({ number }) => whole || tables.shape(`vals_nod_var${number}`) !== undefined),
    ...named(elemental, 'cells').filter(({ number }) =>
      blocks.some((block) => tables.shape(`vals_elem_var${number}eb${block.number}`) !== undefined),
    ),
  ];
}

async function nodeValues(tables: ExodusTables, { number, of }: NamedField, step: number, points: number): Promise<Float64Array> {
  const own = `vals_nod_var${number}`;
  if (tables.shape(own) !== undefined) return checkLength(tables, own, await tables.numbers(own, step), points);
  // older files keep all of a step together
  const all = checkLength(tables, 'vals_nod_var', await tables.numbers('vals_nod_var', step), points * of);
  return all.subarray((number - 1) * points, number * points);
}

function checkLength(tables: ExodusTables, variable: string, values: Float64Array, expected: number): Float64Array {
  if (values.length !== expected) throw corrupt(tables.name, `its "${variable}" has ${values.length} of ${expected} values`);
  return values;
}

/** Values on elements block after block; NaN on blocks where a field is not defined. */
async function cellValues(tables: ExodusTables, { number }: NamedField, step: number, { blocks }: ExodusMesh): Promise<Float64Array> {
  const counts = blocks.map((block) => tables.shape(`connect${block.number}`)?.[0] ?? 0);
  const out = new Float64Array(counts.reduce((sum, n) => sum + n, 0)).fill(NaN);
  let at = 0;
  for (const [i, block] of blocks.entries()) {
    const own = `vals_elem_var${number}eb${block.number}`;
    const count = counts[i] ?? 0;
    if (tables.shape(own) !== undefined) out.set(checkLength(tables, own, await tables.numbers(own, step), count), at);
    at += count;
  }
  return out;
}

async function framesOf(tables: ExodusTables): Promise<{ frames: FrameInfo[]; timed: boolean }> {
  const [steps = 0] = tables.shape('time_whole') ?? [];
  if (steps === 0) return { frames: [{ step: 0 }], timed: false };
  const times = await tables.numbers('time_whole');
  return { frames: Array.from(times, (time, step) => (Number.isFinite(time) ? { step, time } : { step })), timed: true };
}

/** A run whose mesh changes goes on in files of the same name with a number. */
async function continuation(host: FormatHost, path: string): Promise<string[]> {
  const name = host.files.basename(path);
  if (/-s\d{3,}$/.test(name)) return [`${name} continues a run whose mesh changed; the other parts are in files of their own.`];
  const next = `${name}-s002`;
  const beside = await host.files.exists(host.files.join(host.files.dirname(path), next));
  return beside ? [`The run goes on with another mesh in ${next}; open that file for the later steps.`] : [];
}

async function openTables(host: FormatHost, path: string, tables: ExodusTables, warnings: readonly string[]): Promise<GeometrySource> {
  const mesh = await readExodusMesh(tables);
  const { frames, timed } = await framesOf(tables);
  const fields = timed ? await fieldsOf(tables, mesh) : [];
  const partial = fields.filter(
    ({ on, number }) =>
      on === 'cells' && mesh.blocks.some((block) => tables.shape(`vals_elem_var${number}eb${block.number}`) === undefined),
  );
  const undefinedOn =
    partial.length === 0 ? [] : [`Fields that some blocks lack have no value there: ${partial.map(({ name }) => name).join(', ')}.`];
  const given = mesh.blocks.reduce((sum, block) => sum + (tables.shape(`connect${block.number}`)?.[0] ?? 0), 0);
  const cells = { blocks: mesh.blocks.map(({ number: _number, ...block }) => block), given, warnings: mesh.warnings };
  return meshSource({
    format: 'exodus',
    path,
    name: tables.name,
    points: checkFinite(tables.name, mesh.points),
    cells,
    dimensions: mesh.dimensions,
    frames,
    fields,
    warnings: [...warnings, ...undefinedOn, ...(await continuation(host, path))],
    stored: mesh.stored,
    values(index, frame) {
      const field = fields[index];
      if (field === undefined) return Promise.resolve([]);
      return field.on === 'points' ? nodeValues(tables, field, frame, mesh.points.length / 3) : cellValues(tables, field, frame, mesh);
    },
    close: () => tables.close(),
  });
}

/** Whether variables are those of an Exodus file. */
function isExodus(has: (variable: string) => boolean): boolean {
  return has('coordx') || (has('coord') && (has('connect1') || has('eb_prop1') || has('time_whole')));
}

/** What a netCDF file of another kind holds. */
function contents({ variables }: NetcdfHeader): string {
  const list = [...variables.values()].map(
    ({ name, type, shape }) => `${name} (${type}${shape.length === 0 ? '' : ` ${shape.join('x')}`})`,
  );
  if (list.length === 0) return 'nothing';
  const more = list.length > MAX_LISTED ? ` and ${list.length - MAX_LISTED} more` : '';
  return list.slice(0, MAX_LISTED).join(', ') + more;
}

async function openClassic(host: FormatHost, path: string): Promise<GeometrySource> {
  const bytes = await host.files.open(path);
  try {
    const header = await readNetcdfHeader(bytes);
    if (!isExodus((variable) => header.variables.has(variable)))
      throw unsupported(
        bytes.name,
        `it is netCDF but no Exodus mesh; it holds ${contents(header)}; save the variable you need as NPY or TIFF.`,
      );
    const { records, promisedRecords } = header;
    const short = records < promisedRecords ? [`The file ends early: ${records} of ${promisedRecords} time steps are whole.`] : [];
    return await openTables(host, path, classicTables(bytes, header), short);
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

function isClassic(head: Uint8Array): boolean {
  return [0x43, 0x44, 0x46].every((byte, i) => head[i] === byte);
}

async function startsClassic(host: FormatHost, path: string): Promise<boolean> {
  const bytes = await host.files.open(path);
  try {
    return isClassic(await bytes.read(0, Math.min(3, bytes.size)));
  } finally {
    await bytes.close();
  }
}

/** Its writers mark the root with the versions of their library. */
async function confirm(host: FormatHost, path: string): Promise<boolean> {
  // without the signature of HDF5 only the first bytes of netCDF, which were seen, speak for it
  if (!(await isHdf5(host, path))) return startsClassic(host, path);
  if (host.hdf5 === undefined) return false;
  const file = await host.hdf5.open(path);
  try {
    const root = await file.attributes('');
    if (!('floating_point_word_size' in root) && !('api_version' in root)) return false;
    const paths = new Set((await file.datasets()).map((dataset) => dataset.path));
    return isExodus((variable) => paths.has(variable));
  } finally {
    await file.close();
  }
}

async function openGeometry(host: FormatHost, path: string): Promise<GeometrySource> {
  if (host.hdf5 === undefined || !(await isHdf5(host, path))) return openClassic(host, path);
  const file = await host.hdf5.open(path);
  try {
    return await openTables(host, path, hdf5Tables(host.files.basename(path), file, await file.datasets()), []);
  } catch (error) {
    await file.close();
    throw error;
  }
}

export const EXODUS: GeometryFormat = {
  id: 'exodus',
  title: 'Exodus II (netCDF)',
  extensions: ['e', 'exo', 'ex2', 'g', 'gen'],
  kinds: ['mesh'],
  text: {
    reads:
      'Both containers: classic netCDF (CDF-1, CDF-2, CDF-5), fields of one time step at a time, and netCDF-4 (HDF5); up to 50 million points. ' +
      'Triangles, quadrilaterals, shells, tetrahedra, pyramids, wedges, hexahedra, bars and spheres.',
    keeps:
      'Coordinates, blocks with their names, values on nodes and elements by name, times. Double nodes between blocks stay double. The file names no unit.',
    loses:
      'Elements of higher order are reduced to their corners, with a warning. Sets of nodes and sides and global values are left out; a run whose mesh changes goes on in ' +
      'further files, which are named. Refused: elements with any number of sides, other netCDF files (their variables are listed).',
  },
  sniff: (head, name) => (isClassic(head) ? 1 : sniffHdf5(head, name, 1)),
  confirm,
  openGeometry,
};
