/**
 * Which voxels of a mask hang together with a face of the box, decided slice by slice. Two passes over the
 * slices in the same order: the first joins provisional numbers (union-find, 6 neighbours), the second hands
 * out the same numbers again and looks up what became of them. Memory: two slices and one entry per number.
 *
 *        above          numbers are taken from x-1, else y-1, else z-1, else a new one;
 *     left  v           the choice does not depend on the unions, so both passes agree
 */
import { faceGeometry, type Face, type Shape3 } from '../volume/index.js';

export class FaceComponents {
  readonly #shape: Shape3;
  readonly #faces: readonly Face[];
  #parent = new Uint32Array(1024);
  #touches = new Uint8Array(1024);
  #count = 1; // 0 is "not in the mask"
  #previous: Uint32Array;
  #current: Uint32Array;
  #frozen = false;

  constructor(shape: Shape3, faces: readonly Face[]) {
    this.#shape = shape;
    this.#faces = faces;
    this.#previous = new Uint32Array(shape[1] * shape[2]);
    this.#current = new Uint32Array(shape[1] * shape[2]);
  }

  /** Ends the first pass. */
  freeze(): void {
    for (let i = 1; i < this.#count; i++) {
      const root = this.#find(i);
      if (this.#touches[i] === 1) this.#touches[root] = 1;
    }
    this.#frozen = true;
    this.#count = 1;
    this.#previous.fill(0);
  }

  /** First pass: `mask` is 1 inside. Slices from z = 0 upwards. */
  add(mask: Uint8Array, z: number): void {
    this.#number(mask);
    this.#markFaces(z);
    [this.#previous, this.#current] = [this.#current, this.#previous];
  }

  /** Second pass: 1 where the voxel's component touches a face. */
  touching(mask: Uint8Array): Uint8Array {
    if (!this.#frozen) throw new RangeError('freeze() comes before touching()');
    this.#number(mask);
    const out = new Uint8Array(mask.length);
    for (let i = 0; i < mask.length; i++) {
      const id = this.#current[i] as number;
      if (id !== 0) out[i] = this.#touches[this.#find(id)] as number;
    }
    [this.#previous, this.#current] = [this.#current, this.#previous];
    return out;
  }

  #number(mask: Uint8Array): void {
    const nx = this.#shape[2];
    const current = this.#current;
    for (let i = 0; i < mask.length; i++) {
      if (mask[i] === 0) {
        current[i] = 0;
        continue;
      }
      const left = i % nx === 0 ? 0 : (current[i - 1] as number);
      const above = i < nx ? 0 : (current[i - nx] as number);
      const before = this.#previous[i] as number;
      const id = left || above || before || this.#fresh();
      current[i] = id;
      if (this.#frozen) continue;
      if (above !== 0 && above !== id) this.#join(above, id);
      if (before !== 0 && before !== id) this.#join(before, id);
    }
  }

  #fresh(): number {
    const id = this.#count++;
    if (this.#frozen) return id;
    if (id >= this.#parent.length) {
      const [parent, touches] = [this.#parent, this.#touches];
      this.#parent = new Uint32Array(parent.length * 2);
      this.#parent.set(parent);
      this.#touches = new Uint8Array(touches.length * 2);
      this.#touches.set(touches);
    }
    this.#parent[id] = id;
    return id;
  }

  #find(id: number): number {
    const parent = this.#parent;
    let root = id;
    while (parent[root] !== root) root = parent[root] as number;
    while (parent[id] !== root) [parent[id], id] = [root, parent[id] as number];
    return root;
  }

  #join(a: number, b: number): void {
    const [ra, rb] = [this.#find(a), this.#find(b)];
    if (ra < rb) this.#parent[rb] = ra;
    else this.#parent[ra] = rb;
  }

  #markFaces(z: number): void {
    const [nz, ny, nx] = this.#shape;
    const current = this.#current;
    for (const face of this.#faces) {
      const { axis, atEnd } = faceGeometry(face);
      if (axis === 0) {
        if (z === (atEnd ? nz - 1 : 0)) for (let i = 0; i < current.length; i++) this.#touches[current[i] as number] = 1;
      } else if (axis === 1) {
        const row = (atEnd ? ny - 1 : 0) * nx;
        for (let x = 0; x < nx; x++) this.#touches[current[row + x] as number] = 1;
      } else {
        const column = atEnd ? nx - 1 : 0;
        for (let y = 0; y < ny; y++) this.#touches[current[y * nx + column] as number] = 1;
      }
    }
    this.#touches[0] = 0;
  }
}
