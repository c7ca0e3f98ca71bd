/** What the XML of a VTK image file says about its grid: extents, spacing, directions, and the pieces that it is cut into. */
import { checkedSize, corrupt, unsupported } from '../limits.js';
import type { VtkGrid } from './vtk-grid.js';
import { numbersOf } from './xml/document.js';
import type { VtkDocument, VtkPiece, VtkXmlArray } from './xml/document.js';
import { lengthUnit } from './xml/length-unit.js';

const MAX_IMAGE_PIECES = 1024;

export interface VtiPiece {
  /** first point along x, y, z, from the first of the whole */
  readonly start: readonly number[];
  /** along x, y, z */
  readonly points: readonly number[];
  readonly arrays: readonly VtkXmlArray[];
}

export interface VtiImage {
  readonly grid: VtkGrid;
  readonly pieces: readonly VtiPiece[];
  /** those of the first piece: every piece has the same */
  readonly arrays: readonly VtkXmlArray[];
}

/** Lowest and highest index along x, y, z. */
function extentOf(text: string | undefined, file: string): { low: number[]; points: number[] } {
  const bounds = numbersOf(text);
  const low = [0, 2, 4].map((i) => bounds[i] ?? NaN);
  const points = low.map((first, axis) => (bounds[2 * axis + 1] ?? NaN) - first + 1);
  checkedSize(file, points);
  return { low, points };
}

/** Cells along x, y, z; a flat grid has one. */
function cellsOf(points: readonly number[]): number[] {
  return points.map((n) => Math.max(1, n - 1));
}

/** Whether two pieces have a cell in common. */
function overlap(a: VtiPiece, b: VtiPiece): boolean {
  const [n, m] = [cellsOf(a.points), cellsOf(b.points)];
  return n.every((cells, axis) => {
    const [from, other] = [a.start[axis] ?? 0, b.start[axis] ?? 0];
    return from < other + (m[axis] ?? 0) && other < from + cells;
  });
}

/** Pieces must cover every cell once; then they hold every point, too. */
function checkTiling(whole: readonly number[], pieces: readonly VtiPiece[], file: string): void {
  const covered = pieces.reduce((sum, { points }) => sum + cellsOf(points).reduce((product, n) => product * n, 1), 0);
  const inside = pieces.every(({ start, points }) =>
    whole.every((n, axis) => (start[axis] ?? -1) >= 0 && (start[axis] ?? 0) + (points[axis] ?? 0) <= n),
  );
  const total = cellsOf(whole).reduce((product, n) => product * n, 1);
  const twice = pieces.some((piece, i) => pieces.slice(i + 1).some((other) => overlap(piece, other)));
  if (!inside || covered !== total || twice)
    throw unsupported(file, `its ${pieces.length} pieces do not fill the image without gaps or overlaps; save it as one piece.`);
}

function pieceOf(piece: VtkPiece, low: readonly number[], file: string): VtiPiece {
  const own = extentOf(piece.attributes.get('Extent'), file);
  const arrays = piece.arrays.filter(({ section }) => section === 'PointData' || section === 'CellData');
  return { start: own.low.map((first, axis) => first - (low[axis] ?? 0)), points: own.points, arrays };
}

export function vtiImage(document: VtkDocument, file: string): VtiImage {
  if (document.type !== 'ImageData')
    throw unsupported(file, `its VTK data set is "${document.type}", not ImageData; resample it to a uniform grid.`);
  const { attributes } = document;
  const { low, points } = extentOf(attributes.get('WholeExtent'), file);
  if (document.pieces.length > MAX_IMAGE_PIECES)
    throw unsupported(file, `its image is split into more than ${MAX_IMAGE_PIECES} pieces; save it as one.`);
  const pieces = document.pieces.map((piece) => pieceOf(piece, low, file));
  checkTiling(points, pieces, file);
  const [first, ...rest] = pieces;
  const arrays = (first?.arrays ?? []).map((array) => ({ ...array }));
  for (const piece of rest)
    for (const array of arrays)
      if (!piece.arrays.some((other) => sameArray(array, other)))
        throw corrupt(file, `its pieces do not all hold the array "${array.name}" with the same type`);
  const direction = numbersOf(attributes.get('Direction'));
  const unit = lengthUnit(document);
  return {
    grid: {
      points,
      spacing: numbersOf(attributes.get('Spacing')),
      ...(unit === undefined ? {} : { unit }),
      ...(direction.length === 9 && direction.every(Number.isFinite) ? { direction: direction.toReversed() } : {}),
    },
    pieces,
    arrays,
  };
}

export function sameArray(a: VtkXmlArray, b: VtkXmlArray): boolean {
  return a.name === b.name && a.onCells === b.onCells && a.stored === b.stored && a.components === b.components;
}
