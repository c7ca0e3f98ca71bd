/** Distances in the plane of a slice, good to a few percent: two passes with steps 1 and sqrt 2 (Borgefors 1986). */
const DIAGONAL = Math.SQRT2;

/** Distance in pixels to the nearest pixel of the slice for which `from` is 1; 1 next to it, at most `limit`. */
export function distanceInSlice(from: Uint8Array, ny: number, nx: number, limit: number, out: Float32Array): void {
  for (let i = 0; i < from.length; i++) out[i] = from[i] === 1 ? 0 : limit;
  const pass = (start: number, end: number, step: 1 | -1): void => {
    const row = step * nx;
    for (let y = start; y !== end + step; y += step)
      for (let c = 0; c < nx; c++) {
        const x = step === 1 ? c : nx - 1 - c;
        const i = y * nx + x;
        let d = out[i] ?? 0;
        if (d === 0) continue;
        const before = x - step;
        const after = x + step;
        if (before >= 0 && before < nx) d = Math.min(d, (out[i - step] ?? 0) + 1);
        if (y !== start) {
          d = Math.min(d, (out[i - row] ?? 0) + 1);
          if (before >= 0 && before < nx) d = Math.min(d, (out[i - row - step] ?? 0) + DIAGONAL);
          if (after >= 0 && after < nx) d = Math.min(d, (out[i - row + step] ?? 0) + DIAGONAL);
        }
        out[i] = d;
      }
  };
  pass(0, ny - 1, 1);
  pass(ny - 1, 0, -1);
}

/** Distance in pixels to the next pixel above for which `from` is 1, with nothing of it between; `limit` where there is none. */
export function distanceBelow(from: Uint8Array, ny: number, nx: number, limit: number, out: Float32Array): void {
  for (let x = 0; x < nx; x++) {
    let d = limit;
    for (let y = 0, i = x; y < ny; y++, i += nx) {
      d = from[i] === 1 ? 0 : Math.min(limit, d + 1);
      out[i] = d;
    }
  }
}
