/** Cells as VTK numbers them, and what they become here: a shape with its corners, several simple cells, or a refusal. */
import type { CellShape } from '../../volume/index.js';

export type CellRule =
  /** the first nodes are the corners; more nodes than corners is a cell of higher order */
  | { readonly kind: 'corners'; readonly shape: CellShape; readonly nodes: number; readonly swap?: boolean }
  /** any number of nodes, cut into simple cells */
  | { readonly kind: 'vertices' | 'segments' | 'strip' | 'polygon' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'refused'; readonly title: string };

function corners(shape: CellShape, nodes: number): CellRule {
  return { kind: 'corners', shape, nodes };
}

const RULES = new Map<number, CellRule>([
  [0, { kind: 'empty' }],
  [1, corners('vertex', 1)],
  [2, { kind: 'vertices' }],
  [3, corners('line', 2)],
  [4, { kind: 'segments' }],
  [5, corners('triangle', 3)],
  [6, { kind: 'strip' }],
  [7, { kind: 'polygon' }],
  // pixels and voxels count rows in the same direction
  [8, { kind: 'corners', shape: 'quad', nodes: 4, swap: true }],
  [9, corners('quad', 4)],
  [10, corners('tetrahedron', 4)],
  [11, { kind: 'corners', shape: 'hexahedron', nodes: 8, swap: true }],
  [12, corners('hexahedron', 8)],
  [13, corners('wedge', 6)],
  [14, corners('pyramid', 5)],
  [15, { kind: 'refused', title: 'pentagonal prisms' }],
  [16, { kind: 'refused', title: 'hexagonal prisms' }],
  [36, { kind: 'refused', title: 'curved polygons' }],
  [41, { kind: 'refused', title: 'convex point sets' }],
  [42, { kind: 'refused', title: 'polyhedra' }],
]);

/** Cells of higher order: quadratic, cubic, Lagrange and Bezier ones. */
const CURVED: Readonly<Record<Exclude<CellShape, 'vertex'>, { readonly corners: number; readonly types: readonly number[] }>> = {
  line: { corners: 2, types: [21, 35, 60, 68, 75] },
  triangle: { corners: 3, types: [22, 34, 61, 69, 76] },
  quad: { corners: 4, types: [23, 28, 30, 62, 70, 77] },
  tetrahedron: { corners: 4, types: [24, 64, 71, 78] },
  hexahedron: { corners: 8, types: [25, 29, 33, 67, 72, 79] },
  wedge: { corners: 6, types: [26, 31, 32, 65, 73, 80] },
  pyramid: { corners: 5, types: [27, 37, 66, 74, 81] },
};

for (const [shape, { corners: nodes, types }] of Object.entries(CURVED) as [CellShape, { corners: number; types: readonly number[] }][])
  for (const type of types) RULES.set(type, corners(shape, nodes));

export function cellRule(type: number): CellRule {
  return RULES.get(type) ?? { kind: 'refused', title: `cells of type ${type}` };
}
