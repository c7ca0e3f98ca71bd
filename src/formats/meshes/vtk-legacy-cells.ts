/** The two ways in which legacy VTK files list the nodes of cells. */
import type { VoxelArray } from '../../volume/index.js';
import { corrupt, unsupported } from '../limits.js';
import type { StoredType } from '../stored.js';
import { legacyStored, nextWords } from '../vtk/vtk-legacy-arrays.js';
import type { Cursor } from '../vtk/vtk-legacy-arrays.js';
import type { CellList } from './cells.js';
import { checkedCount, MAX_CELLS } from './mesh-limits.js';

/** The next numbers of the file. */
export type ReadNumbers = (count: number, stored: StoredType) => Promise<VoxelArray>;

export interface CellTable {
  /** where the nodes of every cell end */
  readonly ends: ArrayLike<number>;
  readonly nodes: ArrayLike<number>;
}

const MAX_NUMBERS = 9 * MAX_CELLS;
const OFFSETS = 'OFFSETS';

async function startsWithOffsets({ bytes, at }: Cursor): Promise<boolean> {
  const length = Math.min(OFFSETS.length, bytes.size - at);
  return length === OFFSETS.length && new TextDecoder('latin1').decode(await bytes.read(at, length)).toUpperCase() === OFFSETS;
}

async function typedList(cursor: Cursor, keyword: string, count: number, read: ReadNumbers): Promise<VoxelArray> {
  const { name } = cursor.bytes;
  const words = await nextWords(cursor);
  const [found = '', type = ''] = words ?? [];
  const stored = legacyStored(type);
  if (found.toUpperCase() !== keyword) throw corrupt(name, `its cells have no ${keyword}`);
  if (stored === undefined) throw unsupported(name, `its ${keyword} have the type "${type}", which is not supported; save it as integers.`);
  return read(count, stored);
}

/** Nodes of a section, in the way of version 5.1 (ends, then nodes) or before (the number of nodes before those of each cell). */
export async function readCellTable(cursor: Cursor, words: readonly string[], read: ReadNumbers): Promise<CellTable> {
  const { name } = cursor.bytes;
  const cells = checkedCount(name, 'cells', words[1], MAX_CELLS + 1);
  const numbers = checkedCount(name, 'nodes of cells', words[2], MAX_NUMBERS);
  if (await startsWithOffsets(cursor)) {
    const offsets = await typedList(cursor, OFFSETS, cells, read);
    return { ends: offsets.subarray(1), nodes: await typedList(cursor, 'CONNECTIVITY', numbers, read) };
  }
  if (cells > numbers) throw corrupt(name, `its ${numbers} numbers cannot hold ${cells} cells`);
  const list = await read(numbers, 'int32');
  const ends = new Float64Array(cells);
  const nodes = new Float64Array(Math.max(0, numbers - cells));
  let at = 0;
  let filled = 0;
  for (let cell = 0; cell < cells; cell++) {
    const count = list[at++] ?? NaN;
    if (!(count >= 0 && at + count <= numbers)) throw corrupt(name, `the nodes of its cell ${cell + 1} lie outside its list`);
    for (let i = 0; i < count; i++) nodes[filled++] = list[at++] ?? NaN;
    ends[cell] = filled;
  }
  return { ends, nodes };
}

/** All cells of a file: those of its one section with their kinds, or those of surfaces section after section. */
export function legacyCells(
  poly: readonly (readonly [section: string, type: number])[],
  tables: ReadonlyMap<string, CellTable>,
  kinds: VoxelArray | undefined,
  name: string,
): CellList {
  if (poly.length === 0) {
    const { ends, nodes } = tables.get('CELLS') ?? { ends: [], nodes: [] };
    const types = kinds ?? [];
    if (types.length !== ends.length) throw corrupt(name, `it has ${ends.length} cells, but the kinds of ${types.length}`);
    return { types, ends, nodes };
  }
  const types: number[] = [];
  const ends: number[] = [];
  const nodes: number[] = [];
  for (const [section, type] of poly) {
    const table = tables.get(section);
    if (table === undefined) continue;
    const before = nodes.length;
    for (let i = 0; i < table.ends.length; i++) {
      types.push(type);
      ends.push(before + (table.ends[i] ?? NaN));
    }
    for (let i = 0; i < table.nodes.length; i++) nodes.push(table.nodes[i] ?? NaN);
  }
  return { types, ends, nodes };
}
