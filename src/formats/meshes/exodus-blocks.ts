/** Points and element blocks of an Exodus file. */
import { CELL_NODES } from '../../volume/index.js';
import type { CellBlock, CellShape } from '../../volume/index.js';
import { corrupt, unsupported } from '../limits.js';
import type { ExodusTables } from './exodus-tables.js';
import { checkedCount, MAX_CELLS } from './mesh-limits.js';

/** elements by the beginning of their names */
const FAMILIES: readonly (readonly [prefix: string, shape: CellShape])[] = [
  ['TRI', 'triangle'],
  ['QUAD', 'quad'],
  ['SHELL', 'quad'],
  ['TET', 'tetrahedron'],
  ['PYR', 'pyramid'],
  ['WED', 'wedge'],
  ['HEX', 'hexahedron'],
  ['BAR', 'line'],
  ['BEAM', 'line'],
  ['TRUSS', 'line'],
  ['EDGE', 'line'],
  ['LINE', 'line'],
  ['ROD', 'line'],
  ['SPHERE', 'vertex'],
  ['CIRCLE', 'vertex'],
  ['POINT', 'vertex'],
  ['NODE', 'vertex'],
];

export interface ExodusBlock extends CellBlock {
  /** as variables count it, from 1 */
  readonly number: number;
}

export interface ExodusMesh {
  readonly points: Float64Array;
  readonly dimensions: 2 | 3;
  /** all x, then all y, then all z */
  readonly stored: Float64Array;
  readonly blocks: readonly ExodusBlock[];
  readonly warnings: readonly string[];
}

/** Coordinates one axis after another: in a variable for each, or in one for all. */
async function coordinatesOf(tables: ExodusTables): Promise<{ stored: Float64Array; axes: number; count: number }> {
  const { name } = tables;
  const both = tables.shape('coord');
  if (both !== undefined && tables.shape('coordx') === undefined) {
    const [axes = 0, nodes = 0] = both;
    const count = checkedCount(name, 'points', nodes);
    if (axes < 1 || axes > 3) throw corrupt(name, `its points have ${axes} coordinates`);
    return { stored: await tables.numbers('coord'), axes, count };
  }
  const present = ['coordx', 'coordy', 'coordz'].filter((axis) => tables.shape(axis) !== undefined);
  const count = checkedCount(name, 'points', tables.shape('coordx')?.[0]);
  const stored = new Float64Array(count * present.length);
  for (const [i, axis] of present.entries()) {
    const values = await tables.numbers(axis);
    if (values.length !== count) throw corrupt(name, `its "${axis}" has ${values.length} of ${count} coordinates`);
    stored.set(values, i * count);
  }
  return { stored, axes: present.length, count };
}

function shapeOf(type: string, nodes: number, name: string): CellShape {
  const upper = type.trim().toUpperCase();
  const family = FAMILIES.find(([prefix]) => upper.startsWith(prefix))?.[1];
  if (family === undefined) throw unsupported(name, `its elements "${type}" are not supported; save it with tetrahedra or hexahedra.`);
  // three-sided shells go by the same name
  const shape = upper.startsWith('SHELL') && (nodes === 3 || nodes === 6) ? 'triangle' : family;
  if (nodes < CELL_NODES[shape]) throw corrupt(name, `its elements "${type}" have only ${nodes} nodes`);
  return shape;
}

/** Corners of the elements of a block, counted from 0. */
function cornersOf(connect: Float64Array, nodes: number, corners: number, points: number, name: string): Int32Array {
  const count = Math.floor(connect.length / nodes);
  const out = new Int32Array(count * corners);
  for (let element = 0; element < count; element++)
    for (let i = 0; i < corners; i++) {
      const node = connect[element * nodes + i] ?? NaN;
      if (!(node >= 1 && node <= points)) throw corrupt(name, `its element ${element + 1} names point ${node} of ${points}`);
      out[element * corners + i] = node - 1;
    }
  return out;
}

async function blocksOf(tables: ExodusTables, points: number, warnings: string[]): Promise<ExodusBlock[]> {
  const { name } = tables;
  const [most = 0] = tables.shape('eb_prop1') ?? tables.shape('eb_status') ?? tables.shape('eb_names') ?? [];
  const titles = tables.shape('eb_names') === undefined ? [] : await tables.texts('eb_names');
  const blocks: ExodusBlock[] = [];
  let elements = 0;
  // a block without elements has no table
  for (let number = 1; number <= most || tables.shape(`connect${number}`) !== undefined; number++) {
    const [count = 0, nodes = 0] = tables.shape(`connect${number}`) ?? [];
    if (count === 0 || nodes === 0) continue;
    const type = await tables.text(`connect${number}`, 'elem_type');
    const shape = shapeOf(type, nodes, name);
    elements = checkedCount(name, 'cells', elements + count, MAX_CELLS);
    const corners = CELL_NODES[shape];
    if (nodes > corners)
      warnings.push(`Elements of higher order (${type.trim()}, ${nodes} nodes) are reduced to their ${corners} corners.`);
    const connect = await tables.numbers(`connect${number}`);
    const title = titles[number - 1] ?? '';
    blocks.push({ number, shape, ...(title === '' ? {} : { name: title }), nodes: cornersOf(connect, nodes, corners, points, name) });
  }
  return blocks;
}

export async function readExodusMesh(tables: ExodusTables): Promise<ExodusMesh> {
  const { stored, axes, count } = await coordinatesOf(tables);
  const points = new Float64Array(count * 3);
  for (let axis = 0; axis < axes; axis++) for (let i = 0; i < count; i++) points[3 * i + axis] = stored[axis * count + i] ?? 0;
  const warnings: string[] = [];
  const blocks = await blocksOf(tables, count, warnings);
  return { points, dimensions: axes === 3 ? 3 : 2, stored, blocks, warnings: [...new Set(warnings)] };
}
