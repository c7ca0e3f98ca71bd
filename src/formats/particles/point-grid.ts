/** Points that fill a rectilinear grid, each node once: exact, whatever their order. */
import type { Geometry } from '../../volume/index.js';

interface Axes {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

/** The distinct coordinates along each axis; undefined as soon as they span more nodes than there are points. */
function gridAxes(points: Float64Array): Axes | undefined {
  const count = points.length / 3;
  const seen = [new Set<number>(), new Set<number>(), new Set<number>()] as const;
  const [xs, ys, zs] = seen;
  for (let i = 0; i < points.length; i += 3) {
    xs.add(points[i] as number);
    ys.add(points[i + 1] as number);
    zs.add(points[i + 2] as number);
    if (xs.size * ys.size * zs.size > count) return undefined;
  }
  if (xs.size * ys.size * zs.size !== count || seen.filter(({ size }) => size > 1).length < 2) return undefined;
  const [x, y, z] = seen.map((values) => Float64Array.from(values).sort());
  return x === undefined || y === undefined || z === undefined ? undefined : { x, y, z };
}

/** For every node, x fastest, the point that lies on it; undefined when two share one. */
function nodeOrder(points: Float64Array, { x, y, z }: Axes): Int32Array | undefined {
  const index = (values: Float64Array): Map<number, number> => new Map(Array.from(values, (value, i) => [value, i]));
  const [ix, iy, iz] = [index(x), index(y), index(z)];
  const order = new Int32Array(points.length / 3).fill(-1);
  for (let i = 0, at = 0; at < points.length; i++, at += 3) {
    const node =
      ((iz.get(points[at + 2] as number) ?? 0) * y.length + (iy.get(points[at + 1] as number) ?? 0)) * x.length +
      (ix.get(points[at] as number) ?? 0);
    if (order[node] !== -1) return undefined;
    order[node] = i;
  }
  return order;
}

function reordered(values: Float64Array, components: number, order: Int32Array): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0, o = 0; i < order.length; i++)
    for (let c = 0, at = (order[i] as number) * components; c < components; c++) out[o++] = values[at++] as number;
  return out;
}

/** The same points with their grid, brought into its order, x fastest; unchanged when they form none. */
export function onGrid(geometry: Geometry): Geometry {
  const grid = gridAxes(geometry.points);
  const order = grid === undefined ? undefined : nodeOrder(geometry.points, grid);
  if (grid === undefined || order === undefined) return geometry;
  if (order.every((point, node) => point === node)) return { ...geometry, grid };
  return {
    ...geometry,
    points: reordered(geometry.points, 3, order),
    fields: geometry.fields.map((field) => ({ ...field, values: reordered(field.values, field.components, order) })),
    grid,
  };
}
