/** Oracle of the flat faces: every face and every place of its window, one by one. */
import type { Outside } from '../../../src/kernels/planes.js';
import type { Shape3 } from '../../../src/volume/index.js';

/** Flat faces of the voxels with `value`, with their normal along z, y, x; towards `other` only, if given, seen from this body. */
export function flatFacesOracle(data: Uint8Array, value: number, [nz, ny, nx]: Shape3, outside: Outside, other?: number): number[] {
  const place = (i: number, n: number): number =>
    outside === 'periodic' ? ((i % n) + n) % n : outside === 'edge' ? Math.min(n - 1, Math.max(0, i)) : i;
  const label = ([z, y, x]: number[]): number => {
    const [a, b, c] = [place(z!, nz), place(y!, ny), place(x!, nx)];
    return a < 0 || b < 0 || c < 0 || a >= nz || b >= ny || c >= nx ? -1 : data[(a * ny + b) * nx + c]!;
  };
  const inside = (p: number[]): boolean => label(p) === value;
  return [0, 1, 2].map((axis) => {
    let count = 0;
    const move = (p: number[], steps: number): number[] => p.map((v, a) => (a === axis ? v + steps : v));
    for (const sign of [1, -1])
      for (let z = 0; z < nz; z++)
        for (let y = 0; y < ny; y++)
          for (let x = 0; x < nx; x++) {
            const at = [z, y, x];
            const isFace = (p: number[]): boolean => inside(p) && !inside(move(p, sign));
            if (!isFace(at) || (other !== undefined && label(move(at, sign)) !== other)) continue;
            const accepted = (p: number[]): boolean =>
              isFace(p) || [1, 0, -1, -2].every((k) => !inside(move(p, k * sign))) || [0, 1, 2, 3].every((k) => inside(move(p, k * sign)));
            let flat = true;
            for (let i = -2; i <= 2; i++)
              for (let j = -2; j <= 2; j++) {
                if (Math.abs(i) + Math.abs(j) === 4) continue;
                const p = [...at];
                p[(axis + 1) % 3]! += i;
                p[(axis + 2) % 3]! += j;
                flat &&= accepted(p);
              }
            if (flat) count++;
          }
    return count;
  });
}
