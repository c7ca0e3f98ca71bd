/**
 * Where a place lies in a cell of a mesh, as the weights of its nodes: barycentric in triangles and tetrahedra, isoparametric in
 * quadrilaterals and hexahedra (Newton's method on the map from the unit cell, which is exact for parallelepipeds after one step).
 */

/** A place that misses a cell by less than this share of its size lies in it: centres of voxels often lie on faces. */
export const CELL_SLACK = 1e-9;
const STEPS = 20;

/** Solves a x = b for three unknowns by Cramer's rule; false when the columns lie in one plane. */
function solve3(a: Float64Array, b: Float64Array, out: Float64Array): boolean {
  const [a0, a1, a2, a3, a4, a5, a6, a7, a8] = a;
  const det = a0 * (a4 * a8 - a5 * a7) - a1 * (a3 * a8 - a5 * a6) + a2 * (a3 * a7 - a4 * a6);
  if (det === 0) return false;
  const [b0, b1, b2] = b;
  out[0] = (b0 * (a4 * a8 - a5 * a7) - a1 * (b1 * a8 - a5 * b2) + a2 * (b1 * a7 - a4 * b2)) / det;
  out[1] = (a0 * (b1 * a8 - a5 * b2) - b0 * (a3 * a8 - a5 * a6) + a2 * (a3 * b2 - b1 * a6)) / det;
  out[2] = (a0 * (a4 * b2 - b1 * a7) - a1 * (a3 * b2 - b1 * a6) + b0 * (a3 * a7 - a4 * a6)) / det;
  return true;
}

const matrix = new Float64Array(9);
const right = new Float64Array(3);
const local = new Float64Array(3);

/** Weights of 3 nodes (x, y, z each) at x, y; false outside. The depth is left out. */
export function inTriangle(nodes: Float64Array, x: number, y: number, weights: Float64Array): boolean {
  const [ax, ay] = [nodes[0], nodes[1]];
  const [bx, by, cx, cy] = [nodes[3] - ax, nodes[4] - ay, nodes[6] - ax, nodes[7] - ay];
  const det = bx * cy - cx * by;
  if (det === 0) return false;
  const u = ((x - ax) * cy - cx * (y - ay)) / det;
  const v = (bx * (y - ay) - (x - ax) * by) / det;
  weights[0] = 1 - u - v;
  weights[1] = u;
  weights[2] = v;
  return u >= -CELL_SLACK && v >= -CELL_SLACK && u + v <= 1 + CELL_SLACK;
}

/** Weights of 4 nodes at x, y, z; false outside. */
export function inTetrahedron(nodes: Float64Array, x: number, y: number, z: number, weights: Float64Array): boolean {
  for (let axis = 0; axis < 3; axis++) for (let n = 0; n < 3; n++) matrix[axis * 3 + n] = nodes[3 * (n + 1) + axis] - nodes[axis];
  right[0] = x - nodes[0];
  right[1] = y - nodes[1];
  right[2] = z - nodes[2];
  if (!solve3(matrix, right, local)) return false;
  const [u, v, w] = local;
  weights[0] = 1 - u - v - w;
  weights[1] = u;
  weights[2] = v;
  weights[3] = w;
  return u >= -CELL_SLACK && v >= -CELL_SLACK && w >= -CELL_SLACK && u + v + w <= 1 + CELL_SLACK;
}

/** Weights of 4 nodes around a quadrilateral at x, y; false outside. The depth is left out. */
export function inQuad(nodes: Float64Array, x: number, y: number, weights: Float64Array): boolean {
  let u = 0.5;
  let v = 0.5;
  for (let step = 0; step < STEPS; step++) {
    quadWeights(u, v, weights);
    let [ex, ey] = [-x, -y];
    for (let n = 0; n < 4; n++) {
      ex += weights[n] * nodes[3 * n];
      ey += weights[n] * nodes[3 * n + 1];
    }
    const xu = (1 - v) * (nodes[3] - nodes[0]) + v * (nodes[6] - nodes[9]);
    const yu = (1 - v) * (nodes[4] - nodes[1]) + v * (nodes[7] - nodes[10]);
    const xv = (1 - u) * (nodes[9] - nodes[0]) + u * (nodes[6] - nodes[3]);
    const yv = (1 - u) * (nodes[10] - nodes[1]) + u * (nodes[7] - nodes[4]);
    const det = xu * yv - xv * yu;
    if (det === 0) return false;
    const du = (ex * yv - xv * ey) / det;
    const dv = (xu * ey - ex * yu) / det;
    u -= du;
    v -= dv;
    if (Math.abs(du) + Math.abs(dv) < 1e-13) break;
  }
  quadWeights(u, v, weights);
  const most = 1 + CELL_SLACK;
  return u >= -CELL_SLACK && v >= -CELL_SLACK && u <= most && v <= most;
}

function quadWeights(u: number, v: number, weights: Float64Array): void {
  weights[0] = (1 - u) * (1 - v);
  weights[1] = u * (1 - v);
  weights[2] = u * v;
  weights[3] = (1 - u) * v;
}

/** Weights of 8 nodes of a hexahedron (bottom ring, then top ring) at x, y, z; false outside. */
export function inHexahedron(nodes: Float64Array, x: number, y: number, z: number, weights: Float64Array): boolean {
  let [u, v, w] = [0.5, 0.5, 0.5];
  for (let step = 0; step < STEPS; step++) {
    hexahedronWeights(u, v, w, weights);
    for (let axis = 0; axis < 3; axis++) {
      let value = 0;
      for (let n = 0; n < 8; n++) value += weights[n] * nodes[3 * n + axis];
      right[axis] = value - (axis === 0 ? x : axis === 1 ? y : z);
      const at = (n: number): number => nodes[3 * n + axis];
      const bottom = (1 - v) * (at(1) - at(0)) + v * (at(2) - at(3));
      const top = (1 - v) * (at(5) - at(4)) + v * (at(6) - at(7));
      matrix[axis * 3] = (1 - w) * bottom + w * top;
      const front = (1 - u) * (at(3) - at(0)) + u * (at(2) - at(1));
      const back = (1 - u) * (at(7) - at(4)) + u * (at(6) - at(5));
      matrix[axis * 3 + 1] = (1 - w) * front + w * back;
      const first = (1 - u) * (at(4) - at(0)) + u * (at(5) - at(1));
      const second = (1 - u) * (at(7) - at(3)) + u * (at(6) - at(2));
      matrix[axis * 3 + 2] = (1 - v) * first + v * second;
    }
    if (!solve3(matrix, right, local)) return false;
    u -= local[0];
    v -= local[1];
    w -= local[2];
    if (Math.abs(local[0]) + Math.abs(local[1]) + Math.abs(local[2]) < 1e-13) break;
  }
  hexahedronWeights(u, v, w, weights);
  const most = 1 + CELL_SLACK;
  return u >= -CELL_SLACK && v >= -CELL_SLACK && w >= -CELL_SLACK && u <= most && v <= most && w <= most;
}

function hexahedronWeights(u: number, v: number, w: number, weights: Float64Array): void {
  for (let top = 0; top < 2; top++) {
    const part = top === 0 ? 1 - w : w;
    weights[4 * top] = (1 - u) * (1 - v) * part;
    weights[4 * top + 1] = u * (1 - v) * part;
    weights[4 * top + 2] = u * v * part;
    weights[4 * top + 3] = (1 - u) * v * part;
  }
}
