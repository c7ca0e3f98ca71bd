/** Cells of many kinds, sorted into one block for each shape; every node is checked against the number of points. */
import { CELL_NODES } from '../../volume/index.js';
import type { CellBlock, CellShape } from '../../volume/index.js';
import { corrupt, unsupported } from '../limits.js';
import { cellRule } from './cell-types.js';
import type { CellRule } from './cell-types.js';
import { MAX_CELLS } from './mesh-limits.js';

/** Cells as files list them: the nodes of one after those of another. */
export interface CellList {
  /** VTK's number of every cell's kind */
  readonly types: ArrayLike<number>;
  /** where the nodes of every cell end */
  readonly ends: ArrayLike<number>;
  readonly nodes: ArrayLike<number>;
}

export interface SortedCells {
  readonly blocks: readonly CellBlock[];
  /** for every cell of the blocks its number in the file; absent when they agree */
  readonly order?: Int32Array;
  /** cells in the file */
  readonly given: number;
  readonly warnings: readonly string[];
}

/** the order of blocks: that of the numbers of dimensions */
const SHAPES: readonly CellShape[] = ['vertex', 'line', 'triangle', 'quad', 'tetrahedron', 'pyramid', 'wedge', 'hexahedron'];
const PIXEL = [0, 1, 3, 2];
const VOXEL = [0, 1, 3, 2, 4, 5, 7, 6];

/** Simple cells that a cell with this many nodes gives. */
function partsOf(rule: CellRule, nodes: number): { readonly shape: CellShape; readonly count: number } | undefined {
  switch (rule.kind) {
    case 'corners':
      return nodes < rule.nodes ? undefined : { shape: rule.shape, count: 1 };
    case 'vertices':
      return { shape: 'vertex', count: nodes };
    case 'segments':
      return nodes < 2 ? undefined : { shape: 'line', count: nodes - 1 };
    case 'strip':
      return nodes < 3 ? undefined : { shape: 'triangle', count: nodes - 2 };
    case 'polygon':
      if (nodes === 4) return { shape: 'quad', count: 1 };
      return nodes < 3 ? undefined : { shape: 'triangle', count: nodes - 2 };
    default:
      return { shape: 'vertex', count: 0 };
  }
}

/** Positions among a cell's nodes of the corners of its simple cell number `part`. */
function corner(rule: CellRule, nodes: number, part: number, i: number): number {
  switch (rule.kind) {
    case 'corners':
      return rule.swap === true ? ((rule.nodes === 4 ? PIXEL : VOXEL)[i] ?? 0) : i;
    case 'strip':
      // every second triangle of a strip is turned, or its other side would show
      return part + (part % 2 === 1 && i > 0 ? 3 - i : i);
    case 'polygon':
      return nodes === 4 || i === 0 ? i : part + i;
    default:
      return part + i;
  }
}

function warningsOf(rules: ReadonlyMap<CellRule, number>): string[] {
  const warnings: string[] = [];
  for (const [rule, mostNodes] of rules) {
    if (rule.kind === 'corners' && mostNodes > rule.nodes)
      warnings.push(`Cells of higher order (${rule.shape}, ${mostNodes} nodes) are reduced to their ${rule.nodes} corners.`);
    if (rule.kind === 'polygon' && mostNodes > 4) warnings.push('Polygons with more than 4 corners are cut into triangles.');
  }
  return warnings;
}

interface Counted {
  readonly rules: Map<number, CellRule>;
  readonly counts: Map<CellShape, number>;
  readonly mostNodes: Map<CellRule, number>;
  /** whether any cell gives none or several */
  readonly split: boolean;
}

function countCells(name: string, { types, ends, nodes }: CellList): Counted {
  const rules = new Map<number, CellRule>();
  const counts = new Map<CellShape, number>();
  const mostNodes = new Map<CellRule, number>();
  let split = false;
  let start = 0;
  for (let cell = 0; cell < types.length; cell++) {
    const end = ends[cell] ?? NaN;
    if (!(end >= start && end <= nodes.length)) throw corrupt(name, `its cell ${cell + 1} has nodes outside the list of ${nodes.length}`);
    const type = types[cell] ?? NaN;
    let rule = rules.get(type);
    if (rule === undefined) {
      rule = cellRule(type);
      if (rule.kind === 'refused')
        throw unsupported(name, `it holds ${rule.title}, which are not supported; save it with tetrahedra or hexahedra.`);
      rules.set(type, rule);
    }
    const parts = partsOf(rule, end - start);
    if (parts === undefined) throw corrupt(name, `its cell ${cell + 1} of type ${type} has only ${end - start} nodes`);
    if (parts.count !== 1) split = true;
    counts.set(parts.shape, (counts.get(parts.shape) ?? 0) + parts.count);
    if (end - start > (mostNodes.get(rule) ?? 0)) mostNodes.set(rule, end - start);
    start = end;
  }
  const total = [...counts.values()].reduce((sum, n) => sum + n, 0);
  if (total > MAX_CELLS) throw unsupported(name, `it has ${total} cells; meshes are read up to ${MAX_CELLS}.`, 'too-large');
  return { rules, counts, mostNodes, split };
}

/** One block for each shape that occurs. */
export function sortCells(name: string, list: CellList, points: number): SortedCells {
  const { types, ends, nodes } = list;
  const { rules, counts, mostNodes, split } = countCells(name, list);
  const shapes = SHAPES.filter((shape) => (counts.get(shape) ?? 0) > 0);
  const blocks = shapes.map((shape) => ({ shape, nodes: new Int32Array((counts.get(shape) ?? 0) * CELL_NODES[shape]) }));
  const sources = shapes.map((shape) => new Int32Array(counts.get(shape) ?? 0));
  const filled = shapes.map(() => 0);
  let start = 0;
  for (let cell = 0; cell < types.length; cell++) {
    const end = ends[cell] ?? 0;
    const rule = rules.get(types[cell] ?? NaN) ?? { kind: 'empty' };
    const parts = partsOf(rule, end - start) ?? { shape: 'vertex', count: 0 };
    const which = parts.count === 0 ? 0 : shapes.indexOf(parts.shape);
    const block = blocks[which]?.nodes ?? new Int32Array(0);
    const corners = CELL_NODES[parts.shape];
    for (let part = 0; part < parts.count; part++) {
      const at = filled[which] ?? 0;
      for (let i = 0; i < corners; i++) {
        const node = nodes[start + corner(rule, end - start, part, i)] ?? NaN;
        if (!(node >= 0 && node < points)) throw corrupt(name, `its cell ${cell + 1} names point ${node} of ${points}`);
        block[at * corners + i] = node;
      }
      const source = sources[which];
      if (source !== undefined) source[at] = cell;
      filled[which] = at + 1;
    }
    start = end;
  }
  const same = !split && shapes.length <= 1;
  return { blocks, ...(same ? {} : { order: joinInts(sources) }), given: types.length, warnings: warningsOf(mostNodes) };
}

export function joinInts(parts: readonly Int32Array[]): Int32Array {
  const out = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The cells of a grid of points, x fastest: boxes, or quads and lines where an axis has one point. */
export function gridCells(name: string, sizes: readonly number[]): SortedCells {
  const steps = sizes.map((_, axis) => sizes.slice(0, axis).reduce((product, n) => product * n, 1));
  const axes = [0, 1, 2].filter((axis) => (sizes[axis] ?? 1) > 1);
  const shape: CellShape = (['vertex', 'line', 'quad', 'hexahedron'] as const)[axes.length] ?? 'vertex';
  const [x = 0, y = 0, z = 0] = axes.map((axis) => steps[axis] ?? 0);
  const offsets = [0, x, x + y, y, z, x + z, x + y + z, y + z].slice(0, CELL_NODES[shape]);
  const [nx = 1, ny = 1, nz = 1] = sizes.map((n) => Math.max(1, n - 1));
  const count = nx * ny * nz;
  if (count > MAX_CELLS) throw unsupported(name, `it has ${count} cells; meshes are read up to ${MAX_CELLS}.`, 'too-large');
  const nodes = new Int32Array(count * offsets.length);
  let at = 0;
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++) {
        const first = i * (steps[0] ?? 0) + j * (steps[1] ?? 0) + k * (steps[2] ?? 0);
        for (const offset of offsets) nodes[at++] = first + offset;
      }
  return { blocks: [{ shape, nodes }], given: count, warnings: [] };
}
